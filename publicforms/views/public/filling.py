"""Filling a form in: page by page, then confirming, then sending in. The page carries what was typed, all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.people.networks import address_of
from core.questions.checking import Checked, Problem
from core.questions.filling import CHANGES, changed, key_of, printable, unstorable, worked_out
from core.questions.form_pages import FormPage, page_of
from core.questions.services.saving import NotComplete
from core.questions.showing import show
from core.questions.typed import Typed, typed_from
from core.questions.views.answering.posting import FILES_PREFIX, number_in
from publicforms.abuse import Refusal, guard, limits, proof_of_work, trap
from publicforms.links.receipt import THANKS, receipt_key
from publicforms.links.tokens import BadToken, ExpiredToken, PageToken, new_token, read_token
from publicforms.logs.entries import answers_for, first_typed
from publicforms.models import Form
from publicforms.services import placing, submitting
from publicforms.services.pending import keep_files
from publicforms.services.submitting import AlreadySent, BadCode, Changed, Entry, NotOpen
from publicforms.views.public.door import DoorMixin
from publicforms.visiting.doors import ENTER

REFUSED = 422


class FillingView(DoorMixin):
    """The form at its address. Buttons: go (another page), confirm, send, and those at questions: lookup, more, fill.

    Nothing is stored until it is sent in, but files, which wait under the page's token.
    """

    http_method_names = ["get", "head", "post"]
    form_page = "form"
    typed: Typed
    token: PageToken

    def get(self, request: HttpRequest) -> HttpResponse:
        moment = self.form.moment(self.form.visited_at or clock.now())
        if moment != Form.Moment.OPEN:
            return self.shut(moment)
        self.typed = first_typed(self.form, self.user, again="again" in request.GET)
        self.token = new_token(self.form, self.respondent)
        return self.show_form()

    def post(self, request: HttpRequest) -> HttpResponse:
        self.typed = typed_from(dict(request.POST.lists()))
        said = self.take_token()
        refused = unstorable(self.typed)
        if refused:
            return self.refuse_letters(refused)
        if ENTER in request.POST:  # come in by the door just now
            moment = self.form.moment(clock.now())
            return self.show_form() if moment == Form.Moment.OPEN else self.shut(moment)
        problems = self.take_files()
        if said or problems:
            return self.show_form(said=said, problems=problems, status=REFUSED)
        for name in CHANGES:
            if name in request.POST:
                self.typed, words = changed(self.definition, self.typed, name, request.POST[name])
                return self.show_form(said=words)
        if "next" in request.POST:
            return self.go_on(number_in(request.POST["next"]))
        if "go" in request.POST:
            return self.show_form(number_in(request.POST["go"].partition(":")[0]), told="checked" in request.POST)
        return self.send() if "send" in request.POST else self.confirm()

    # --- The token ---

    def take_token(self) -> list[str]:
        """The page's own token; a new one where it has none of ours. Returns what to say of that."""
        try:
            self.token = read_token(self.request.POST.get("token", ""), self.form, self.respondent)
        except ExpiredToken:
            self.token = new_token(self.form, self.respondent)
            return [_("画面を開いてから時間がたちました。まだ送信していません。もう一度進んでください。")]
        except BadToken:
            self.token = new_token(self.form, self.respondent)
            return [_("この画面からは送信できませんでした。内容を確かめて、もう一度進んでください。")]
        return []

    # --- Files ---

    def take_files(self) -> list[Problem]:
        uploads = {
            name.removeprefix(FILES_PREFIX): self.request.FILES.getlist(name)
            for name in self.request.FILES
            if name.startswith(FILES_PREFIX)
        }
        if uploads and not limits.may_bring_files(self.form, address_of(self.request)):
            words = _(
                "短い時間に多くのファイルが送られたため、受け取れませんでした。1分ほど待ってから、もう一度選んでください。"
            )
            return [Problem(key, words) for key in uploads if key in self.definition]
        self.typed, problems = keep_files(self.form, self.token.digest, self.typed, uploads, self.definition)
        return problems

    def files(self) -> dict[str, str]:
        """id → name, of those that the answers may name."""
        return submitting.pending_files(self.form, self.token.digest)

    # --- What the buttons do ---

    def go_on(self, number: int) -> HttpResponse:
        """The next page, once nothing on this one is missing or wrong. (The list of pages leads there unasked.)"""
        pages = self.definition.pages
        here = min(max(number_in(self.request.POST.get("page", "")), 1), len(pages))
        keys = {question.key for question in pages[here - 1]}
        problems = [problem for problem in self.check(complete=True).problems if (problem.at or problem.key) in keys]
        return self.show_form(here, problems=problems, status=REFUSED) if problems else self.show_form(number)

    def confirm(self) -> HttpResponse:
        checked = self.check(complete=True)
        if checked.problems:
            return self.to_first_problem(checked)
        return self.show_confirmation(checked)

    def send(self) -> HttpResponse:
        """Send it in. What keeps it from being taken is said; what was typed stays."""
        refusal = guard(self.request, self.form, self.token)
        if refusal:
            return self.refuse(refusal)
        try:
            submission = submitting.submit(self.form, self.entry())
        except NotOpen as refused:
            return self.shut(refused.moment)
        except Changed:
            self.form = self.find_form(self.form.slug)
            said = _("入力している間に、フォームの内容が変わりました。まだ送信していません。もう一度確かめてください。")
            return self.show_form(said=[said], status=REFUSED)
        except NotComplete as incomplete:
            return self.to_first_problem(incomplete.checked)
        except placing.Full as full:
            return self.say_full(full)
        except AlreadySent:
            said = _("同じ方の申込を、すでに受け付けています。直すには、受付のメールのリンクを開いてください。")
            return self.show_form(said=[said], status=REFUSED)
        except BadCode:
            return self.show_form(said=[_("回答コードが違うか、すでに使われています。")], status=REFUSED)
        # An address that leads to the answer would stand in the server's log, beside who asked for it.
        key = THANKS if self.form.is_anonymous else receipt_key(submission)
        return redirect(self.address("entry:done", key))

    @property
    def may_save(self) -> bool:
        """Whether input can be saved for later. An anonymous answer stands beside no address, not even unfinished."""
        return not self.form.is_anonymous

    def refuse(self, refusal: Refusal) -> HttpResponse:
        """Say why it was not sent on the page where it can be sent again."""
        checked = self.check(complete=True)
        if checked.problems:
            return self.to_first_problem(checked)
        response = self.show_confirmation(checked, said=[refusal.words], status=refusal.status)
        if refusal.retry_after:
            response["Retry-After"] = str(refusal.retry_after)
        return response

    def entry(self) -> Entry:
        return Entry(
            self.typed,
            self.token.digest,
            number_in(self.request.POST.get("version", "")),
            self.language,
            by=self.respondent,
            organization=answers_for(self.form, self.respondent) if self.respondent else None,
            code=self.request.POST.get("code", ""),
        )

    def say_full(self, full: placing.Full) -> HttpResponse:
        """The form altogether, or the chosen options: these can be changed."""
        if any(place.is_of_form for place in full.places):
            return self.page("shut", moment="full", places=full.places)
        message = _("この選択肢は定員に達しました。ほかの選択肢を選んでください。")
        return self.show_form(problems=[Problem(place.question, message) for place in full.places], status=REFUSED)

    # --- The pages ---

    def check(self, *, complete: bool) -> Checked:
        return submitting.check_entry(self.form, self.typed, token=self.token.digest, complete=complete)

    def to_first_problem(self, checked: Checked) -> HttpResponse:
        pages = page_of(self.definition)
        numbers = [pages.get(problem.at or problem.key, 1) for problem in checked.problems]
        return self.show_form(min(numbers, default=1), told=True, status=REFUSED)

    def refuse_letters(self, refused: Mapping[str, str]) -> HttpResponse:
        """Something was sent that no database keeps: everything typed is still in the page."""
        self.typed = printable(self.typed)
        known = [Problem(key_of(name), message) for name, message in refused.items()]
        problems = [problem for problem in known if problem.key in self.definition]
        said = _("使えない文字が入っているため、まだ送信していません。その文字を消してください。")
        return self.show_form(said=[said], problems=problems, status=REFUSED)

    def show_form(
        self,
        number: int = 0,
        *,
        told: bool = False,
        said: list[str] | None = None,
        problems: list[Problem] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """A page of the form, of those that are there. `told`: with all that keeps it from being sent in."""
        definition = self.definition
        checked = self.check(complete=told)
        checked.problems = list(dict.fromkeys([*checked.problems, *(problems or [])]))
        number = min(max(number or number_in(self.request.POST.get("page", "")), 1), len(definition.pages))
        page = FormPage(
            definition=definition,
            typed=self.typed,
            checked=checked,
            number=number,
            problems_shown=told or bool(problems),
            files=self.files(),
        )
        on_page = {question.key for question in definition.pages[number - 1]}
        return self.page(
            self.form_page, status, page=page, told=told, said=said or [], hidden=self.hidden(on_page), **self.known()
        )

    def show_confirmation(self, checked: Checked, *, said: list[str] | None = None, status: int = 200) -> HttpResponse:
        definition = self.definition
        shown = show(definition, checked.answers, checked.reasons, self.files())
        set_aside = [definition.called(key) for key in checked.set_aside]
        wanted = placing.wanted_places(self.form, checked.answers) if self.form.has_waitlist else []
        return self.page(
            "confirm",
            status,
            said=said or [],
            shown=shown,
            set_aside=set_aside,
            will_wait=any(not place.left for place in wanted),
            hidden=self.hidden(()),
            **self.known(),
        )

    def shut(self, moment: Form.Moment) -> HttpResponse:
        return self.page("shut", moment=moment)

    def hidden(self, on_page: Any) -> list[tuple[str, str]]:
        """What was typed on the other pages: it goes along in the page."""
        return [(name, each) for name, values in self.typed.items() if key_of(name) not in on_page for each in values]

    def known(self) -> dict[str, Any]:
        return {
            "token": self.token.text,
            "version": self.form.asked_version.pk,
            "address": self.address("entry:form"),
            "places": self.form.places.order_by("question", "option"),  # asked for only where it is shown
            "code": self.request.POST.get("code", ""),
            "passed": self.passed,
            "may_save": self.may_save,
            "trap": trap.FIELD,
            "trapped": self.carried(trap.FIELD),
            "proof": self.carried(proof_of_work.FIELD),
            "challenge": self.challenge,
        }

    @property
    def challenge(self) -> str:
        """Where the browser gets its proof of work. An anonymous page names itself in no address: see `send`."""
        if self.form.is_anonymous:
            return ""
        return f"{reverse('entry:challenge', args=[self.form.slug])}?{urlencode({'token': self.token.text})}"

    def carried(self, field: str) -> str:
        """What goes along until an attempt to send, and starts anew after one."""
        return "" if "send" in self.request.POST else self.request.POST.get(field, "")

    def address(self, name: str, *args: str) -> str:
        query = f"?lang={self.language}" if self.language != "ja" else ""
        return reverse(name, args=[self.form.slug, *args]) + query


class FollowingView(FillingView):
    """What the server makes of what is typed so far: {"hidden": keys, "computed": {id: text}}. Keeps nothing."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> JsonResponse:
        self.typed = printable(typed_from(dict(request.POST.lists())))
        self.take_token()
        checked = self.check(complete=False)
        computed = worked_out(self.definition, self.typed, checked)
        return JsonResponse({"hidden": sorted(checked.hidden), "computed": computed})
