"""Collation of a survey of 30 questions with 1,788 answers, against bare SQL for the same figures.

- All totals and one page of 50 organizations ÷ a hand-written SELECT of these totals and of the page's answers.
- The number of statements must be the same for 52 and for 1,788 answers.
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
    few = stage.run("bench.collating", "52")
    runs = [stage.run("bench.collating", "1788") for _ in range(ROUNDS)]
    queries = {few["queries"], *(run["queries"] for run in runs)}
    totals = statistics.median(run["totals"] for run in runs)
    yield Figure(
        "Collation, 1,788 answers: all totals and a page of 50",
        statistics.median(run["ours"] for run in runs),
        "hand-written SQL for the same figures and the page's answers",
        statistics.median(run["by_hand"] for run in runs),
        at_most=3,
        note=f"{runs[0]['questions']} questions, {runs[0]['figures']} figures by hand; totals alone {totals:.1f} ms; "
        f"52 answers: {few['ours']:.1f} ms; statements: {', '.join(map(str, sorted(queries)))} (must be one number)",
    )
    if len(queries) != 1:
        raise SystemExit(f"52 and 1,788 answers differ in their number of statements: {queries}")
