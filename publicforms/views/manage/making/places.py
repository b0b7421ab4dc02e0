"""Quotas of a form and of its options."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from publicforms.forms.places import PlacesForm
from publicforms.models import Submission
from publicforms.services.placing_limits import set_limits
from publicforms.views.manage.making.base import MakersForm


class PlacesView(MakersForm):
    form_class = PlacesForm
    template_name = "publicforms/manage/making/places.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"form": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = Submission.objects.filter(form=self.object).waiting().count()
        return super().get_context_data(waiting=waiting, **kwargs)

    def done(self, form: PlacesForm) -> HttpResponse:
        moved = set_limits(self.object.pk, form.limits(), by=self.request.user)
        over = [place for place in self.object.places.all() if place.taken > place.limit]
        words = "定員を保存しました。"
        if moved:
            words += f"キャンセル待ちの{len(moved):,}人が繰り上がりました。"
        messages.success(self.request, words)
        if over:
            messages.warning(
                self.request,
                f"受け付けた数が定員を超えているものが、{len(over)}件あります。受け付けた申込は、そのまま有効です。",
            )
        return redirect("forms:places", self.object.pk)
