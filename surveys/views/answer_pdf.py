"""An organization's answer as PDF: for itself as it stands, for who may read it as it was handed in."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views import View

from core import clock
from core.files.pdf import PdfNotMade, pdf_response
from core.people import audit
from core.questions.models import AnswerSheet
from core.questions.showing import Shown, show
from surveys.answer_pdf import answer_pdf, answer_pdf_name
from surveys.models import Response
from surveys.states import HANDED_IN
from surveys.tables import READABLE
from surveys.views.answering.reading import AnswerSheetView
from surveys.views.responses import ReadersMixin, handed_in_definition

logger = logging.getLogger(__name__)
NOT_MADE = "PDFを作れませんでした。画面を開いて、ブラウザーの印刷機能を使ってください。"


class AnswerPdfView(AnswerSheetView):
    """What the print page shows."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response, sheet = self.object, self.shown_sheet
        shown = self.shown(sheet, with_all="all" in request.GET) if sheet else []
        is_handed_in = response.state in HANDED_IN
        made = _made(request, response, sheet, shown, is_handed_in=is_handed_in, tells_all=True)
        return made or self.to("answer_print")


class ResponsePdfView(ReadersMixin, View):
    """What the page of the response shows of an answer: never one in progress."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = self.object = self.get_object()
        sheet = response.submitted
        if sheet is None or response.state not in READABLE:
            raise Http404
        with_all = "all" in request.GET
        definition = handed_in_definition(response, sheet, tells_personal=self.tells_personal)
        shown = show(definition, sheet.answers, sheet.reasons, sheet.file_names, with_not_asked=with_all)
        made = _made(request, response, sheet, shown, is_handed_in=True, tells_all=self.manages)
        return made or self.to_response()


def _made(
    request: HttpRequest,
    response: Response,
    sheet: AnswerSheet | None,
    shown: list[Shown],
    *,
    is_handed_in: bool,
    tells_all: bool,
) -> HttpResponse | None:
    """The file; None, and a word for the person, where it could not be made."""
    try:
        pdf = answer_pdf(response, sheet, shown, at=clock.now(), is_handed_in=is_handed_in, tells_all=tells_all)
    except PdfNotMade:
        logger.warning("response %s: no PDF", response.pk, exc_info=True)
        messages.error(request, NOT_MADE)
        return None
    audit.record("response.pdf_made", response, by=request.user, organization=response.organization_id)
    return pdf_response(pdf, answer_pdf_name(response))
