"""What was sent in as a file: which, chosen on a page; made at once where it is small."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import DetailView
from django.views.generic.edit import FormMixin

from core.exports.answers import answer
from core.exports.services.requesting import request_export
from core.people.requests import SignedInRequest
from core.questions.crosstab.notes import conditions
from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Spec
from core.questions.exporting.producer import filters_in
from publicforms.forms.tabulating import FormExportForm
from publicforms.tables.exporting import FormAnswers
from publicforms.tables.source import personal_keys, personal_used, source_of
from publicforms.views.manage.tabulating import PublishedFormMixin


class ExportView(PublishedFormMixin, FormMixin, DetailView):
    """The address may have the filters of a cross-table: then the submissions that they leave are exported.

    Of an anonymous form the page says why there is no such file, and what there is instead.
    """

    may = "may_be_exported_by"
    template_name = "publicforms/manage/tabulating/export.html"
    form_class = FormExportForm

    @cached_property
    def source(self) -> Source:
        return source_of(self.object, self.request.user)

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "query": filters_in(self.source, self.request.GET).query}

    def get_form_kwargs(self) -> dict[str, Any]:
        may_have = bool(personal_keys(self.source.versions)) and not self.source.unseen
        return {**super().get_form_kwargs(), "may_have_personal": may_have}

    def post(self, request: SignedInRequest, pk: int) -> HttpResponseBase:
        self.object = self.get_object()
        if self.source.at_least:
            raise PermissionDenied
        form = self.get_form()
        spec = self._filters(form)
        if not form.is_valid() or spec.troubles:
            return self.render_to_response(self.get_context_data(form=form))
        definition = {"form": pk, **form.definition}
        if spec.query:
            definition["query"] = spec.query
        if personal_used(spec):  # who is in it tells what they answered
            definition["personal"] = True
        return answer(request_export(FormAnswers.code, definition, by=request.user), request)

    def _filters(self, form: FormExportForm) -> Spec:
        return filters_in(self.source, QueryDict(form["query"].value() or ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        spec = self._filters(context["form"])
        source = self.source
        return context | {
            "source": source,
            "conditions": conditions(spec.filters, source.specials),
            "troubles": list(dict.fromkeys(message for _, message in spec.troubles)),
            "unseen": len(source.unseen & source.definition.number.keys()),
            "address": reverse("forms:export", args=[self.object.pk]),
        }
