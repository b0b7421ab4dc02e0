"""Replacing the form sheet of an issued survey, and telling exactly those who must do something again (S7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from core.people import audit
from core.people.models import User
from core.questions.affected import Affected, judge
from core.questions.models import AnswerSheet, Version
from core.questions.services.renewing import move_to_version
from core.questions.services.saving import ChangedMeanwhile
from surveys.models import Response, Survey
from surveys.services.changing import NotChangeable, announce
from surveys.services.finding import index_questions
from surveys.services.judging import RemarkAt, return_response
from surveys.states import HANDED_IN, State

WHY = "様式が差し替えられたため"


def alone_with_responses(survey_id: int) -> Survey:
    """The survey, alone in this transaction with its responses: nobody hands in or takes back meanwhile.

    Responses first, as moving.locked() does: the other way round each would wait for the other.
    """
    list(Response.objects.filter(survey=survey_id).select_for_update().order_by("pk").values_list("pk"))
    surveys = Survey.objects.select_for_update(of=("self",)).select_related("owner", "version", "questionnaire")
    return surveys.get(pk=survey_id)


@dataclass(frozen=True)
class Hit:
    """One organization that has handed in on an older version, and why its answer does not fit the newer one."""

    response: Response
    affected: Affected


def newer_version(survey: Survey) -> Version | None:
    """The newest published version, where it is newer than the one that is asked now."""
    newest = survey.questionnaire.published if survey.questionnaire else None
    return newest if newest and survey.version and newest.number > survey.version.number else None


def affected_by(survey: Survey, version: Version) -> list[Hit]:
    """Of those who have handed in, whose answers do not fit the version; in code order."""
    responses = {
        response.submitted_id: response
        for response in survey.responses.filter(state__in=HANDED_IN).select_related("organization").in_code_order()
    }
    judged = judge(AnswerSheet.objects.filter(pk__in=list(responses)).order_by("organization__code"), version)
    return [Hit(responses[one.sheet.pk], one) for one in judged if not one.fits]


@transaction.atomic
def replace_form_sheet(survey_id: int, *, number: int, text: str, by: User) -> list[Hit]:
    """Ask the version with this number from now on. Safe to call again.

    Whoever handed in an answer that does not fit any more has it returned, with a remark at each question to be done
    again. Sheets in work go on to the new version; nothing typed is lost. Everybody is told. Raises NotChangeable.
    """
    survey = alone_with_responses(survey_id)
    if not survey.is_open:
        raise NotChangeable("回答受付中の調査だけ、様式を差し替えられます。")
    version = newer_version(survey)
    if version is None or version.number != number:
        raise NotChangeable("差し替える新しい版がありません。様式のページで新しい版を公開してください。")
    hits = affected_by(survey, version)
    survey.version = version
    survey.save(update_fields=["version"])
    index_questions(survey)
    for hit in hits:
        return_response(hit.response.pk, _remarks(hit, version), by=by, why=WHY)
    for response in survey.responses.exclude(sheet=None).select_related("sheet__version"):
        _renew(response, version, by=by)
    audit.record(
        "survey.sheet_replaced",
        survey,
        by=by,
        organization=survey.owner_id,
        version=version.number,
        organizations=len(hits),
    )
    announce(survey, f"様式を第{version.number}版に差し替えました。\n{text}".strip(), by=by)
    return hits


def _remarks(hit: Hit, version: Version) -> Sequence[RemarkAt]:
    """One for each question that is to be answered again."""
    called = {version.definition.called(question.key): question.key for question in version.definition.asked}
    return [
        RemarkAt(text=f"{reason.what}：{reason.words}", question=called.get(reason.what, ""))
        for reason in hit.affected.reasons
    ]


def _renew(response: Response, version: Version, *, by: User) -> None:
    """A working sheet goes on to the version. One that was handed in and fits stays as it was answered."""
    if response.state in (*HANDED_IN, State.NOT_APPLICABLE, State.EXEMPT) or response.sheet is None:
        return
    for _ in range(3):
        try:
            move_to_version(response.sheet, version, by=by)
            return
        except ChangedMeanwhile as meanwhile:  # somebody saved in the same moment
            response.sheet = meanwhile.sheet
