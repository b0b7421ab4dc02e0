"""What earlier surveys asked that is like something (a text, or the questions of a questionnaire)."""

from __future__ import annotations

from dataclasses import dataclass

from core import clock
from core.people.models import User
from core.questions.models import Questionnaire
from core.search.models import Entry
from surveys.collation import Sees, personal_questions, sees
from surveys.models import Survey
from surveys.services.finding import KIND

# Of a questionnaire, so many questions are compared; of each, so many earlier ones are shown.
COMPARED = 40
SHOWN = 3


@dataclass(frozen=True)
class AskedBefore:
    """One question of an earlier survey; `survey` comes with `asked` and `settled`.

    How many have answered, and what, the person reads as far as the survey's total may be seen (S6): of what is
    personal nothing, unless they run the survey.
    """

    entry: Entry
    survey: Survey
    sees: Sees
    personal: frozenset[str]

    @property
    def shows_progress(self) -> bool:
        return self.sees >= Sees.STATES

    @property
    def shows_answers(self) -> bool:
        return self.sees == Sees.ANSWERS and self.entry.part not in self.personal


@dataclass(frozen=True)
class Compared:
    """A text, and what was asked before that is like it; the likest first."""

    text: str
    found: list[AskedBefore]


def like_text(text: str, *, user: User, limit: int = 20) -> Compared:
    return _with_surveys([(text, _similar(text, user, limit))], user)[0]


def like_questionnaire(questionnaire: Questionnaire, *, user: User) -> list[Compared]:
    """Question by question, those of which something like it was asked before."""
    version = questionnaire.draft or questionnaire.published
    questions = version.definition.asked[:COMPARED] if version else ()
    texts = [question.label for question in questions if question.label]
    compared = _with_surveys([(text, _similar(text, user, SHOWN)) for text in texts], user)
    return [one for one in compared if one.found]


def _similar(text: str, user: User, limit: int) -> list[Entry]:
    return list(Entry.objects.visible_to(user).filter(kind=KIND).similar_to(text, limit=limit))


def _with_surveys(found: list[tuple[str, list[Entry]]], user: User) -> list[Compared]:
    ids = {entry.subject_id for _, entries in found for entry in entries}
    surveys = Survey.objects.visible_to(user).filter(pk__in=ids).select_related("owner", "version").with_progress()
    at = clock.now()
    known = {survey.pk: (survey, sees(survey, user, at), _personal(survey, user)) for survey in surveys}
    return [
        Compared(text, [AskedBefore(one, *known[one.subject_id]) for one in entries if one.subject_id in known])
        for text, entries in found
    ]


def _personal(survey: Survey, user: User) -> frozenset[str]:
    """What is marked as personal now, for who does not run the survey; read without a statement for each survey."""
    return frozenset() if survey.may_be_managed_by(user) else personal_questions(survey.asked_version.definition)
