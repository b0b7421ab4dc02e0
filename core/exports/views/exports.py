"""One export: how far it is, its file, stopping it, asking for it again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views import View
from django.views.generic import DetailView

from core.exports.answers import hand_out
from core.exports.cp932_findings import name_of
from core.exports.forms import DecisionForm
from core.exports.models import Export
from core.exports.services.cancelling import cancel
from core.exports.services.deciding import Choice, decide
from core.exports.services.requesting import request_export
from core.people.mixins import VisibleObjectMixin
from core.people.requests import SignedInRequest

FINDINGS_PER_PAGE = 50


class OneExport(VisibleObjectMixin):
    model = Export
    may = ""

    def get_queryset(self) -> QuerySet[Export]:
        """Whether the person may still see it is asked of this one only."""
        return Export.objects.filter(pk=self.kwargs["pk"]).visible_to(self.request.user)


class ExportView(OneExport, DetailView):
    """htmx asks for the part that changes by itself; everyone else gets the page."""

    form: DecisionForm | None = None

    def get_template_names(self) -> list[str]:
        return ["exports/_export.html" if self.request.htmx else "exports/export.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.object.state == Export.State.NEEDS_DECISION:
            kwargs |= self._decision()
        return super().get_context_data(form=self.form or DecisionForm(), **kwargs)

    def _decision(self) -> dict[str, Any]:
        summary = [(character, name_of(character), number) for character, number in self.object.characters]
        chosen = self.request.GET.get("character", "")
        findings = self.object.findings.all()
        if any(chosen == character for character, *_ in summary):
            findings = findings.filter(characters__contains=[chosen])
        else:
            chosen = ""
        pages = Paginator(findings, FINDINGS_PER_PAGE)
        return {"summary": summary, "chosen": chosen, "page_obj": pages.get_page(self.request.GET.get("page"))}


class DecisionView(ExportView):
    """POST: what becomes of characters that cp932 does not hold."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.object = export = self.get_object()
        self.form = DecisionForm(request.POST)
        if export.state != Export.State.NEEDS_DECISION:
            messages.warning(request, "この書き出しの文字の扱いは、もう決まっています。")
            return redirect(export)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        choice = Choice(self.form.cleaned_data["choice"])
        decide(export, choice, mark=self.form.cleaned_data["mark"], by=request.user)
        if choice == Choice.STOP:
            messages.success(request, "書き出しをやめました。")
        return redirect(export)


class FileView(OneExport, View):
    http_method_names = ["get", "head"]

    def get(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return hand_out(self.get_object(), request)

    def head(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The headers of the whole; not every server drops the body by itself."""
        response = self.get(request, *args, **kwargs)
        response.streaming_content = ()
        return response


class CancellationView(OneExport, View):
    """POST: stop what is not finished."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        export = self.get_object()
        if cancel(export, by=request.user):
            messages.success(request, "書き出しを中止しました。")
        else:
            messages.warning(request, "この書き出しは、もう終わっています。")
        return redirect(export)


class RepetitionView(OneExport, View):
    """POST: the same once more, as things stand now."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        export = self.get_object()
        return redirect(request_export(export.producer, export.definition, by=request.user))
