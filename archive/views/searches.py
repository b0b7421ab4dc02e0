"""Saved searches: a filter under a name, for the person who keeps it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views import View
from django.views.generic import ListView

from archive.models import SavedSearch
from archive.services.searches import delete_search, save_search
from core.people.mixins import VisibleListMixin, VisibleObjectMixin
from core.people.requests import SignedInRequest


class SavedSearchListView(VisibleListMixin, ListView):
    model = SavedSearch
    template_name = "archive/searches.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(query=self.request.GET.urlencode(), **kwargs)

    def post(self, request: SignedInRequest) -> HttpResponse:
        name, query = request.POST.get("name", "").strip(), request.POST.get("query", "")
        problem = save_search(request.user, name=name, query=query)
        if problem:
            self.object_list = self.get_queryset()
            context = self.get_context_data(problem=problem, name=name) | {"query": query}
            return self.render_to_response(context, status=422)
        messages.success(request, f"検索条件「{name}」を保存しました。")
        return redirect("archive:searches")


class SavedSearchDeletionView(VisibleObjectMixin, View):
    may = ""
    model = SavedSearch
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        search = self.get_object()
        delete_search(search)
        messages.success(request, f"検索条件「{search.name}」を削除しました。")
        return redirect("archive:searches")
