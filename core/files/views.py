"""Handing files out: as a download, and page by page as pictures inside a record."""

from __future__ import annotations

import logging
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import DetailView, View

from core.files.handing_out import never_run
from core.files.models import StoredFile, preview_path
from core.people.mixins import VisibleObjectMixin

logger = logging.getLogger(__name__)

# The browser asks again every few seconds while a preview is being made; after this many times it gives up.
MAX_TRIES = 60


class _BytesView(VisibleObjectMixin, View):
    """Bytes that somebody uploaded: never run, never guessed at, never framed."""

    model = StoredFile
    may = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        file = self.get_object()
        try:
            response = self.respond(file)
        except FileNotFoundError:
            logger.error("file %s: its bytes are missing in the storage", file.pk)
            raise Http404 from None
        response["Cache-Control"] = "no-store"
        return never_run(response)

    def head(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The headers of the whole, Content-Length included; not every server drops the body by itself."""
        response = self.get(request, *args, **kwargs)
        response.streaming_content = ()
        return response

    def respond(self, file: StoredFile) -> FileResponse:
        raise NotImplementedError


class DownloadView(_BytesView):
    def respond(self, file: StoredFile) -> FileResponse:
        content = file.content.open("rb")
        return FileResponse(content, as_attachment=True, filename=file.name, content_type=file.content_type)


class PageView(_BytesView):
    """One page as a picture that we drew ourselves."""

    def respond(self, file: StoredFile) -> FileResponse:
        number = self.kwargs["number"]
        if not 1 <= number <= (file.previews or 0):
            raise Http404
        return FileResponse(default_storage.open(preview_path(file, number), "rb"), content_type="image/webp")


class PreviewView(VisibleObjectMixin, DetailView):
    """One page of a file inside a frame with 前/次. htmx gets the frame alone, to exchange it within the record."""

    model = StoredFile
    may = ""
    context_object_name = "file"

    def get_template_names(self) -> list[str]:
        return ["files/_preview.html"] if self.request.htmx else ["files/preview.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        previews = self.object.previews or 0
        return super().get_context_data(
            number=max(1, min(self._asked_for("page"), previews)),
            tries=self._asked_for("tries") + 1,
            may_try_again=self._asked_for("tries") < MAX_TRIES,
            back=self._back(),
            **kwargs,
        )

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
        response = super().render_to_response(context, **kwargs)
        response["Vary"] = "HX-Request"
        return response

    def _asked_for(self, name: str) -> int:
        value = self.request.GET.get(name, "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0

    def _back(self) -> str:
        """The record from which somebody came, if that is a page of ours."""
        address = self.request.GET.get("back", "")
        ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
        return address if ours else ""
