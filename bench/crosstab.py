"""Cross-tables over 1,000,000 answer sheets of 20 questions, against SQL by hand, a plain table, and pandas.

- Two single choices: the service ÷ hand-written SQL over the same storage; ÷ the same over a plain typed table.
- The same with a filter and a layer ÷ without.
- ÷ pandas, which reads the two columns from the plain table and counts them itself: at most a quarter.
- The page over 100,000 sheets ÷ the bare SQL.
- For the decision on storage: the same over the JSON answers themselves.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from bench.measure import Figure
from bench.stage import AS_OWNER, Stages

SIZE = {"organizations": 200, "people": 200, "notices": 0, "to_all": 1}
ROUNDS = 3
MANY, FEWER = 1_000_000, 100_000


def figures(stages: Stages) -> Iterator[Figure]:
    stage = stages.stage("bench_crosstab", **SIZE)
    for number in (MANY, FEWER):
        stage.inside("bench.crosstabbing", str(number), "fill", **AS_OWNER)
    runs = [stage.inside("bench.crosstabbing", str(MANY)) for _ in range(ROUNDS)]
    of = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    name = f"Cross-table of two single choices over {MANY:,} sheets"
    yield Figure(name, of["service"], "hand-written SQL over the same storage", of["by_hand"], at_most=1.2)
    note = (
        f"over the JSON answers themselves: {of['json']:.0f} ms, {of['json'] / of['typed']:.1f} times the plain table"
    )
    yield Figure(name, of["service"], "the same GROUP BY over a plain typed table", of["typed"], at_most=2, note=note)
    yield Figure(f"{name}, with a filter and a layer", of["filtered"], "without", of["service"], at_most=1.5)
    yield Figure(name, of["service"], "pandas: reading two columns, then crosstab", of["pandas"], at_most=0.25)
    pages = [stage.inside("bench.crosstabbing", str(FEWER)) for _ in range(ROUNDS)]
    page = {name: statistics.median(run[name] for run in pages) for name in pages[0]}
    yield Figure(
        f"Page of a cross-table over {FEWER:,} sheets, with its chart",
        page["page"],
        "hand-written SQL for the table",
        page["by_hand"],
        at_most=5,
        note=f"statements: {page['queries']:.0f}; the service alone {page['service']:.1f} ms",
    )
