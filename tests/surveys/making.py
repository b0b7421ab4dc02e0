"""Surveys for the tests: asked, answered, handed in, through the services that the pages call."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from core import clock
from core.people.models import Organization, User
from core.questions.definition import Definition, Need, Question
from core.questions.models import Questionnaire
from core.questions.services.composing import create
from core.questions.services.publishing import publish
from core.questions.services.saving import save
from surveys.models import Response, Survey
from surveys.services.answering import start, submit
from surveys.services.composing import create_survey
from surveys.services.issuing import issue
from tests.cast import Cast

QUESTIONS = (
    Question("voters", "integer", "投票者数", need=Need.REQUIRED, may_be_na=True, settings={"unit": "人"}),
    Question("note", "short_text", "備考"),
)


def make_questionnaire(cast: Cast, *questions: Question, owner: Organization | None = None) -> Questionnaire:
    """A published one of the prefecture."""
    definition = Definition(questions or QUESTIONS)
    questionnaire = create(owner or cast.prefecture, "投票者数調", by=cast.sato, definition=definition)
    publish(questionnaire, by=cast.sato)
    return questionnaire


def make_survey(
    cast: Cast, *questions: Question, to: Iterable[Organization] | None = None, days: float = 14, **written
) -> Survey:
    """A draft by Sato that lacks nothing; to 石巻市 and 白石市 unless `to` says otherwise."""
    known = {
        "title": "投票者数に関する調査",
        "purpose": "選挙の執行状況を把握するため。",
        "due_at": clock.now() + datetime.timedelta(days=days),
        "to_organizations": list(to) if to is not None else [cast.ishinomaki, cast.shiroishi],
    }
    if "questionnaire" not in written:
        known["questionnaire"] = make_questionnaire(cast, *questions)
    return create_survey(owner=cast.prefecture, by=cast.sato, **known | written)


def issued(cast: Cast, *questions: Question, **written) -> Survey:
    return issue(make_survey(cast, *questions, **written).pk, by=cast.sato)


def response_of(survey: Survey, organization: Organization) -> Response:
    return Response.objects.select_related("survey", "organization", "sheet", "submitted").get(
        survey=survey, organization=organization
    )


def answered(survey: Survey, organization: Organization, by: User, **typed: str) -> Response:
    """In progress, with something saved; `typed` is question → text."""
    response = start(response_of(survey, organization).pk, by=by)
    save(response.sheet, controls(**typed), edit=response.sheet.edit, by=by, complete=False)
    return response_of(survey, organization)


def handed_in(survey: Survey, organization: Organization, by: User, **typed: str | list[str]) -> Response:
    """Submitted (or, where the survey wants it, waiting for the approval)."""
    response = start(response_of(survey, organization).pk, by=by)
    submit(response.pk, controls(**typed or {"voters": "1204"}), edit=response.sheet.edit, by=by)
    return response_of(survey, organization)


def controls(**typed: str | list[str]) -> dict[str, list[str]]:
    return {f"a.{key}": [text] if isinstance(text, str) else text for key, text in typed.items()}
