"""When a form's submissions are erased, what goes then, and erasing them before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from publicforms.forms.keeping import ErasureForm
from publicforms.keeping import number_of_submissions, what_is_kept, what_was_erased
from publicforms.models import Form
from publicforms.services.erasing import NotErasable, erase_now, refuse_erasing
from publicforms.views.manage.making.base import MakersForm, MakersPage


class RetentionView(MakersPage):
    may = ""
    template_name = "publicforms/manage/keeping/retention.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.object
        return super().get_context_data(
            kept=what_is_kept(form),
            erased=what_was_erased(form),
            edits=form.may_be_edited_by(self.request.user),
            why_not=why_not_erasable(form),
            is_being_erased=form in Form.objects.to_erase(),
            **kwargs,
        )


class ErasureView(MakersForm):
    """Says what will go, and asks for a word to be typed."""

    form_class = ErasureForm
    template_name = "publicforms/manage/keeping/erase.html"

    def fits(self) -> bool:
        return self.object.erased_at is None and not why_not_erasable(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            kept=what_is_kept(self.object), number=number_of_submissions(self.object), **kwargs
        )

    def done(self, form: ErasureForm) -> HttpResponse:
        try:
            erase_now(self.object.pk, by=self.request.user)
        except NotErasable as problem:  # somebody opened it again meanwhile
            messages.error(self.request, str(problem))
        else:
            messages.success(self.request, "消去を始めました。終わると、この画面に日時と件数が表示されます。")
        return redirect("forms:retention", self.object.pk)


def why_not_erasable(form: Form) -> str:
    """In words; empty where it may be erased now."""
    try:
        refuse_erasing(form)
    except NotErasable as problem:
        return str(problem)
    return ""
