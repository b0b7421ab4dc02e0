"""The result of a collation: one question over all sheets, and all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from core.questions.definition import Definition, Question
from core.questions.kinds import Kind, kind_of
from core.questions.numbers.bounds import unit_of
from core.questions.tabulation.codes import Options
from core.questions.tabulation.figures import Tally
from core.questions.tabulation.tables import LineTotals, TableTotals
from core.questions.tabulation.versions import Versions


@dataclass
class Candidate:
    """One candidate of a schedule; its states count the sheets."""

    key: str
    label: str
    options: Options
    tally: Tally = field(default_factory=Tally)


@dataclass
class QuestionTotals:
    """One question over all sheets. `tally` counts sheets; what the kind of question does not have is None."""

    question: Question
    number: str  # 問1
    tally: Tally = field(default_factory=Tally)
    options: Options | None = None
    several: bool = False  # an answer may name several options
    candidates: tuple[Candidate, ...] = ()
    table: TableTotals | None = None
    lines: LineTotals | None = None
    files: int | None = None

    @property
    def kind(self) -> Kind:
        return kind_of(self.question)

    @property
    def unit(self) -> str:
        return unit_of(self.question)

    @property
    def span(self) -> tuple[str, str] | None:
        """The earliest and the latest day or time, in words."""
        if self.tally.earliest is None or self.tally.latest is None:
            return None
        return self.kind.display(self.question, self.tally.earliest), self.kind.display(
            self.question, self.tally.latest
        )

    @property
    def sum(self) -> Decimal | None:
        return self.tally.figures.sum if self.kind.is_number else None


@dataclass
class Collation:
    """The totals of every asked question, in order. `sheets` is how many sheets there are."""

    definition: Definition
    sheets: int
    questions: Mapping[str, QuestionTotals]
    versions: Versions  # the definitions of the sheets' versions, to be handed to `page.rows`

    def __getitem__(self, key: str) -> QuestionTotals:
        return self.questions[key]

    @property
    def has_other_kinds(self) -> bool:
        return any(totals.tally.states.other_kind for totals in self.questions.values())
