"""One submission: its page, its print, and what is done to it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from core.people import audit
from core.people.requests import SignedInRequest
from publicforms.forms.writing import CommentForm
from publicforms.handling.records import Record
from publicforms.services import handling
from publicforms.services.withdrawing import withdraw
from publicforms.views.manage.handling.base import REFUSED, FormPage, HandlersPage, RecordMixin


class SubmissionView(RecordMixin, FormPage):
    template_name = "publicforms/manage/handling/record.html"
    audited_as = "submission.viewed"
    http_method_names = ["get", "head"]

    @cached_property
    def record(self) -> Record:
        return Record(self.submission, self.object, self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.record.masks:
            audit.record(self.audited_as, self.submission, by=self.user, organization=self.object.owner_id)
        return super().get_context_data(
            **{
                "submission": self.submission,
                "record": self.record,
                "shown": self.record.shown,
                "people": self.people if self.may_handle else [],
                "comment_form": CommentForm(),
            }
            | kwargs
        )


class SubmissionPrintView(SubmissionView):
    template_name = "publicforms/manage/handling/print.html"
    audited_as = "submission.printed"


class StepView(RecordMixin, HandlersPage):
    """POST changes something of one submission and leads back to its page."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.step()
        return self.to_record()

    def step(self) -> None:
        raise NotImplementedError

    def to_record(self) -> HttpResponse:
        return redirect("forms:submission", self.object.pk, self.submission.receipt)


class SubmissionStatusView(StepView):
    """`status`: the id of one of the form's own."""

    def step(self) -> None:
        status = next((one for one in self.statuses if str(one.pk) == self.request.POST.get("status")), None)
        if status is None:
            messages.warning(self.request, "変えた後の対応状況を選んでください。")
        elif handling.set_status(self.object, [self.submission.pk], status, by=self.user):
            messages.success(self.request, f"対応状況を「{status}」に変えました。")
        else:
            messages.info(self.request, f"対応状況は、すでに「{status}」です。")


class SubmissionAssignmentView(StepView):
    """`assignee`: the id of one who handles the form; empty for nobody."""

    def step(self) -> None:
        wanted = self.request.POST.get("assignee", "")
        person = next((one for one in self.people if str(one.pk) == wanted), None)
        if wanted and person is None:
            messages.warning(self.request, "担当者を選んでください。")
        elif handling.assign(self.object, [self.submission.pk], person, by=self.user):
            words = f"担当者を{person.name}さんにしました。" if person else "「担当者なし」にしました。"
            messages.success(self.request, words)


class SubmissionCommentsView(SubmissionView):
    """POST `text` adds a comment."""

    may = "may_be_handled_by"
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = CommentForm(request.POST)
        if not form.is_valid():
            return self.show(REFUSED, comment_form=form)
        handling.comment(self.submission, form.cleaned_data["text"], by=self.user)
        response = redirect("forms:submission", self.object.pk, self.submission.receipt)
        response["Location"] += "#comments"
        return response


class AskingStepView(StepView):
    """A step that cannot be taken back: GET says what will happen."""

    http_method_names = ["get", "head", "post"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"submission": self.submission} | kwargs)


class SubmissionLinkView(AskingStepView):
    """Another link for the applicant: the old one is dead at once."""

    template_name = "publicforms/manage/handling/link.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(link_number=self.submission.link_number, **kwargs)

    def step(self) -> None:
        # The page names the link that it is to replace: pressed twice it replaces one.
        seen = self.request.POST.get("link_number", "")
        if seen != str(self.submission.link_number) or not handling.replace_link(self.submission, by=self.user):
            messages.info(self.request, "リンクは、すでに新しくなっています。")
            return
        by_mail, not_told = "申込者にメールで知らせます。", "メールアドレスがないため、知らせていません。"
        said = by_mail if self.submission.address else not_told
        messages.success(self.request, f"申込者のリンクを新しくしました。{said}")


class SubmissionWithdrawalView(AskingStepView):
    """On the applicant's behalf; the place goes to whoever waits."""

    template_name = "publicforms/manage/handling/withdrawal.html"

    def get(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.submission.is_withdrawn:
            messages.info(request, "この申込は、すでに取り下げられています。")
            return self.to_record()
        return super().get(request, *args, **kwargs)

    def step(self) -> None:
        if self.submission.is_withdrawn:
            messages.info(self.request, "この申込は、すでに取り下げられています。")
            return
        withdraw(self.submission, by=self.user)
        messages.success(self.request, "申込を取り下げました。")
