"""What can be exported of a survey (core.exports.registry)."""

from __future__ import annotations

from core.exports.registry import Definition
from core.people.models import User
from core.questions.crosstab.producer import CrosstabProducer
from core.questions.crosstab.source import Source
from core.questions.crosstab.source_producer import OfThing
from core.questions.exporting.producer import AnswersProducer
from surveys.collation import Sees, sees
from surveys.models import Survey
from surveys.source import source_of


def readable(definition: Definition, user: User) -> Survey | None:
    """The survey of the definition, if the person may read its answers now."""
    found = Survey.objects.visible_to(user).filter(pk=definition["survey"]).select_related("version", "owner").first()
    if found is None or found.version is None or sees(found, user) < Sees.ANSWERS:
        return None
    return found


class OfSurvey(OfThing):
    thing, model = "survey", Survey

    def source(self, definition: Definition, user: User) -> Source | None:
        survey = readable(definition, user)
        return source_of(survey, user) if survey else None


class SurveyCrosstab(OfSurvey, CrosstabProducer):
    code = "surveys.crosstab"


class SurveyAnswers(OfSurvey, AnswersProducer):
    """Of every organization that was asked, with how far it has come."""

    code = "surveys.answers"
    label = "調査の回答"
