"""Every question on its own (単純集計): how many chose what, of how many; the figures of numbers; who gave no value.

Adding up is done by core.questions.tabulation; here is what a page says of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from core.questions.crosstab.dimensions import Dimension
from core.questions.crosstab.source import Source
from core.questions.crosstab.table import rounded
from core.questions.showing import LOOKS
from core.questions.tabulation.figures import OptionCount
from core.questions.tabulation.question_totals import Collation, QuestionTotals
from core.questions.tabulation.table_lists import SummedTable, summed_table

_LOOKS = {special.value: look for special, look in LOOKS.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """One option. `share` is in per cent of those who answered, None where nobody did."""

    label: str
    count: int
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
    answered: int
    mentions: int
    several: bool


@dataclass(frozen=True)
class NoValue:
    label: str
    look: str  # as in static/css/components/value.css
    count: int


@dataclass(frozen=True)
class SimpleQuestion:
    """One question over all respondents. `by` is the id under which cross-tables count it; empty where none do."""

    totals: QuestionTotals
    choices: list[Choices]
    without: list[NoValue]  # those that nobody has too, of the five
    everybody: int
    by: str = ""

    @property
    def key(self) -> str:
        return self.totals.question.key

    @property
    def called(self) -> str:
        return f"{self.totals.number} {self.totals.question.label or self.key}"

    @property
    def answered(self) -> int:
        return self.totals.tally.states.answered

    @property
    def has_figures(self) -> bool:
        return self.totals.kind.is_number and self.totals.tally.figures.values > 0

    @cached_property
    def table(self) -> SummedTable | None:
        return summed_table(self.totals) if self.totals.table or self.totals.lines else None


def simple(collation: Collation, source: Source, *, absent: Mapping[str, int]) -> list[SimpleQuestion]:
    """What the person may see of a collation of those sheets of `source` that count, in the order of the questions.

    `absent`: how many respondents have this "no value" (a key of `source.specials`) for every question, because none
    of their sheets counts. So answers and "no values" of each question add up to all respondents.
    """
    by: dict[str, Dimension] = {}
    for one in source.dimensions.values():
        if one.question is not None:
            by.setdefault(one.question.key, one)
    everybody = collation.sheets + sum(absent.values())
    return [
        SimpleQuestion(
            totals, _choices(totals), _without(totals, source, absent), everybody, by[key].id if key in by else ""
        )
        for key, totals in collation.questions.items()
        if key not in source.unseen
    ]


def _choices(totals: QuestionTotals) -> list[Choices]:
    if totals.options is not None:
        tally = totals.tally
        lines = _lines(tally.options, tally.states.answered)
        return [Choices("", lines, tally.states.answered, tally.mentions, totals.several)]
    return [
        Choices(
            one.label, _lines(one.tally.options, one.tally.states.answered), one.tally.states.answered,
            one.tally.mentions, False,
        )
        for one in totals.candidates
    ]  # fmt: skip


def _lines(options: Iterable[OptionCount], answered: int) -> list[Line]:
    return [
        Line(one.label, one.count, rounded(Decimal(100 * one.count) / answered, 1) if answered else None)
        for one in options
    ]


def _without(totals: QuestionTotals, source: Source, absent: Mapping[str, int]) -> list[NoValue]:
    states = totals.tally.states
    counted = {code: getattr(states, code, 0) + absent.get(code, 0) for code in source.specials}
    return [
        NoValue(label, _LOOKS.get(code, "none"), counted[code])
        for code, label in source.specials.items()
        if code in _LOOKS or counted[code]
    ]
