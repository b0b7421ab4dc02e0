"""Files out: a wide CSV of 1,000,000 answer sheets of 20 questions, its cp932 check, a workbook of 1,000,000 cells.

It is the export that people get: answers in words, formulas neutralized, the state of every answer beside it.

- Writing the CSV ÷ PostgreSQL's own COPY of the same columns, read by psql into nothing.
- The check of every character ÷ writing the file in cp932.
- What the process takes in memory, at 1,000,000 rows and at 100,000.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from bench.measure import Figure
from bench.stage import AS_OWNER, Stages

SIZE = {"organizations": 200, "people": 300, "notices": 10, "to_all": 1}
ROWS, FEWER, CELLS = 1_000_000, 100_000, 1_000_000
ROUNDS = 3
MEMORY_MB = 200


def figures(stages: Stages) -> Iterator[Figure]:
    stage = stages.stage("bench_questions", **SIZE)
    stage.inside("bench.exporting", "fill", str(ROWS), **AS_OWNER)
    runs = [stage.inside("bench.exporting", "measure", str(ROWS), **AS_OWNER) for _ in range(ROUNDS)]
    seconds = {name: statistics.median(run[name] for run in runs) for name in ("own", "utf8", "cp932", "check")}
    note = (
        f"{ROWS / seconds['utf8']:,.0f} rows a second of {runs[0]['columns']} columns; {runs[0]['bytes'] / 1e6:,.0f} MB"
    )
    own = "twice PostgreSQL's own COPY of the same columns"
    for name, label in (("utf8", "UTF-8"), ("cp932", "cp932, some characters replaced")):
        yield Figure(
            f"Wide CSV of {ROWS:,} rows in {label}",
            seconds[name],
            own,
            2 * seconds["own"],
            at_most=1,
            unit="s",
            note=note,
        )
    yield Figure(
        f"cp932 check of {ROWS:,} rows",
        seconds["check"],
        "twice the export itself, in cp932",
        2 * seconds["cp932"],
        at_most=1,
        unit="s",
        note=f"{runs[0]['findings']:,} cells found",
    )
    fewer = stage.inside("bench.exporting", "measure", str(FEWER), **AS_OWNER)
    many = max(run["megabytes"] for run in runs)
    yield Figure("Memory of the process, peak", many, "megabytes allowed", MEMORY_MB, at_most=1, unit="MB")
    yield Figure(f"Memory at {ROWS:,} rows", many, f"at {FEWER:,} rows", fewer["megabytes"], at_most=1.1, unit="MB")
    # A quarter of them fill every buffer already; from there on nothing may grow.
    large, small = (
        stage.inside("bench.exporting", "workbook", str(cells), **AS_OWNER) for cells in (CELLS, CELLS // 4)
    )
    yield Figure(
        f"Memory for a workbook of {CELLS:,} cells",
        large["megabytes"],
        f"for one of {CELLS // 4:,}",
        small["megabytes"],
        at_most=1.1,
        unit="MB",
        note=f"written in {large['seconds']:.1f} s, {large['bytes'] / 1e6:.1f} MB",
    )
