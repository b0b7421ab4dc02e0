"""Correcting what was sent in: the pages of the form as they were answered, then what changes, then saving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.questions.asking import typed_of
from core.questions.checking import Checked, Problem
from core.questions.services.saving import ChangedMeanwhile, NotComplete
from core.questions.showing import QuestionDifference, differences
from core.questions.views.answering.posting import number_in
from core.questions.views.carrying import REFUSED, Following
from publicforms.links.tokens import new_token
from publicforms.services import placing
from publicforms.services.correcting import NotCorrectable, check_correction, correct, files_for
from publicforms.services.submitting import AlreadySent, NotOpen
from publicforms.views.public.filling import FillingView
from publicforms.views.public.mine.base import ApplicantView
from publicforms.views.public.mine.page import may_correct


class CorrectView(ApplicantView, FillingView):
    """Buttons as where the form is filled in. Each page carries the save (`edit`) that it started from."""

    form_page = "mine/correct"
    edit: int
    both: list[QuestionDifference]

    def get(self, request: HttpRequest) -> HttpResponse:
        if not may_correct(self.submission):
            return self.not_now()
        sheet = self.submission.sheet
        self.edit, self.both = sheet.edit, []
        self.typed = typed_of(self.definition, sheet.answers, sheet.reasons)
        self.token = new_token(self.form, self.respondent)
        return self.show_form()

    def post(self, request: HttpRequest) -> HttpResponse:
        if not may_correct(self.submission):
            return self.not_now()
        self.edit, self.both = number_in(request.POST.get("edit", "")), []
        return super().post(request)

    def send(self) -> HttpResponse:
        """Save it. What keeps it from being saved is said; what was typed stays."""
        try:
            correct(self.submission, self.typed, token=self.token.digest, edit=self.edit)
        except (NotOpen, NotCorrectable):
            return self.not_now()
        except NotComplete as incomplete:
            return self.to_first_problem(incomplete.checked)
        except ChangedMeanwhile as changed:
            return self.show_both(changed)
        except placing.Full as full:
            return self.say_full(full)
        except AlreadySent:
            said = _("同じ方の申込を、ほかにも受け付けています。まだ保存していません。")
            return self.show_form(said=[said], status=REFUSED)
        return redirect(self.here("entry:mine", done="corrected"))

    def say_full(self, full: placing.Full) -> HttpResponse:
        """What was sent in before keeps its places."""
        message = _("この選択肢は定員に達しました。ほかの選択肢を選んでください。前の申込はそのまま残っています。")
        problems = [Problem(place.question, message) for place in full.places if not place.is_of_form]
        said = [] if problems else [_("定員に達しているため、この内容には直せません。前の申込はそのまま残っています。")]
        return self.show_form(said=said, problems=problems, status=REFUSED)

    def show_both(self, changed: ChangedMeanwhile) -> HttpResponse:
        """Somebody saved in between (in another tab, say): what stands now beside what was typed; nothing is lost."""
        self.submission.sheet = changed.sheet
        self.edit = changed.sheet.edit
        self.both = differences(self.definition, changed.sheet.answers, changed.checked.answers)
        said = _("ほかの画面で、先に内容が直されていました。まだ保存していません。違いを確かめてください。")
        return self.show_form(said=[said], status=REFUSED)

    # --- The pages ---

    def check(self, *, complete: bool) -> Checked:
        return check_correction(self.submission, self.typed, token=self.token.digest, complete=complete)

    def files(self) -> dict[str, str]:
        return files_for(self.submission, self.token.digest)

    def show_confirmation(self, checked: Checked, *, said: Sequence[str] = (), status: int = 200) -> HttpResponse:
        changes = differences(self.definition, self.submission.sheet.answers, checked.answers)
        context = self.confirmed(checked) | self.known()
        return self.page("mine/correct_confirm", status, said=said, changes=changes, **context)

    def not_now(self) -> HttpResponse:
        return self.page("mine/not_correctable", status=409)

    def known(self) -> dict[str, Any]:
        return {
            "token": self.token.text,
            "edit": self.edit,
            "both": self.both,
            "address": self.here("entry:correct"),
            "follows": self.here("entry:correct_following"),
        }


class CorrectFollowingView(Following, CorrectView):
    pass
