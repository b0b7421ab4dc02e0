"""Entry by the office of what came on paper, by phone or at the counter: the form's questions, the same checks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from core.people import audit
from core.people.requests import SignedInRequest
from core.questions.checking import Problem
from core.questions.services.saving import NotComplete
from core.questions.views.answering.posting import number_in
from core.questions.views.carrying import REFUSED, Following
from publicforms.forms.writing import ArrivalForm
from publicforms.links.tokens import new_token
from publicforms.models import Form, Submission
from publicforms.services import placing, submitting
from publicforms.services.evidence import drop_evidence, keep_evidence
from publicforms.services.submitting import AlreadySent, Changed, Entry, NotOpen
from publicforms.views.manage.handling.entry_pages import EntryPages

CHANGED = "入力している間に、フォームの設問が変わりました。まだ登録していません。もう一度確かめてください。"
ALREADY = "同じ方の申込を、すでに受け付けています。"
FULL = "定員に達しているため、登録できません。"


class EntryView(EntryPages):
    """Buttons as on the public page. What came, and how, is typed by whoever registers it."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.form.state == Form.State.WITHDRAWN or self.form.erased_at is not None:
            return self.refuse()
        self.typed, self.token = {}, new_token(self.form, self.respondent)
        self.arrival = ArrivalForm(form=self.form)
        return self.show_form()

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.arrival = ArrivalForm(form=self.form, initial=request.POST.dict())
        said = self.take_up()
        refused = self.refuse_letters()
        if refused:
            return refused
        problems, of_evidence = self.take_files(), self.take_evidence()
        if said or problems:
            return self.show_form(said=said, problems=problems, status=REFUSED)
        turned = None if of_evidence else self.turned()
        if turned:
            return turned
        self.arrival = ArrivalForm(request.POST, form=self.form)
        for error in of_evidence:
            self.arrival.add_error("evidence", error)
        if not self.arrival.is_valid():
            return self.show_form(1, told=True, status=REFUSED)
        return self.send() if "send" in request.POST else self.confirm()

    def take_evidence(self) -> list[ValidationError]:
        """The scan waits under the token, as files do. Returns what was refused."""
        drop_evidence(self.form, self.token.digest, self.request.POST.getlist("drop"))
        try:
            keep_evidence(self.form, self.token.digest, self.request.FILES.getlist("evidence"), by=self.user)
        except ValidationError as error:
            return [error]
        return []

    # --- What the buttons do ---

    def go_on(self, number: int) -> HttpResponse:
        """How and when it came is asked on the first page, and has to be right before the next."""
        if self.posted_page == 1:
            self.arrival = ArrivalForm(self.request.POST, form=self.form)
            if not self.arrival.is_valid():
                return self.show_form(problems=self.problems_here(), status=REFUSED)
        return super().go_on(number)

    def send(self) -> HttpResponse:
        """Register it. What keeps it from being taken is said; what was typed stays."""
        try:
            submission = submitting.submit(self.form, self.entry())
        except NotOpen:
            return self.refuse()
        except Changed:
            self.object = self.get_object()
            return self.show_form(said=[CHANGED], status=REFUSED)
        except NotComplete as incomplete:
            return self.to_first_problem(incomplete.checked)
        except placing.Full as full:
            message = "この選択肢は定員に達しています。"
            problems = [Problem(place.question, message) for place in full.places if place.question]
            return self.show_form(said=[FULL], problems=problems, status=REFUSED)
        except AlreadySent:
            return self.show_form(said=[ALREADY], status=REFUSED)
        audit.record(
            "submission.entered",
            submission,
            by=self.user,
            organization=self.form.owner_id,
            channel=submission.get_channel_display(),
        )
        messages.success(self.request, f"受付番号{submission.receipt}で登録しました。")
        return redirect("forms:submission", self.form.pk, submission.receipt)

    def refuse(self) -> HttpResponse:
        """Withdrawn, or past the day on which everything is erased."""
        messages.warning(self.request, "このフォームは取り下げられたか、保存期間が終わったため、登録できません。")
        return redirect("forms:submissions", self.form.pk)

    def entry(self) -> Entry:
        came = self.arrival.cleaned_data
        return Entry(
            self.typed,
            self.token.digest,
            number_in(self.request.POST.get("version", "")),
            channel=Submission.Channel(came["channel"]),
            by=self.user,
            received_on=came["received_on"],
        )


class EntryFollowingView(Following, EntryView):
    pass
