"""One organization's answer as PDF: what stands around it, and its file's name."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils.text import Truncator

from core.people.templatetags.portal_format import jdatetime, num
from core.questions.models import AnswerSheet
from core.questions.pdf import sheet_pdf
from core.questions.showing import Shown
from surveys.models import Response

LONGEST_TITLE = 60


def answer_pdf(
    response: Response,
    sheet: AnswerSheet | None,
    shown: Sequence[Shown],
    *,
    at: datetime.datetime,
    is_handed_in: bool,
    tells_all: bool,
) -> bytes:
    """`shown` of `sheet`, with a head. Who only reads it by S6 is not told how it came about (`tells_all`).

    Raises core.files.pdf.PdfNotMade.
    """
    survey, organization = response.survey, response.organization
    return sheet_pdf(
        shown,
        title=survey.title,
        shoulder=f"{organization}の回答{'' if is_handed_in else '（提出前）'}",
        facts=_facts(response, sheet, at=at, is_handed_in=is_handed_in, tells_all=tells_all),
        author=str(organization),
        foot=f"{organization.code} {organization}　{Truncator(survey.title).chars(40)}",
        notice="" if is_handed_in else "まだ提出していない回答の控えです。",
        at=at,
    )


def answer_pdf_name(response: Response) -> str:
    """042021_石巻市_投票者数に関する調査.pdf"""
    title = Truncator(response.survey.title).chars(LONGEST_TITLE, truncate="")
    return f"{response.organization.code}_{response.organization}_{title}.pdf"


def _facts(
    response: Response, sheet: AnswerSheet | None, *, at: datetime.datetime, is_handed_in: bool, tells_all: bool
) -> list[tuple[str, str]]:
    survey = response.survey
    facts = [
        ("照会元", " ".join(str(each) for each in (survey.owner, survey.section) if each)),
        ("回答する団体", f"{response.organization}（{response.organization.code}）"),
    ]
    if tells_all:
        facts.append(("状態", f"{response.get_state_display()}（{jdatetime(response.moved_at)}から）"))
        facts.append(("回答期限", jdatetime(response.due_at)))
    if is_handed_in:
        facts.append(("提出日時", jdatetime(response.submitted_at)))
        if tells_all:
            facts.append(("提出した人", _who(response)))
            facts.append(("提出の回数", f"{num(response.rounds)}回目"))
    if sheet is not None and tells_all:
        facts.append(("様式の版", f"第{num(sheet.version.number)}版"))
    return [*facts, ("このPDFの作成日時", jdatetime(at))]


def _who(response: Response) -> str:
    if response.is_proxy:
        return f"{response.survey.owner}による代理入力"
    return str(response.submitted_by or "")
