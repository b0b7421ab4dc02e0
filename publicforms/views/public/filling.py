"""Filling a form in: page by page, then confirming, then sending in. The page carries what was typed, all of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.people.networks import address_of
from core.questions.checking import Checked, Problem
from core.questions.form_pages import FormPage
from core.questions.services.saving import NotComplete
from core.questions.views.answering.posting import number_in
from core.questions.views.carrying import REFUSED, Following
from publicforms.abuse import Refusal, guard, limits, proof_of_work, trap
from publicforms.links.receipt import THANKS, receipt_key
from publicforms.links.tokens import new_token
from publicforms.logs.entries import answers_for, first_typed
from publicforms.models import Form
from publicforms.services import placing, submitting
from publicforms.services.submitting import AlreadySent, BadCode, Changed, Entry, NotOpen
from publicforms.views.carrying import TokenPages
from publicforms.views.public.door import DoorMixin
from publicforms.visiting.doors import ENTER
from publicforms.visiting.remaining import options_left


class FillingView(DoorMixin, TokenPages):
    """The form at its address. Nothing is stored until it is sent in, but files, which wait under the page's token."""

    http_method_names = ["get", "head", "post"]
    form_page = "form"
    expired = gettext_lazy("画面を開いてから時間がたちました。まだ送信していません。もう一度進んでください。")
    foreign = gettext_lazy("この画面からは送信できませんでした。内容を確かめて、もう一度進んでください。")
    letters = gettext_lazy("使えない文字が入っているため、まだ送信していません。その文字を消してください。")

    def get(self, request: HttpRequest) -> HttpResponse:
        moment = self.form.moment(self.form.visited_at or clock.now())
        if moment != Form.Moment.OPEN:
            return self.shut(moment)
        self.typed = first_typed(self.form, self.user, again="again" in request.GET)
        self.token = new_token(self.form, self.respondent)
        return self.show_form()

    def post(self, request: HttpRequest) -> HttpResponse:
        said = self.take_up()
        refused = self.refuse_letters()
        if refused:
            return refused
        if ENTER in request.POST:  # come in by the door just now
            moment = self.form.moment(clock.now())
            return self.show_form() if moment == Form.Moment.OPEN else self.shut(moment)
        return self.refuse_page(said) or self.turned() or (self.send() if "send" in request.POST else self.confirm())

    def refuse_page(self, said: list[str]) -> HttpResponse | None:
        """Where there is something to say of what was posted, or not all of its files were taken."""
        problems = self.take_files()
        return self.show_form(said=said, problems=problems, status=REFUSED) if said or problems else None

    def take_files(self) -> list[Problem]:
        uploads = self.uploads()
        if not uploads or limits.may_bring_files(self.form, address_of(self.request)):
            return super().take_files()
        words = _(
            "短い時間に多くのファイルが送られたため、受け取れませんでした。1分ほど待ってから、もう一度選んでください。"
        )
        return [Problem(key, words) for key in uploads if key in self.definition]

    # --- What the buttons do ---

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

    def show_page(self, page: FormPage, *, status: int, **context: Any) -> HttpResponse:
        places = self.form.places.order_by("question", "option")
        left = options_left(page, places)
        return self.page(self.form_page, status, page=page, places=places, options_left=left, **context, **self.known())

    def show_confirmation(self, checked: Checked, *, said: Sequence[str] = (), status: int = 200) -> HttpResponse:
        wanted = placing.wanted_places(self.form, checked.answers) if self.form.has_waitlist else []
        will_wait = any(not place.left for place in wanted)
        context = self.confirmed(checked) | self.known()
        return self.page("confirm", status, said=said, will_wait=will_wait, **context)

    def shut(self, moment: Form.Moment) -> HttpResponse:
        return self.page("shut", moment=moment)

    def known(self) -> dict[str, Any]:
        return {
            "token": self.token.text,
            "version": self.form.asked_version.pk,
            "address": self.address("entry:form"),
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


class FollowingView(Following, FillingView):
    pass
