"""自分の設定: the own name and posts, and the way to everything else that one sets for oneself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.generic import UpdateView

from core.people.access import posts_of
from core.people.forms.people import OwnNameForm
from core.people.models import User
from core.people.second_factor import must_have_second_factor, second_factors_of
from core.people.services.renaming import rename


class MeView(UpdateView):
    model = User
    form_class = OwnNameForm
    template_name = "people/me.html"

    def get_object(self, queryset: QuerySet | None = None) -> User:
        return User.objects.get(pk=self.request.user.pk)  # a copy: a refused name must not show in the page's head

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            posts=posts_of(self.request.user),
            factors=second_factors_of(self.request.user).count(),
            factor_mandatory=must_have_second_factor(self.request.user),
            **kwargs,
        )

    def form_valid(self, form: OwnNameForm) -> HttpResponse:
        rename(self.request.user, name=form.cleaned_data["name"], kana=form.cleaned_data["kana"])
        messages.success(self.request, "氏名を変更しました。")
        return redirect("people:me")
