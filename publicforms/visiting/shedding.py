"""What sheds the load: a process works on a few public pages at a time, a few more wait a moment, the rest is told.

Without it, everybody's page would become slower and slower until nobody's came in time. Being told costs neither the
database nor the cache, and loses nothing: the page that says so carries what was posted.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from publicforms.visiting.languages import language_of, spoken

RETRY_AFTER_SECONDS = 5


class Gate:
    """So many are inside at a time; so many more wait, for so many seconds at most."""

    def __init__(self, places: int, waiting: int, seconds: float) -> None:
        self._seconds = seconds
        self._inside = threading.Semaphore(places)
        self._queue = threading.Semaphore(waiting)

    @contextmanager
    def passage(self) -> Iterator[bool]:
        """Whether one came in; who did goes out with the block."""
        came_in = self._inside.acquire(blocking=False) or self._waited()
        try:
            yield came_in
        finally:
            if came_in:
                self._inside.release()

    def _waited(self) -> bool:
        if not self._queue.acquire(blocking=False):
            return False
        try:
            return self._inside.acquire(timeout=self._seconds)
        finally:
            self._queue.release()


GATE = Gate(settings.FORM_PLACES_AT_WORK, 2 * settings.FORM_PLACES_AT_WORK, seconds=1)


class _Dropped(FileUploadHandler):
    """Reads over files: what is not worked on now is not put onto the disk either."""

    dropped = False

    def new_file(self, *args: object, **kwargs: object) -> None:
        self.dropped = True
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Nothing comes here: the file was skipped."""

    def file_complete(self, file_size: int) -> None:
        """No file comes of it."""


def busy(request: HttpRequest) -> HttpResponse:
    """503: come again in a moment. Everything posted is in the page, and a button that posts it again."""
    files = _Dropped(request)
    request.upload_handlers = [files]
    with spoken(language_of(request)):
        known = {
            "address": request.get_full_path(),
            "is_post": request.method == "POST",
            "posted": [(name, value) for name, values in request.POST.lists() for value in values],
            "without_files": files.dropped,
        }
        # Without the request: context processors may ask the database who is signed in.
        page = render_to_string("publicforms/public/busy.html", known)
    response = HttpResponse(page, status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response._has_been_logged = True  # type: ignore[attr-defined] # the access log has it; an error it is not
    return response
