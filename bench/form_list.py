"""The list of a form's submissions must not slow down as they come in.

A form with 1,000,000 submissions against one with 1,000, both with a full page of 50 rows: every order, the first page
and one in the middle, the filters by status, standing, date and receipt number, alone and together. The slowest ratio
counts.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from bench.measure import Figure
from bench.stage import Stages

SIZES = {"organizations": 200, "people": 1000, "notices": 20, "to_all": 5}


def figures(stages: Stages) -> Iterator[Figure]:
    answer = stages.stage("bench_forms", **SIZES).inside("bench.form_list_page")
    times = {what: tuple(map(statistics.median, sides)) for what, sides in answer["times"].items()}
    slowest = max(times, key=lambda what: times[what][0] / times[what][1])
    large, small = times[slowest]
    each = "; ".join(f"{what}: {of_large / of_small:.2f}" for what, (of_large, of_small) in times.items())
    yield Figure(
        "List of a form with 1,000,000 submissions, any page, filter or order",
        large,
        f"the same page of a form with 1,000 ({slowest})",
        small,
        at_most=1.5,
        note=each,
    )
    if answer["queries"]:
        raise SystemExit(f"The two lists differ in their number of queries: {answer['queries']}")
