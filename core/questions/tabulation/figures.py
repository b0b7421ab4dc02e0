"""What is counted at one place: in one question, one cell of a table, one candidate of a schedule."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal

from core.questions.showing import LOOKS
from core.questions.specials import Special

# Wide enough for any sum of answers: nothing of a sum is rounded, whatever the thread's own context says.
EXACT = Context(prec=400)
MEAN = Context(prec=50)
ANSWERED = "answered"
OTHER_KIND_LABEL = "別の種類の回答"


@dataclass(slots=True)
class States:
    """How many sheets have a value, and how many have which "no value". `zero` is part of `answered`.

    `other_kind` are answers to a version in which the question was of another kind: they are values, but not of
    this question. All others add up to the number of sheets.
    """

    answered: int = 0
    zero: int = 0
    blank: int = 0
    not_applicable: int = 0
    exempt: int = 0
    not_asked: int = 0
    unanswered: int = 0
    other_kind: int = 0

    @property
    def all(self) -> int:
        return self.answered + self.other_kind + sum(getattr(self, special.value) for special in Special)

    @property
    def without_value(self) -> list[tuple[str, str, int]]:
        """(look, label, count) of each kind of "no value", in the order of the legend, those that nobody has too."""
        return [(LOOKS[special], str(special.label), getattr(self, special.value)) for special in Special]

    @property
    def present(self) -> list[tuple[str, str, int]]:
        """The same without those that nobody has; with answers of another kind, where there are any."""
        found = [one for one in self.without_value if one[2]]
        return [*found, ("none", OTHER_KIND_LABEL, self.other_kind)] if self.other_kind else found

    def add(self, state: str, number: int) -> None:
        """Count `number` sheets of a state: "answered", or the value of a Special. Unknown ones are of another kind."""
        name = state if state == ANSWERED or state in Special.values else "other_kind"
        setattr(self, name, getattr(self, name) + number)

    def fill_up(self, total: int) -> None:
        """Whoever was not counted has not answered."""
        self.unanswered += total - self.all


@dataclass(slots=True)
class Figures:
    """Exact figures of numbers. Without any number there is no sum, which is not zero."""

    values: int = 0
    sum: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None

    def add(self, values: int, total: Decimal | None, least: Decimal | None, most: Decimal | None) -> None:
        """Add so many numbers; where there are none, the rest is None."""
        if total is None or least is None or most is None:
            return
        self.values += values
        self.sum = total if self.sum is None else EXACT.add(self.sum, total)
        self.least = least if self.least is None else min(self.least, least)
        self.most = most if self.most is None else max(self.most, most)

    @property
    def mean(self) -> Decimal | None:
        """Of the values there are, zeros included; to 50 digits."""
        return None if self.sum is None else MEAN.divide(self.sum, Decimal(self.values))

    @property
    def mean_shown(self) -> Decimal | None:
        """As it stands on the page: to two digits behind the point."""
        return None if self.mean is None else self.mean.quantize(Decimal("0.01"), ROUND_HALF_UP, MEAN)


@dataclass(frozen=True, slots=True)
class OptionCount:
    """How many answers mean this option. `label` says where it was removed."""

    code: str
    label: str
    count: int


@dataclass(slots=True)
class Tally:
    """Everything counted at one place. What a kind of question does not have stays empty."""

    states: States = field(default_factory=States)
    figures: Figures = field(default_factory=Figures)
    codes: Counter[str] = field(default_factory=Counter)
    options: tuple[OptionCount, ...] = ()
    earliest: str | None = None  # ISO text, of dates and times
    latest: str | None = None

    @property
    def mentions(self) -> int:
        """How many options were chosen in all; the respondents are `states.answered`."""
        return sum(self.codes.values())
