"""How people come to the form: its address, its QR code, and the snippet that puts it into another site."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.http import HttpResponse
from django.utils.html import escape
from django.views import View

from core.people.mixins import VisibleObjectMixin
from core.people.requests import SignedInRequest
from publicforms.making.addresses import public_address
from publicforms.models import Form
from publicforms.views.manage.making.base import MakersPage

BORDER = 4  # modules of white around the code: what the standard asks for
PNG_SCALE = 24  # pixels a module: about 1,000 altogether, fit for a poster
TYPES = {"svg": "image/svg+xml", "png": "image/png"}
HEIGHT = 900
SNIPPET = '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"></iframe>'


class SharingView(MakersPage):
    may = ""
    template_name = "publicforms/manage/making/sharing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.object
        address = public_address(form)
        snippet = SNIPPET.format(address, escape(form.title), HEIGHT)
        return super().get_context_data(
            address=address, snippet=snippet, edits=form.may_be_edited_by(self.request.user), **kwargs
        )


class QrCodeView(VisibleObjectMixin, View):
    """The address as a QR code that still reads where a fold hides a tenth of it. `?download` names the file."""

    may = ""
    model = Form

    def get(self, request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
        form = self.get_object()
        code = segno.make(public_address(form), error="m", boost_error=False, micro=False)
        out = io.BytesIO()
        if ending == "svg":
            code.save(out, kind="svg", border=BORDER, scale=8, xmldecl=True, svgclass=None, lineclass=None, nl=False)
        else:
            code.save(out, kind="png", border=BORDER, scale=PNG_SCALE)
        response = HttpResponse(out.getvalue(), content_type=TYPES[ending])
        if "download" in request.GET:
            response["Content-Disposition"] = f'attachment; filename="{form.slug}.{ending}"'
        return response
