"""Every question on its own (単純集計): how many chose what, of how many; the figures of numbers; who gave no value.

Adding up is done by core.questions.tabulation; here is what a page says of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from core.questions.crosstab.dimensions import SPECIAL, VALUE, Dimension
from core.questions.crosstab.source import Source
from core.questions.crosstab.suppression import masked_in
from core.questions.crosstab.table import TOTAL, rounded
from core.questions.showing import LOOKS
from core.questions.tabulation.figures import Tally
from core.questions.tabulation.question_totals import Collation, QuestionTotals
from core.questions.tabulation.table_lists import SummedTable, summed_table

_LOOKS = {special.value: look for special, look in LOOKS.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """One option. `share` is in per cent of those who answered, None where nobody did, or nobody may know."""

    label: str
    count: int | None  # None where it is masked
    share: Decimal | None

    @property
    def width(self) -> str:
        """Of its bar, as SVG has it."""
        return f"{self.share or 0}%"


@dataclass(frozen=True)
class Choices:
    """The options of a question, or of one candidate of a schedule. With `several` one answer may name several."""

    heading: str
    lines: list[Line]
    answered: int | None
    mentions: int
    several: bool


@dataclass(frozen=True)
class NoValue:
    label: str
    look: str  # as in static/css/components/value.css
    count: int | None


@dataclass(frozen=True)
class SimpleQuestion:
    """One question over all respondents. `by` is the id under which cross-tables count it; empty where none do.

    Counts are None where they are masked (X6). `is_open`: nothing of it needs to be, so that it is shown in every
    detail: how many gave a zero, the smallest and largest number, the cells of a table.
    """

    totals: QuestionTotals
    choices: list[Choices]
    without: list[NoValue]  # those that nobody has too, of the five
    answered: int | None
    everybody: int | None
    is_open: bool
    by: str = ""

    @property
    def key(self) -> str:
        return self.totals.question.key

    @property
    def called(self) -> str:
        return f"{self.totals.number} {self.totals.question.label or self.key}"

    @property
    def has_figures(self) -> bool:
        return self.answered is not None and self.totals.kind.is_number and self.totals.tally.figures.values > 0

    @cached_property
    def table(self) -> SummedTable | None:
        return summed_table(self.totals) if self.is_open and (self.totals.table or self.totals.lines) else None


def simple(collation: Collation, source: Source, *, absent: Mapping[str, int]) -> list[SimpleQuestion]:
    """What the person may see of a collation of those sheets of `source` that count, in the order of the questions.

    `absent`: how many respondents have this "no value" (a key of `source.specials`) for every question, because none
    of their sheets counts. So answers and "no values" of each question add up to all respondents.
    """
    by: dict[str, Dimension] = {}
    for one in source.dimensions.values():
        if one.question is not None:
            by.setdefault(one.question.key, one)
    return [
        _question(totals, source, absent, by[key].id if key in by else "")
        for key, totals in collation.questions.items()
        if key not in source.unseen
    ]


def _question(totals: QuestionTotals, source: Source, absent: Mapping[str, int], by: str) -> SimpleQuestion:
    tally = totals.tally
    specials = _specials(tally, source, absent)
    everybody = tally.states.answered + sum(specials.values())
    masked = _masked(tally, specials, source.at_least, totals.several)
    choices = []
    if totals.options is not None:
        choices = [_choices("", tally, masked, totals.several)]
    for one in totals.candidates:
        few = _masked(one.tally, _specials(one.tally, source, absent), source.at_least, False)
        choices.append(_choices(one.label, one.tally, few, False))
    without = [
        NoValue(label, _LOOKS.get(code, "none"), None if f"{SPECIAL}{code}" in masked else specials[code])
        for code, label in source.specials.items()
        if code in _LOOKS or specials[code]
    ]
    return SimpleQuestion(
        totals, choices, without,
        answered=None if masked else tally.states.answered,
        everybody=None if TOTAL in masked else everybody,
        is_open=not source.at_least,
        by=by,
    )  # fmt: skip


def _specials(tally: Tally, source: Source, absent: Mapping[str, int]) -> dict[str, int]:
    return {code: getattr(tally.states, code, 0) + absent.get(code, 0) for code in source.specials}


def _masked(tally: Tally, specials: Mapping[str, int], at_least: int, several: bool) -> set[str]:
    """The categories that a cross-table by this question alone masks. With any the base is not told either.

    What has no options has no categories here: if anything of it counts few, all is masked, for a cross-table may show
    what would be left.
    """
    if not at_least:
        return set()
    counts = {f"{SPECIAL}{code}": number for code, number in specials.items()}
    everybody = tally.states.answered + sum(specials.values())
    if tally.options:
        counts |= {f"{VALUE}{one.code}": one.count for one in tally.options}
        grid = {(code, TOTAL): number for code, number in counts.items()} | {(TOTAL, TOTAL): everybody}
        return {code for code, _ in masked_in(grid, at_least, many_rows=several)}
    if 0 < everybody < at_least:
        return {*counts, TOTAL}
    few = any(0 < number < at_least for number in (tally.states.answered, *counts.values()))
    return set(counts) if few else set()


def _choices(heading: str, tally: Tally, masked: set[str], several: bool) -> Choices:
    answered = tally.states.answered
    lines = []
    for one in tally.options:
        share = rounded(Decimal(100 * one.count) / answered, 1) if answered and not masked else None
        lines.append(Line(one.label, None if f"{VALUE}{one.code}" in masked else one.count, share))
    return Choices(heading, lines, None if masked else answered, tally.mentions, several)
