"""The pages of an entry by the office: the form, with what was typed on its other pages, and what is to be mended."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from core.people.models import User
from core.people.templatetags.portal_forms import error_items
from core.questions.checking import Checked
from core.questions.definition import Definition
from core.questions.form_pages import FormPage as Page
from core.questions.form_pages import Mistake
from publicforms.asked import definition_of
from publicforms.forms.writing import ArrivalForm
from publicforms.models import Form
from publicforms.services import placing
from publicforms.services.evidence import pending_evidence
from publicforms.views.carrying import TokenPages
from publicforms.views.manage.handling.base import HandlersPage


class EntryPages(HandlersPage, TokenPages):
    """`arrival` is how and when it came."""

    expired = foreign = "画面を開いてから時間がたちました。まだ登録していません。もう一度進んでください。"
    letters = "使えない文字が入っているため、まだ登録していません。その文字を消してください。"
    arrival: ArrivalForm

    def get_queryset(self) -> QuerySet[Form]:
        return super().get_queryset().filter(version__isnull=False)

    def get_object(self, queryset: QuerySet[Form] | None = None) -> Form:
        self.form = super().get_object(queryset)
        return self.form

    @property
    def definition(self) -> Definition:
        return definition_of(self.form)

    @property
    def respondent(self) -> User:
        return self.user

    def show_page(self, page: Page, *, status: int, **context: Any) -> HttpResponse:
        self.template_name = "publicforms/manage/handling/entry.html"
        mistakes = [*self.arrival_mistakes(), *page.mistakes]
        return self.show(status, page=page, mistakes=mistakes, **context, **self.known())

    def show_confirmation(self, checked: Checked) -> HttpResponse:
        self.template_name = "publicforms/manage/handling/entry_confirm.html"
        is_full = any(not place.left for place in placing.wanted_places(self.form, checked.answers))
        waits = self.form.has_waitlist
        return self.show(
            will_wait=is_full and waits, is_full=is_full and not waits, **self.confirmed(checked), **self.known()
        )

    def arrival_mistakes(self) -> list[Mistake]:
        """Lines for the one summary above the page."""
        return [Mistake(each["anchor"], str(each["label"]), str(each["message"])) for each in error_items(self.arrival)]

    def known(self) -> dict[str, Any]:
        return {
            "arrival": self.arrival,
            "evidence": list(pending_evidence(self.form, self.token.digest)),
            "token": self.token.text,
            "version": self.form.asked_version.pk,
            "places": list(self.form.places.all()),
        }
