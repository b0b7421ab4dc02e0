"""The statuses of a form's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from core.people.requests import SignedInRequest
from publicforms.forms.statuses import RemovalForm, StatusForm
from publicforms.models import Status
from publicforms.services.statuses import (
    NotRemovable,
    add_status,
    change_status,
    move_status,
    number_at,
    remove_status,
)
from publicforms.views.manage.making.base import MakersForm, MakersPage


class StatusesView(MakersForm):
    """The list in its order; the form below it adds one more."""

    form_class = StatusForm
    template_name = "publicforms/manage/making/statuses.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        numbers: dict[int, int] = {}
        for tally in self.object.tallies.all():
            numbers[tally.status_id] = numbers.get(tally.status_id, 0) + tally.number
        rows = [(status, numbers.get(status.pk, 0)) for status in self.object.statuses.order_by("position", "pk")]
        return super().get_context_data(rows=rows, **kwargs)

    def done(self, form: StatusForm) -> HttpResponse:
        try:
            made = add_status(self.object.pk, by=self.request.user, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem)
            return self.refused(form)
        messages.success(self.request, f"対応状況「{made.name}」を加えました。")
        return redirect("forms:statuses", self.object.pk)


class StatusOrderView(MakersPage):
    """`up` or `down` with a status, or `move` with the one `after` which it comes (static/js/reorder.js)."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        order = list(self.object.statuses.order_by("position", "pk"))
        places = {str(status.pk): place for place, status in enumerate(order)}
        given = request.POST
        key = given.get("move") or given.get("up") or given.get("down") or ""
        if key in places:
            move_status(order[places[key]], self._place(places, key), by=request.user)
        return redirect("forms:statuses", self.object.pk)

    def _place(self, places: dict[str, int], key: str) -> int:
        """Counted without the one that is moved."""
        given = self.request.POST
        if "move" in given:
            after = places.get(given.get("after", ""), -1)
            return after if after > places[key] else after + 1
        return places[key] + (1 if "down" in given else -1)


class StatusForms(MakersForm):
    """A page about one status of the form, else 404."""

    def find_status(self) -> Status:
        status = self.object.statuses.filter(pk=self.kwargs["status"]).first()
        if status is None:
            raise Http404
        return status


class StatusView(StatusForms):
    form_class = StatusForm
    template_name = "publicforms/manage/making/status.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        self.status = self.find_status()
        return super().get_form_kwargs() | {"status": self.status, "initial": None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(status=self.find_status(), **kwargs)

    def done(self, form: StatusForm) -> HttpResponse:
        given = {"is_first": self.status.is_first} | form.cleaned_data
        try:
            changed = change_status(self.status, by=self.request.user, **given)
        except ValidationError as problem:
            form.add_error(None, problem)
            return self.refused(form)
        messages.success(self.request, f"対応状況「{changed.name}」を保存しました。")
        return redirect("forms:statuses", self.object.pk)


class StatusRemovalView(StatusForms):
    """Says how many submissions have it, and asks where they go."""

    form_class = RemovalForm
    template_name = "publicforms/manage/making/status_removal.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        self.status = self.find_status()
        self.number = number_at(self.status)
        return super().get_form_kwargs() | {"status": self.status, "has_submissions": self.number > 0}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.get_form()
        return super().get_context_data(form=form, status=self.status, number=self.number, **kwargs)

    def done(self, form: RemovalForm) -> HttpResponse:
        try:
            moved = remove_status(self.status, into=form.cleaned_data.get("into"), by=self.request.user)
        except NotRemovable as problem:
            form = self.get_form()
            context = self.get_context_data(form=form, refused=str(problem))
            return render(self.request, self.template_name, context, status=409)
        words = f"{moved:,}件の申込を移しました。" if moved else ""
        messages.success(self.request, f"対応状況「{self.status.name}」を削除しました。{words}")
        return redirect("forms:statuses", self.object.pk)
