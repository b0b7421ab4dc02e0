"""The staff's click on 「発出する」 must not grow with the number of organizations as they do."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from bench.measure import Figure
from bench.notice_list import LARGE
from bench.stage import Stages


def figures(stages: Stages) -> Iterator[Figure]:
    answer = stages.stage("bench_large", **LARGE).inside("bench.click")
    yield Figure(
        "Click for 1,788 organizations",
        statistics.median(answer["all"]),
        "the same click for 52 organizations",
        statistics.median(answer["few"]),
        at_most=3,
    )
