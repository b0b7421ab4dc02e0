"""The applicant's page: what was sent in, how far it has come, messages both ways, documents."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core import clock
from core.files.handing_out import never_run
from core.files.models import StoredFile
from core.questions.filling import printable
from core.questions.showing import show
from core.questions.views.carrying import REFUSED
from publicforms.models import Form, Submission, SubmissionFile
from publicforms.services import replying
from publicforms.services.replying import add_documents, write_to_office
from publicforms.views.public.mine.base import ApplicantView


class MineView(ApplicantView):
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show()

    def show(self, status: int = 200, **said: Any) -> HttpResponse:
        """`said`: what was wrong with a message or documents, and what was typed."""
        submission, sheet = self.submission, self.submission.sheet
        return self.page(
            "mine/page",
            status,
            done=self.request.GET.get("done", ""),
            status_words=_(submission.status.name) if submission.status.is_told else _("受付済み"),
            place_in_line=place_in_line(submission),
            shown=show(self.definition, sheet.answers, sheet.reasons, sheet.file_names),
            documents=documents_of(submission),
            letters=submission.letters.all(),
            may_correct=may_correct(submission),
            is_open=self.form.moment(clock.now()) == Form.Moment.OPEN,
            limits={"letter": replying.LONGEST, "documents": replying.MOST_DOCUMENTS, "bytes": replying.DOCUMENT_BYTES},
            **said,
        )


class LetterView(MineView):
    """POST: a message to the office."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        text = request.POST.get("text", "")
        try:
            write_to_office(self.submission, printable({"": [text]})[""][0])
        except ValidationError as refused:
            return self.show(REFUSED, letter_problem=" ".join(refused.messages), letter=text)
        return redirect(self.here("entry:mine", done="letter", place="letters"))


class DocumentsView(MineView):
    """POST: further documents."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            add_documents(self.submission, request.FILES.getlist("documents"))
        except ValidationError as refused:
            return self.show(REFUSED, documents_problem=" ".join(refused.messages))
        return redirect(self.here("entry:mine", done="documents", place="documents"))


class FileView(ApplicantView):
    """A file that the applicant sent, back to them. What the office scanned is not theirs to take from here."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, file: uuid.UUID) -> HttpResponseBase:
        found = self.files().filter(pk=file).first()
        if found is None:
            raise Http404
        try:
            content = found.content.open("rb")
        except FileNotFoundError:
            raise Http404 from None
        response = FileResponse(content, as_attachment=True, filename=found.name, content_type=found.content_type)
        return never_run(response)

    def files(self) -> QuerySet[StoredFile]:
        answered = Q(pk__in=self.submission.sheet.files.values("file"))
        return StoredFile.objects.filter(answered | Q(pk__in=documents_of(self.submission).values("file")))


def documents_of(submission: Submission) -> QuerySet[SubmissionFile]:
    return submission.files.filter(kind=SubmissionFile.Kind.DOCUMENT).select_related("file")


def may_correct(submission: Submission) -> bool:
    form = submission.form
    is_open = form.moment(clock.now()) == Form.Moment.OPEN
    return is_open and form.may_correct and not form.is_anonymous and not submission.is_withdrawn


def place_in_line(submission: Submission) -> int:
    """1 for who moves up next; 0 for who does not wait."""
    if not submission.is_waiting:
        return 0
    ahead = Submission.objects.filter(form=submission.form_id).waiting()
    return ahead.filter(waiting_number__lt=submission.waiting_number).count() + 1
