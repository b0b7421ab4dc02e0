"""All files that were answered, in one ZIP."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.text import Truncator
from django.views import View

from core.files.zipping import zip_response
from core.people import audit
from core.people.requests import SignedInRequest
from surveys.models import Survey
from surveys.views.collating import CollationMixin
from surveys.zipping import MISSING_NAME, answered_files, packed

SEE_LIST = f"ZIPの中の「{MISSING_NAME}」に、その一覧があります。"


class FilesZipView(CollationMixin, View):
    http_method_names = ["get", "head"]

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
        self.object = survey = self.get_object()
        files = answered_files(self.definition, self.responses, request.user)
        if not files:
            raise Http404
        given = packed(files)
        missing = {"missing": given.missing} if given.missing else {}
        audit.record(
            "survey.files_downloaded", survey, by=request.user, organization=survey.owner_id, files=len(files),
            **missing,
        )  # fmt: skip
        if missing:
            messages.warning(request, f"{len(given.missing):,}件の提出ファイルを取得できませんでした。{SEE_LIST}")
        return zip_response(given.files, f"{_short(survey)}_提出ファイル.zip")


def _short(survey: Survey) -> str:
    return Truncator(survey.title).chars(60, truncate="")
