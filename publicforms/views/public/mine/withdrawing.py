"""Withdrawing: a page that says what happens, then it happens."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from publicforms.services.withdrawing import withdraw
from publicforms.views.public.mine.base import ApplicantView


class WithdrawView(ApplicantView):
    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.submission.is_withdrawn:
            return redirect(self.here("entry:mine"))
        return self.page("mine/withdraw", address=self.here("entry:withdraw"))

    def post(self, request: HttpRequest) -> HttpResponse:
        withdraw(self.submission)
        return redirect(self.here("entry:mine", done="withdrawn"))
