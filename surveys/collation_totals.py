"""The totals of a survey: every question over all organizations, and how far the survey has come."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count

from core.people.models import User
from core.questions.showing import LOOKS
from core.questions.specials import Special
from core.questions.tabulation.collating import collate
from core.questions.tabulation.question_totals import Collation, QuestionTotals
from surveys.collation import RETURNED_WORDS, counted_sheets, readable_definition, whole_special
from surveys.models import Survey
from surveys.querysets import ResponseQuerySet
from surveys.states import HANDED_IN, State


@dataclass(slots=True)
class CountRow:
    """One line of the foot: how many organizations have this (no) value, question by question."""

    label: str
    look: str  # as in static/css/components/value.css
    counts: list[int | None]  # None where the kind of question knows no such thing
    is_part: bool = False  # of the line before it: does not add up with the others


@dataclass
class Totals:
    """The collation of the sheets that count, and what the other organizations are.

    For each question the lines of `count_rows` add up to the number of organizations, parts left aside.
    """

    collation: Collation
    states: Counter[str] = field(default_factory=Counter)

    @property
    def asked(self) -> int:
        return self.states.total()

    @property
    def questions(self) -> list[QuestionTotals]:
        return list(self.collation.questions.values())

    @property
    def has_files(self) -> bool:
        return any(one.files for one in self.questions)

    @property
    def tables(self) -> set[str]:
        """The keys of the questions that are tables of either kind: they have a page of their own."""
        return {one.question.key for one in self.questions if one.table or one.lines}

    def without_answers(self, special: Special) -> int:
        """How many organizations have this "no value" for the survey as a whole."""
        return sum(
            number
            for state, number in self.states.items()
            if state not in HANDED_IN and state != State.RETURNED and whole_special(state) is special
        )

    @property
    def count_rows(self) -> list[CountRow]:
        every = [one.tally.states for one in self.questions]
        zeros = [one.tally.states.zero if one.kind.is_number else None for one in self.questions]
        found = [
            CountRow("回答あり", "", [one.answered for one in every]),
            CountRow("うち0", "zero", zeros, is_part=True),
        ]
        for special in Special:
            whole = self.without_answers(special)
            with_whole = [getattr(one, special.value) + whole for one in every]
            found.append(CountRow(str(special.label), LOOKS[special], with_whole))
        if self.collation.has_other_kinds:
            found.append(CountRow("別の種類の回答", "", [one.other_kind for one in every]))
        found.append(CountRow(RETURNED_WORDS, "", [self.states[State.RETURNED]] * len(every)))
        return found


def totals(survey: Survey, responses: ResponseQuerySet, user: User) -> Totals:
    """Over all organizations of `responses`, as far as the person may read them. At most five statements."""
    return Totals(collate(readable_definition(survey, user), counted_sheets(responses, user)), states_of(responses))


def states_of(responses: ResponseQuerySet) -> Counter[str]:
    counted = responses.order_by().values("state").annotate(number=Count("pk"))
    return Counter({one["state"]: one["number"] for one in counted})


# What the meter shows: its series, in words, and the states that are in it.
SEGMENTS = (
    ("done", "受理", (State.ACCEPTED,)),
    ("sent", "提出済・再提出", (State.SUBMITTED, State.RESUBMITTED)),
    ("back", "差戻し", (State.RETURNED,)),
    ("work", "未提出", (State.NOT_RECEIVED, State.RECEIVED, State.IN_PROGRESS, State.IN_REVIEW)),
    ("rest", "該当なし・回答不要", (State.NOT_APPLICABLE, State.EXEMPT)),
)


@dataclass(frozen=True)
class Progress:
    """How far a survey has come."""

    states: Counter[str]

    @property
    def expected(self) -> int:
        """Organizations of which an answer is expected."""
        return self.states.total() - self.states[State.NOT_APPLICABLE] - self.states[State.EXEMPT]

    @property
    def handed_in(self) -> int:
        return sum(self.states[state] for state in HANDED_IN)

    @property
    def segments(self) -> list[tuple[str, str, int]]:
        return [(series, label, sum(self.states[one] for one in states)) for series, label, states in SEGMENTS]
