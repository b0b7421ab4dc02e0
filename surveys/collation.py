"""What a survey comes to (取りまとめ): whose handed-in answers count, who may see them, a line for each organization.

Only copies that were handed in are read here (Response.submitted), never what an organization is still writing.
"""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from core import clock
from core.people.models import User
from core.questions.definition import Definition, Question
from core.questions.models import AnswerSheet, Version
from core.questions.querysets import AnswerSheetQuerySet
from core.questions.showing import LOOKS
from core.questions.specials import Special
from core.questions.tabulation.page import CollatedCell, CollatedRow, rows
from surveys.models import Response, Survey
from surveys.querysets import ResponseQuerySet
from surveys.states import HANDED_IN, State

RETURNED_WORDS = "差戻し中"


class Sees(enum.IntEnum):
    """How much of a survey's collation a person sees at this moment (S6)."""

    NOTHING = 0
    STATES = 1
    ANSWERS = 2


def sees(survey: Survey, user: User, at: datetime.datetime | None = None) -> Sees:
    """Of a survey that the person sees. Who runs it sees all; an organization that is asked what the survey says.

    `at`: the present moment, for who asks about many.
    """
    if survey.may_be_managed_by(user) or survey.shows_answers_of_others(at or clock.now()):
        return Sees.ANSWERS
    return Sees.STATES if survey.shows_status_of_others else Sees.NOTHING


def personal_questions(*definitions: Definition) -> frozenset[str]:
    """What any of them marks as personal."""
    return frozenset(question.key for one in definitions for question in one.asked if question.personal)


def withheld_questions(survey: Survey, user: User) -> frozenset[str]:
    """What the person may not read of everybody's answers: who does not run the survey nothing that is personal (P6).

    A mark that comes with a newer version holds for the answers before it, and one that goes for those given under it.
    One statement, for who does not run it.
    """
    if survey.may_be_managed_by(user):
        return frozenset()
    asked = survey.asked_version
    answered = Response.objects.filter(survey=survey, submitted__version=OuterRef("pk"))
    versions = Version.objects.filter(Q(pk=asked.pk) | Exists(answered), questionnaire=asked.questionnaire_id)
    return personal_questions(*(version.definition for version in versions))


def readable_definition(survey: Survey, user: User) -> Definition:
    """What is asked, as far as the person may read everybody's answers to it."""
    return survey.asked_version.definition.withholding(withheld_questions(survey, user))


def known_responses(survey: Survey, user: User) -> ResponseQuerySet:
    """The lines of the collation, in code order."""
    return Response.objects.known_to(user).filter(survey=survey).select_related("organization").in_code_order()


def counted_sheets(responses: Iterable[Response] | ResponseQuerySet, user: User) -> AnswerSheetQuerySet:
    """What counts of these responses: handed in, not returned, and such as the person may read now."""
    readable = Response.objects.readable_by(user).filter(state__in=HANDED_IN)
    if isinstance(responses, ResponseQuerySet):
        readable = readable.filter(pk__in=responses.values_list("pk", flat=True))
    else:
        readable = readable.filter(pk__in=[one.pk for one in responses])
    return AnswerSheet.objects.filter(submitted_for__in=readable)


def whole_special(state: str) -> Special:
    """Which "no value" every question has where the organization has handed nothing in that counts."""
    if state == State.NOT_APPLICABLE:
        return Special.NOT_APPLICABLE
    return Special.EXEMPT if state == State.EXEMPT else Special.UNANSWERED


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
