"""What a survey comes to (取りまとめ): whose handed-in answers count, who may see them, a line for each organization.

Only copies that were handed in are read here (Response.submitted), never what an organization is still writing.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count

from core import clock
from core.people.models import User
from core.questions.definition import Definition, Question
from core.questions.models import AnswerSheet
from core.questions.querysets import AnswerSheetQuerySet
from core.questions.showing import LOOKS
from core.questions.specials import Special
from core.questions.tabulation.collating import collate
from core.questions.tabulation.page import CollatedCell, CollatedRow, rows
from core.questions.tabulation.question_totals import Collation, QuestionTotals
from surveys.models import Response, Survey
from surveys.querysets import ResponseQuerySet
from surveys.states import HANDED_IN, State

RETURNED_WORDS = "差戻し中"


class Sees(enum.IntEnum):
    """How much of a survey's collation a person sees at this moment (S6)."""

    NOTHING = 0
    STATES = 1
    ANSWERS = 2


def sees(survey: Survey, user: User) -> Sees:
    """Of a survey that the person sees. Who runs it sees all; an organization that is asked what the survey says."""
    if survey.may_be_managed_by(user) or survey.shows_answers_of_others(clock.now()):
        return Sees.ANSWERS
    return Sees.STATES if survey.shows_status_of_others else Sees.NOTHING


def known_responses(survey: Survey, user: User) -> ResponseQuerySet:
    """The lines of the collation, in code order."""
    return Response.objects.known_to(user).filter(survey=survey).select_related("organization").in_code_order()


def counted_sheets(responses: Iterable[Response] | ResponseQuerySet, user: User) -> AnswerSheetQuerySet:
    """What counts of these responses: handed in, not returned, and such as the person may read now."""
    readable = Response.objects.readable_by(user).filter(state__in=HANDED_IN)
    if isinstance(responses, ResponseQuerySet):
        readable = readable.filter(pk__in=responses.values("pk"))
    else:
        readable = readable.filter(pk__in=[one.pk for one in responses])
    return AnswerSheet.objects.filter(submitted_for__in=readable)


def whole_special(state: str) -> Special:
    """Which "no value" every question has where the organization has handed nothing in that counts."""
    if state == State.NOT_APPLICABLE:
        return Special.NOT_APPLICABLE
    return Special.EXEMPT if state == State.EXEMPT else Special.UNANSWERED


# --- One line for each organization ---


@dataclass(slots=True)
class Line:
    """One organization. `is_counted` says that its answers are part of the totals."""

    response: Response
    cells: list[CollatedCell]
    sheet: AnswerSheet | None = None

    @property
    def is_counted(self) -> bool:
        return self.sheet is not None

    @property
    def is_returned(self) -> bool:
        """Its answers are being mended: they stand nowhere until they come back."""
        return self.sheet is None and self.response.state == State.RETURNED


def lines(definition: Definition, responses: Iterable[Response], user: User) -> list[Line]:
    """Those of one page, in their order. Two statements, however many."""
    page = list(responses)
    found = {row.sheet.pk: row for row in rows(definition, counted_sheets(page, user).select_related("organization"))}
    return [_line(definition, response, found.get(response.submitted_id or 0)) for response in page]


def _line(definition: Definition, response: Response, row: CollatedRow | None) -> Line:
    if row is not None:
        return Line(response, row.cells, row.sheet)
    if response.state == State.RETURNED:
        return Line(response, [_none(one, "―", None) for one in definition.asked])
    special = whole_special(response.state)
    return Line(response, [_none(one, str(special.label), special) for one in definition.asked])


def _none(question: Question, text: str, special: Special | None) -> CollatedCell:
    return CollatedCell(question, text, special, LOOKS[special] if special else "")


# --- The totals ---


@dataclass(slots=True)
class CountRow:
    """One line of the foot: how many organizations have this (no) value, question by question."""

    label: str
    look: str  # as in static/css/components/value.css
    counts: list[int]
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
        found = [
            CountRow("回答あり", "", [one.answered for one in every]),
            CountRow("うち0", "zero", [one.zero for one in every], is_part=True),
        ]
        for special in Special:
            whole = self.without_answers(special)
            counts = [getattr(one, special.value) + whole for one in every]
            found.append(CountRow(str(special.label), LOOKS[special], counts))
        if self.collation.has_other_kinds:
            found.append(CountRow("別の種類の回答", "", [one.other_kind for one in every]))
        found.append(CountRow(RETURNED_WORDS, "", [self.states[State.RETURNED]] * len(every)))
        return found


def totals(survey: Survey, responses: ResponseQuerySet, user: User) -> Totals:
    """Over all organizations of `responses`, as far as the person may read them. Four statements, however many."""
    return Totals(collate(survey.asked_version.definition, counted_sheets(responses, user)), states_of(responses))


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
