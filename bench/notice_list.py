"""The notice list of a municipal member must not slow down as the archive grows.

- 30,000 notices (3,000 of them addressed to all of 1,788 organizations) against 300: the same page of 50 rows.
- The page against the same template and middleware with the view's context from memory: what the queries cost.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from bench.measure import Figure
from bench.stage import Stage, Stages

LARGE = {"organizations": 1788, "people": 100_000, "notices": 30_000, "to_all": 3_000}
SMALL = {"organizations": 1788, "people": 100_000, "notices": 300, "to_all": 300}
ROUNDS = 5


def figures(stages: Stages) -> Iterator[Figure]:
    large, small = stages.stage("bench_large", **LARGE), stages.stage("bench_small", **SMALL)
    runs = [(_page(large), _page(small)) for _ in range(ROUNDS)]
    of_large, of_small = ([run[side]["page"] for run in runs] for side in (0, 1))
    queries = {run[0]["queries"] for run in runs} | {run[1]["queries"] for run in runs}
    yield Figure(
        "Notice list, 30,000 notices",
        statistics.median(of_large),
        "the same page with 300 notices",
        statistics.median(of_small),
        at_most=1.2,
        note=f"queries: {', '.join(map(str, sorted(queries)))} (must be one number)",
    )
    if len(queries) != 1:
        raise SystemExit(f"The two pages differ in their number of queries: {queries}")
    yield Figure(
        "Notice list, 30,000 notices",
        statistics.median(of_large),
        "its template and middleware with the context from memory",
        statistics.median(run[0]["from_memory"] for run in runs),
        at_most=2.5,
    )


def _page(stage: Stage) -> dict:
    return stage.inside("bench.page")
