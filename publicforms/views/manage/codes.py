"""One-time codes of a staff questionnaire: how many are left, new ones, which are shown once, voiding the rest."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views import View
from django.views.generic import DetailView
from django.views.generic.edit import FormMixin

from core import clock
from core.exports.csv_files import write_csv
from core.people.mixins import VisibleObjectMixin
from core.people.requests import SignedInRequest
from publicforms.forms.codes import CSV, CodesForm
from publicforms.models import Form
from publicforms.services.codes import MOST_LEFT, TooMany, codes_left, make_codes, void_codes


class OfCodes(VisibleObjectMixin):
    """A form that asks for codes, for who may edit it."""

    may = "may_be_edited_by"
    model = Form
    context_object_name = "subject"
    object: Form

    def get_queryset(self) -> QuerySet[Form]:
        return super().get_queryset().filter(by_codes=True).select_related("owner", "section")


class CodesView(OfCodes, FormMixin, DetailView):
    """POST makes new ones and shows them: nobody can see them a second time."""

    template_name = "publicforms/manage/codes/codes.html"
    form_class = CodesForm

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        self.object = self.get_object()
        form = self.get_form()
        if form.is_valid():
            try:
                codes = make_codes(self.object, form.cleaned_data["number"], by=request.user)
            except TooMany:
                form.add_error("number", f"残っているコードと合わせて{MOST_LEFT:,}枚までです。")
            else:
                return self.csv(codes) if form.cleaned_data["given_as"] == CSV else self.printed(codes)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def printed(self, codes: list[str]) -> HttpResponse:
        return render(
            self.request,
            "publicforms/manage/codes/printed.html",
            {"subject": self.object, "codes": codes, "address": self._address()},
        )

    def csv(self, codes: list[str]) -> HttpResponse:
        to = io.BytesIO()
        write_csv(["回答コード", "アドレス"], ([code, self._address()] for code in codes), to)
        response = HttpResponse(to.getvalue(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = content_disposition_header(True, f"{self.object.title[:60]}_回答コード.csv")
        response["Cache-Control"] = "no-store"
        return response

    def _address(self) -> str:
        return self.request.build_absolute_uri(reverse("entry:form", args=[self.object.slug]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        moment = self.object.moment(clock.now())
        return super().get_context_data(left=codes_left(self.object), moment=moment, **kwargs)


class VoidCodesView(OfCodes, View):
    """GET says what will happen, POST does it."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        form = self.get_object()
        return render(request, "publicforms/manage/codes/void.html", {"subject": form, "left": codes_left(form)})

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        form = self.get_object()
        number = void_codes(form, by=request.user)
        messages.success(request, f"残っていた{number:,}枚の回答コードを使えなくしました。")
        return redirect("forms:codes", form.pk)
