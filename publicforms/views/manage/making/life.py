"""Closing, opening again, withdrawing, and throwing a draft away. Each page says what will happen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from core import clock
from core.people.requests import SignedInRequest
from core.people.templatetags.portal_format import jdate
from publicforms.forms.life import ReopeningForm, WithdrawalForm
from publicforms.models import Form, SavedEntry, Submission
from publicforms.services.discarding import WasPublished, delete_draft
from publicforms.services.ending import NotReopenable, close, is_due, reopen, withdraw
from publicforms.views.manage.making.base import MakersForm, MakersPage


class ClosingView(MakersPage):
    """For a form that is open, or will be; one whose time is over is closed already."""

    template_name = "publicforms/manage/making/closing.html"

    def fits(self) -> bool:
        return self.object.moment(clock.now()) in (Form.Moment.OPEN, Form.Moment.BEFORE)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            waiting=Submission.objects.filter(form=self.object).waiting().count(),
            saved=SavedEntry.objects.filter(form=self.object).count(),
            **kwargs,
        )

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        close(self.object.pk, by=request.user)
        messages.success(request, "受付を終えました。これから先の申込は受け付けません。")
        return self.to_form()


class ReopeningView(MakersForm):
    form_class = ReopeningForm
    template_name = "publicforms/manage/making/reopening.html"

    def fits(self) -> bool:
        now = clock.now()
        is_over = self.object.moment(now) == Form.Moment.AFTER
        return is_over and self.object.erased_at is None and not is_due(self.object, now)

    def done(self, form: ReopeningForm) -> HttpResponse:
        try:
            opened = reopen(self.object.pk, closes_at=form.cleaned_data["closes_at"], by=self.request.user)
        except NotReopenable as problem:  # the clock has gone on, or a colleague was faster
            form.add_error("closes_at", str(problem))
            return self.refused(form)
        words = f"申込を消去する日は、{jdate(opened.erase_on)}になりました。"
        messages.success(self.request, f"受付を再開しました。{words}")
        return self.to_form()


class WithdrawalView(MakersForm):
    form_class = WithdrawalForm
    template_name = "publicforms/manage/making/withdrawal.html"
    states = (Form.State.PUBLISHED, Form.State.CLOSED)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        standing = Submission.objects.filter(form=self.object).standing().count()
        return super().get_context_data(standing=standing, **kwargs)

    def done(self, form: WithdrawalForm) -> HttpResponse:
        withdraw(self.object.pk, because=form.cleaned_data["because"], by=self.request.user)
        messages.success(self.request, "フォームを取り下げました。公開ページに、その理由を表示しています。")
        return self.to_form()


class DeletionView(MakersPage):
    template_name = "publicforms/manage/making/deletion.html"
    states = (Form.State.DRAFT,)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        try:
            delete_draft(self.object.pk, by=request.user)
        except WasPublished:
            messages.warning(request, "公開したフォームは削除できません。取り下げてください。")
            return self.to_form()
        messages.success(request, f"フォーム「{self.object.title}」を削除しました。")
        return redirect("forms:list")
