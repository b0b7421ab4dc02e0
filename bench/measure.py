"""Medians and ratios. Machines are noisy: both sides of a ratio are measured in turns, in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A measured ratio and what it may be at most."""

    name: str
    measured: float
    limit_of: str
    limit: float
    at_most: float
    unit: str = "ms"
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.measured / self.limit

    @property
    def is_met(self) -> bool:
        return self.ratio <= self.at_most

    def line(self) -> str:
        verdict = "met" if self.is_met else "NOT MET"
        note = f"\n    {self.note}" if self.note else ""
        return (
            f"{self.name}\n"
            f"    {self.measured:10.1f} {self.unit}   measured\n"
            f"    {self.limit:10.1f} {self.unit}   {self.limit_of}\n"
            f"    {self.ratio:10.2f}      ratio, at most {self.at_most:.3g}: {verdict}{note}"
        )


def milliseconds(function: Callable[[], object]) -> float:
    start = time.perf_counter()
    function()
    return (time.perf_counter() - start) * 1000


def median_of(function: Callable[[], object], times: int, *, warm_up: int = 3) -> float:
    """Median milliseconds of so many calls, after some that do not count."""
    for _ in range(warm_up):
        function()
    return statistics.median(milliseconds(function) for _ in range(times))
