"""Collation of a survey of 30 questions with 1,788 answers, against bare SQL for the same figures.

- What the page's view fetches, with who may see it: all totals, how far the survey has come, one page of 50
  organizations ÷ hand-written SELECTs of these totals, states and the page's answers.
- The number of statements must be the same for 52 and for 1,788 answers: of the service, and of the whole page.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from bench.measure import Figure
from bench.stage import Stages

SIZE = {"organizations": 1788, "people": 300, "notices": 0, "to_all": 1}
ROUNDS = 3


def figures(stages: Stages) -> Iterator[Figure]:
    stage = stages.stage("bench_collation", **SIZE)
    few = stage.inside("bench.collating", "52")
    runs = [stage.inside("bench.collating", "1788") for _ in range(ROUNDS)]
    queries = {(run["queries"], run["page_queries"]) for run in (few, *runs)}
    page = statistics.median(run["page"] for run in runs)
    first = runs[0]
    yield Figure(
        "Collation of a survey, 1,788 answers: all totals and a page of 50, with who may see them",
        statistics.median(run["ours"] for run in runs),
        "hand-written SQL for the same figures and the page's answers",
        statistics.median(run["by_hand"] for run in runs),
        at_most=3,
        note=f"{first['questions']} questions, {first['figures']} figures by hand; the page rendered {page:.1f} ms; "
        f"52 answers: {few['ours']:.1f} ms; statements (service, page): {sorted(queries)} (must be one pair)",
    )
    if len(queries) != 1:
        raise SystemExit(f"52 and 1,788 answers differ in their number of statements: {queries}")
