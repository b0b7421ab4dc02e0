"""The entries that the list shows as a CSV file."""

from __future__ import annotations

from django.contrib import messages
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views import View

from core.exports.answers import answer
from core.exports.encodings import Encoding
from core.exports.services.requesting import request_export
from core.people.requests import SignedInRequest
from core.questions.exporting.producer import Format
from publicforms.forms.entries import EntriesFilter
from publicforms.tables.exporting import FormEntries
from publicforms.views.manage.entries.base import EntriesPage


class EntriesExportView(EntriesPage, View):
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponseBase:
        self.object = self.get_object()
        encoding = request.POST.get("encoding", "")
        data = QueryDict(request.POST.get("query", "")[:2000])
        chosen = EntriesFilter(data, entries=self.entries, definition=self.definition)
        if encoding not in Encoding.values or not chosen.is_valid():
            messages.error(request, "書き出せませんでした。絞り込みの条件を直してから、もう一度書き出してください。")
            return redirect("forms:entries", pk)
        query = QueryDict(mutable=True)
        for name in chosen.fields:
            if data.get(name):
                query[name] = data[name]
        definition = {"form": pk, "filters": query.urlencode(), "format": Format.WIDE.value, "encoding": encoding}
        return answer(request_export(FormEntries.code, definition, by=request.user), request)
