"""Entry by the office of what came on paper, by phone or at the counter: the form's questions, the same checks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect

from core.people import audit
from core.people.requests import SignedInRequest
from core.questions.checking import Problem
from core.questions.filling import CHANGES, changed, printable, unstorable, worked_out
from core.questions.services.saving import NotComplete
from core.questions.showing import show
from core.questions.typed import typed_from
from core.questions.views.answering.posting import FILES_PREFIX, number_in
from publicforms.forms.writing import ArrivalForm
from publicforms.links.tokens import BadToken, new_token, read_token
from publicforms.models import Form, Submission
from publicforms.services import placing, submitting
from publicforms.services.evidence import drop_evidence, keep_evidence
from publicforms.services.pending import keep_files
from publicforms.services.submitting import AlreadySent, Changed, Entry, NotOpen
from publicforms.views.manage.handling.base import REFUSED
from publicforms.views.manage.handling.entry_pages import EntryPages

CHANGED = "入力している間に、フォームの設問が変わりました。まだ登録していません。もう一度確かめてください。"
ALREADY = "同じ方の申込を、すでに受け付けています。"
FULL = "定員に達しているため、登録できません。"


class EntryView(EntryPages):
    """Buttons as on the public page: go, confirm, send, and those at questions. The page carries what was typed."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.state == Form.State.WITHDRAWN or self.object.erased_at is not None:
            return self.refuse()
        self.typed, self.token = {}, new_token(self.object, self.user)
        self.arrival = ArrivalForm(form=self.object)
        return self.show_form()

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.typed = typed_from(dict(request.POST.lists()))
        self.arrival = ArrivalForm(form=self.object, initial=request.POST.dict())
        said = self.take_token()
        refused = unstorable(self.typed)
        if refused:
            return self.refuse_letters(refused)
        problems, of_evidence = self.take_files()
        if said or problems:
            return self.show_form(said=said, problems=problems, status=REFUSED)
        for name in CHANGES:
            if name in request.POST:
                self.typed, words = changed(self.definition, self.typed, name, request.POST[name])
                return self.show_form(said=words)
        if "go" in request.POST and not of_evidence:
            return self.show_form(number_in(request.POST["go"].partition(":")[0]), told="checked" in request.POST)
        self.arrival = ArrivalForm(request.POST, form=self.object)
        for error in of_evidence:
            self.arrival.add_error("evidence", error)
        if not self.arrival.is_valid():
            return self.show_form(1, told=True, status=REFUSED)
        return self.send() if "send" in request.POST else self.confirm()

    def take_token(self) -> list[str]:
        """The page's own token; a new one where it has none of ours."""
        try:
            self.token = read_token(self.request.POST.get("token", ""), self.object, self.user)
        except BadToken:
            self.token = new_token(self.object, self.user)
            return ["画面を開いてから時間がたちました。まだ登録していません。もう一度進んでください。"]
        return []

    def take_files(self) -> tuple[list[Problem], list[ValidationError]]:
        """Files of questions wait under the token, and so does the scan. Returns what was refused of each."""
        uploads = {
            name.removeprefix(FILES_PREFIX): self.request.FILES.getlist(name)
            for name in self.request.FILES
            if name.startswith(FILES_PREFIX)
        }
        self.typed, problems = keep_files(self.object, self.token.digest, self.typed, uploads)
        drop_evidence(self.object, self.token.digest, self.request.POST.getlist("drop"))
        try:
            keep_evidence(self.object, self.token.digest, self.request.FILES.getlist("evidence"), by=self.user)
        except ValidationError as error:
            return problems, [error]
        return problems, []

    # --- What the buttons do ---

    def confirm(self) -> HttpResponse:
        checked = self.check(complete=True)
        if checked.problems:
            return self.to_first_problem(checked)
        answers = checked.answers
        files = submitting.pending_files(self.object, self.token.digest)
        full = [place for place in placing.wanted_places(self.object, answers) if not place.left]
        self.template_name = "publicforms/manage/handling/entry_confirm.html"
        return self.show(
            shown=show(self.definition, answers, checked.reasons, files),
            set_aside=[self.definition.called(key) for key in checked.set_aside],
            will_wait=bool(full) and self.object.has_waitlist,
            is_full=bool(full) and not self.object.has_waitlist,
            hidden=self.hidden(()),
            **self.known(),
        )

    def send(self) -> HttpResponse:
        """Register it. What keeps it from being taken is said; what was typed stays."""
        try:
            submission = submitting.submit(self.object, self.entry())
        except NotOpen:
            return self.refuse()
        except Changed:
            self.object = self.get_object()
            self.__dict__.pop("definition", None)
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
            organization=self.object.owner_id,
            channel=submission.get_channel_display(),
        )
        messages.success(self.request, f"受付番号{submission.receipt}で登録しました。")
        return redirect("forms:submission", self.object.pk, submission.receipt)

    def refuse(self) -> HttpResponse:
        """Withdrawn, or past the day on which everything is erased."""
        messages.warning(self.request, "このフォームは取り下げられたか、保存期間が終わったため、登録できません。")
        return redirect("forms:submissions", self.object.pk)

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


class EntryFollowingView(EntryView):
    """What the server makes of what is typed so far: {"hidden": keys, "computed": {id: text}}. Keeps nothing."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.typed = printable(typed_from(dict(request.POST.lists())))
        self.take_token()
        checked = self.check(complete=False)
        computed = worked_out(self.definition, self.typed, checked)
        return JsonResponse({"hidden": sorted(checked.hidden), "computed": computed})
