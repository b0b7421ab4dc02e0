"""What a page answers that was asked for an export: the file at once where it is there, else the way to its page."""

from __future__ import annotations

import logging

from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect

from core.exports.encodings import Encoding
from core.exports.models import Export
from core.people import audit
from core.people.requests import SignedInRequest

logger = logging.getLogger(__name__)

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "csv": "text/csv",
}


def answer(export: Export, request: SignedInRequest) -> HttpResponseBase:
    """For the view that called `request_export`: the file of a small one, the export's page for any other."""
    if export.state == Export.State.DONE:
        return hand_out(export, request)
    return redirect(export)


def hand_out(export: Export, request: SignedInRequest) -> FileResponse:
    """The file of an export that the caller found among what the person may see; noted in the audit log.

    404 where its time is over, or its bytes are gone. What is in it is never run, framed or guessed at.
    """
    if not Export.objects.downloadable().filter(pk=export.pk).exists():
        raise Http404
    try:
        content = export.content.open("rb")
    except FileNotFoundError:
        logger.error("export %s: its file is missing in the storage", export.pk)
        raise Http404 from None
    if request.method != "HEAD":
        audit.record(
            "export.downloaded", export, by=request.user, organization=export.concerned,
            kind=export.label, rows=export.rows, definition=export.audited_definition,
        )  # fmt: skip
    response = FileResponse(content, as_attachment=True, filename=export.file_name, content_type=_content_type(export))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store"
    return response


def _content_type(export: Export) -> str:
    kind = CONTENT_TYPES.get(export.file_name.rpartition(".")[2].lower(), "application/octet-stream")
    if not kind.startswith("text/"):
        return kind
    return f"{kind}; charset={'Shift_JIS' if export.definition.get('encoding') == Encoding.CP932 else 'utf-8'}"
