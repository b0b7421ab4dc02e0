"""The board of organizations × state must cost the same per row, however many organizations are asked."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from bench.measure import Figure
from bench.notice_list import LARGE
from bench.stage import Stages


def figures(stages: Stages) -> Iterator[Figure]:
    answer = stages.stage("bench_large", **LARGE).inside("bench.survey_board_page")
    per_row = {key: statistics.median(answer[key]) / answer["rows"][key] for key in ("all", "few")}
    queries = answer["queries"]
    yield Figure(
        "Board of a survey of 1,788 organizations, per row shown",
        per_row["all"],
        "the same for 52 organizations",
        per_row["few"],
        at_most=1.2,
        note=f"rows shown: {answer['rows']}; queries: {queries}",
    )
    if queries["all"] != queries["few"]:
        raise SystemExit(f"The two boards differ in their number of queries: {queries}")
