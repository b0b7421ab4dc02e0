"""PDF made by the portal: a Typst template and what it shows → the file, and the response that hands it out."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from core.files.apart import NotMade, made_apart
from core.files.handing_out import never_run
from core.files.zipping import for_windows

TIMEOUT_SECONDS = 60


class PdfNotMade(Exception):
    """It took too long or too much memory, or the template is wrong."""


def make_pdf(template: str, data: Mapping[str, Any], *, at: datetime.datetime) -> bytes:
    """`template` is a Typst file under templates/ ("questions/sheet.typ"); `data` what it shows, as JSON.

    `at` is when the document says it was made. Texts in `data` may hold anything: they are never read as markup, and
    what the fonts lack is shown by its number. Raises PdfNotMade.
    """
    asked = json.dumps({"data": data, "at": int(at.timestamp())}, ensure_ascii=False)
    try:
        return made_apart("core.files.typesetting", template, given=asked.encode(), seconds=TIMEOUT_SECONDS)
    except NotMade as trouble:
        raise PdfNotMade(f"{template}: {trouble}") from trouble


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    """Handed out as a file called `name`, which is made such that Windows keeps it."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, for_windows(name))
    return never_run(response)
