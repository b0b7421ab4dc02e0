"""PDF made by the portal: a Typst template and what it shows → the file, and the response that hands it out."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from core.files.zipping import for_windows

TIMEOUT_SECONDS = 60
# Would be taken for folders; a title may hold them.
_SEPARATORS = str.maketrans("/\\", "／＼")


class PdfNotMade(Exception):
    """It took too long or too much memory, or the template is wrong."""


def make_pdf(template: str, data: Mapping[str, Any], *, at: datetime.datetime) -> bytes:
    """`template` is a Typst file under templates/ ("questions/sheet.typ"); `data` what it shows, as JSON.

    `at` is when the document says it was made. Texts in `data` may hold anything: they are never read as markup, and
    what the fonts lack is shown by its number. Raises PdfNotMade.
    """
    asked = json.dumps({"data": data, "at": int(at.timestamp())}, ensure_ascii=False)
    try:
        done = subprocess.run(  # noqa: S603 - our own program; what people typed goes to its standard input
            [sys.executable, "-m", "core.files.typesetting", template],
            cwd=settings.BASE_DIR,
            # Threads take room of the limited memory, however many cores there are.
            env={"PATH": os.environ.get("PATH", ""), "RAYON_NUM_THREADS": "2"},
            input=asked.encode(),
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise PdfNotMade(f"{template} took more than {TIMEOUT_SECONDS} seconds") from late
    if done.returncode:
        raise PdfNotMade(f"{template} ({done.returncode}): {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    """Handed out as a file called `name`, which is made such that Windows keeps it."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, for_windows(name.translate(_SEPARATORS)))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
