"""Who may do what with the form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from core.people.requests import SignedInRequest
from publicforms.forms.rights import RightsTable
from publicforms.grants import verbs_on
from publicforms.models import FormVerb
from publicforms.services.granting import NotGrantable, change_grants
from publicforms.views.manage.making.base import MakersPage


class RightsView(MakersPage):
    """`add` puts one more person into the table; `save` gives and takes what was changed in it."""

    template_name = "publicforms/manage/making/rights.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = kwargs.pop("table", None) or RightsTable(self.object, by=self.request.user)
        return super().get_context_data(table=table, people=table.people_to_add(), verbs=FormVerb, **kwargs)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        table = RightsTable(self.object, by=request.user, data=request.POST)
        if "save" not in request.POST:
            return render(request, self.template_name, self.get_context_data(table=table))
        try:
            changed = change_grants(self.object.pk, table.changes(), by=request.user)
        except NotGrantable as problem:
            context = self.get_context_data(table=table, refused=str(problem))
            return render(request, self.template_name, context, status=422)
        if changed:
            messages.success(request, f"権限を保存しました。{changed:,}件を変えました。")
        else:
            messages.info(request, "権限は変わっていません。")
        may_still = FormVerb.EDIT in verbs_on(self.object, request.user)
        return redirect("forms:rights", pk) if may_still else redirect("forms:list")  # they took it from themselves
