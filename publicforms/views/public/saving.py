"""Saving input for later, and going on with it: the link goes by mail to an address that is asked for."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from core import clock
from core.questions.checking import check
from core.questions.definition import Definition, Need, Question
from core.questions.views.answering.posting import number_in
from core.questions.views.carrying import REFUSED
from publicforms.abuse import guard
from publicforms.applicants import address_in
from publicforms.links.saved import saved_at
from publicforms.links.tokens import token_again
from publicforms.models import Form
from publicforms.services.saving_for_later import LIFE_DAYS, save_for_later
from publicforms.views.public.base import FormView
from publicforms.views.public.filling import FillingView
from publicforms.views.public.linked import nothing_there

ADDRESS = Definition((Question("to", "email", "メールアドレス", need=Need.REQUIRED),))


class SaveView(FillingView):
    """POST: from the form asks where the link should go; with `save_to` saves."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        moment = self.form.moment(clock.now())
        if not self.may_save:
            raise Http404
        if moment != Form.Moment.OPEN:
            return self.shut(moment)
        said = self.take_up()
        refused = self.refuse_letters() or self.refuse_page(said)
        if refused:
            return refused
        return self.save() if "save_to" in request.POST else self.ask()

    def ask(self, *, said: str = "", problem: str = "", status: int = 200) -> HttpResponse:
        answers = self.check(complete=False).answers
        given = self.request.POST.get("save_to", "") or address_in(self.form, self.definition, answers)
        return self.page(
            "save",
            status,
            said=said,
            problem=problem,
            given=given,
            page_number=number_in(self.request.POST.get("page", "")) or 1,
            days=LIFE_DAYS,
            save_address=self.address("entry:save"),
            hidden=self.hidden(),
            **self.known(),
        )

    def save(self) -> HttpResponse:
        refusal = guard(self.request, self.form, self.token)
        if refusal:
            return self.ask(said=refusal.words, status=refusal.status)
        checked = check(ADDRESS, {"a.to": [self.request.POST["save_to"]]}, complete=True)
        if checked.problems:
            return self.ask(problem=checked.problems[0].message, status=REFUSED)
        page = number_in(self.request.POST.get("page", "")) or 1
        save_for_later(
            self.form,
            self.typed,
            token=self.token.digest,
            address=checked.answers["to"],
            page=min(page, len(self.definition.pages)),
            language=self.language,
        )
        return redirect(self.address("entry:saved"))


class SavedView(FormView):
    """After saving. It says nothing of what was saved, nor where the link went."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page("saved", days=LIFE_DAYS)


class ResumeView(FillingView):
    """The form as it was typed, with its files, under the same token: it is still one submission."""

    http_method_names = ["get", "head", "post"]

    def post(self, request: HttpRequest, key: str = "") -> HttpResponse:
        """From the door of a form that has one."""
        return self.get(request, key)

    def get(self, request: HttpRequest, key: str = "") -> HttpResponse:
        entry = saved_at(key, self.form)
        moment = self.form.moment(clock.now())
        if moment != Form.Moment.OPEN:
            return self.shut(moment)
        if entry is None:
            return nothing_there(request)
        self.typed, self.token = entry.typed, token_again(self.form, entry.token, self.respondent)
        return self.show_form(entry.page)

    def known(self) -> dict[str, Any]:
        return super().known() | {"is_resumed": True}

    def respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().respond(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response
