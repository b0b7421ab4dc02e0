"""All answers of one thing as a file: which, chosen on a page; made at once where it is small."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.views.generic.edit import FormMixin

from core.exports.answers import answer
from core.exports.services.requesting import request_export
from core.people.requests import SignedInRequest
from core.questions.crosstab.notes import conditions
from core.questions.crosstab.spec import Spec
from core.questions.exporting.producer import AnswersProducer, filters_in
from core.questions.forms.exporting import AnswersExportForm
from core.questions.views.tabulated import TabulatedMixin


class AnswersExportMixin(TabulatedMixin, FormMixin):
    """The address may have the filters of a cross-table: then the answers that they leave are exported.

    Its template includes questions/crosstab/_answers_export.html.
    """

    form_class = AnswersExportForm
    producer: ClassVar[type[AnswersProducer]]

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "query": filters_in(self.source, self.request.GET).query}

    def post(self, request: SignedInRequest, pk: int) -> HttpResponseBase:
        self.object = self.get_object()
        if self.source.at_least:
            raise PermissionDenied
        form = self.get_form()
        spec = self._filters(form)
        if not form.is_valid() or spec.troubles:
            return self.render_to_response(self.get_context_data(form=form))
        definition = {self.thing: pk, **form.definition, **self.noted(spec)}
        if spec.query:
            definition["query"] = spec.query
        return answer(request_export(self.producer.code, definition, by=request.user), request)

    def _filters(self, form: AnswersExportForm) -> Spec:
        return filters_in(self.source, QueryDict(form["query"].value() or ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        spec = self._filters(context["form"])
        return context | {
            "source": self.source,
            "conditions": conditions(spec.filters, self.source.specials),
            "troubles": list(dict.fromkeys(message for _, message in spec.troubles)),
            "unseen": self.source.unseen_number,
            "address": self.address("export"),
        }
