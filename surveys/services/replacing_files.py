"""Another file in the place of an attachment; who answered on the old one is told exactly what to redo (S7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models import Max

from core.files.services.storing import store
from core.jobs.enqueueing import enqueue
from core.people import audit
from core.people.models import User
from surveys.models import Response, Survey, SurveyFile
from surveys.querysets import ResponseQuerySet
from surveys.services.changing import NotChangeable, announce
from surveys.services.judging import NothingToMend, RemarkAt, return_response
from surveys.services.replacing import alone_with_responses
from surveys.states import HANDED_IN

WHY = "添付ファイルが差し替えられたため"


class Handling(models.TextChoices):
    """What is asked of those who answered on the old file."""

    INFORM = "inform", "知らせるだけにする"
    CHECK = "check", "選んだ設問を確かめてもらう"
    RETURN = "return", "差し戻して、選んだ設問を直してもらう"


@dataclass(frozen=True)
class Replaced:
    """The new attachment, and who was asked to check or had theirs returned; in code order."""

    file: SurveyFile
    asked: list[Response]


def answered_on_what_stands(survey: Survey) -> ResponseQuerySet:
    """Those whose answer is handed in while today's files stand; in code order.

    An answer that was kept when an earlier file was replaced stands for today's file too: nobody had to redo it.
    """
    return survey.responses.filter(state__in=HANDED_IN).select_related("organization").in_code_order()


@transaction.atomic
def replace_file(
    attached: SurveyFile,
    upload: UploadedFile,
    *,
    text: str,
    by: User,
    questions: Sequence[str] = (),
    handling: Handling = Handling.INFORM,
) -> Replaced:
    """Put the upload in the place of an attachment; the old one stays to be seen. `questions` are those it concerns.

    Who answered on the old file is told what to do again, and nothing else; everybody else is told of the change and
    the questions. Raises NotChangeable (a second click too), NothingToMend where something is to be redone and no
    question is named, ValidationError for a file that is refused.
    """
    survey = alone_with_responses(attached.survey_id)
    if not survey.is_open:
        raise NotChangeable("回答受付中の調査だけ、添付ファイルを差し替えられます。")
    attached = survey.files.select_related("file").get(pk=attached.pk)  # as it stands now that nobody else is at it
    if attached.replaced_by_id:
        raise NotChangeable("このファイルは、すでに差し替えられています。")
    if handling != Handling.INFORM and not questions:
        raise NothingToMend
    definition = survey.asked_version.definition
    if any(key not in definition for key in questions):
        raise NotChangeable("選んだ設問の中に、いまの様式にないものがあります。設問を選び直してください。")
    last = survey.files.aggregate(last=Max("position"))["last"] or 0
    file = store(upload, owner=survey.owner, by=by)
    made = SurveyFile.objects.create(survey=survey, file=file, position=last + 1, added_by=by)
    SurveyFile.objects.filter(pk=attached.pk).update(replaced_by=made)
    called = [definition.called(key) for key in questions]
    what = f"添付ファイル「{attached.file.name}」を「{file.name}」に差し替えました。"
    asked = [] if handling == Handling.INFORM else list(answered_on_what_stands(survey))
    audit.record(
        "survey.file_replaced", survey, by=by, organization=survey.owner_id, file=file.name, handling=handling,
        questions=called, organizations=len(asked),
    )  # fmt: skip
    lines = [line for line in (what, *text.splitlines()) if line]
    if handling == Handling.RETURN:
        _return(asked, questions, called, lines, text=text, new=file.name, by=by)
    elif asked:
        _ask_to_check(made, asked, called, lines, by=by)
    concerned = [f"関係する設問：{'、'.join(called)}"] if called else []
    announce(survey, "\n".join([what, *concerned, text]).strip(), by=by, without=[one.organization_id for one in asked])
    return Replaced(made, asked)


def _return(
    asked: Sequence[Response],
    questions: Sequence[str],
    called: Sequence[str],
    lines: list[str],
    *,
    text: str,
    new: str,
    by: User,
) -> None:
    """With a remark at each question, and a message that names them once."""
    said = f"添付ファイルが「{new}」に差し替えられました。\n{text or 'この設問の回答を確かめて、直してください。'}"
    remarks = [RemarkAt(said, question=key) for key in questions]
    told = [*lines, "次の設問の回答を確かめて直し、もう一度提出してください。", *(f"・{one}" for one in called)]
    for response in asked:
        return_response(response.pk, remarks, by=by, why=WHY, lines=told)


def _ask_to_check(
    made: SurveyFile, asked: Sequence[Response], called: Sequence[str], lines: list[str], *, by: User
) -> None:
    told = [
        *lines,
        "提出された回答は、前のファイルによるものです。次の設問の回答を確かめてください。",
        *(f"・{one}" for one in called),
        "直すところがあるときは、「提出を取り消して直す」で直すか、担当に問い合わせてください。",
    ]
    for response in asked:
        audit.record(
            "response.check_asked", response, by=by, organization=response.organization_id, questions=list(called)
        )
    organizations = [response.organization_id for response in asked]
    enqueue("surveys.tell_check", key=f"{made.pk}", by=by, file=made.pk, organizations=organizations, lines=told)
