"""All answers of a survey as a file: which, chosen on a page; made at once where it is small."""

from __future__ import annotations

from typing import Any

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
from core.questions.forms.exporting import AnswersExportForm
from surveys.exporting import SurveyAnswers
from surveys.source import source_of
from surveys.views.collating import CollationMixin


class ExportView(CollationMixin, FormMixin, DetailView):
    """The address may have the filters of a cross-table: then the answers that they leave are exported."""

    template_name = "surveys/export.html"
    form_class = AnswersExportForm

    @cached_property
    def source(self) -> Source:
        return source_of(self.object, self.request.user)

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "query": filters_in(self.source, self.request.GET).query}

    def post(self, request: SignedInRequest, pk: int) -> HttpResponseBase:
        self.object = self.get_object()
        form = self.get_form()
        spec = self._filters(form)
        if not form.is_valid() or spec.troubles:
            return self.render_to_response(self.get_context_data(form=form))
        definition = {"survey": pk, **form.definition}
        if spec.query:
            definition["query"] = spec.query
        return answer(request_export(SurveyAnswers.code, definition, by=request.user), request)

    def _filters(self, form: AnswersExportForm) -> Spec:
        return filters_in(self.source, QueryDict(form["query"].value() or ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        spec = self._filters(context["form"])
        source = self.source
        return context | {
            "conditions": conditions(spec.filters, source.specials),
            "troubles": list(dict.fromkeys(message for _, message in spec.troubles)),
            "unseen": len(source.unseen & source.definition.number.keys()),
            "address": reverse("surveys:export", args=[self.object.pk]),
        }
