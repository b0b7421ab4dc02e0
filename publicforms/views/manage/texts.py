"""What a form says in English and in plain Japanese, written beside the Japanese."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from core.people.requests import SignedInRequest
from publicforms.forms.texts import TextsForm
from publicforms.making.texts import OTHER_LANGUAGES, newest_definition
from publicforms.models import Form
from publicforms.services.settings import ChangedMeanwhile
from publicforms.services.translating import write_texts
from publicforms.views.manage.making.base import MakersForm
from publicforms.visiting.languages import ENGLISH


class TextsView(MakersForm):
    form_class = TextsForm
    template_name = "publicforms/manage/texts.html"
    language: str

    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.language = kwargs["language"]
        if self.language not in OTHER_LANGUAGES:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        known = {"subject": self.object, "definition": newest_definition(self.object), "language": self.language}
        return super().get_form_kwargs() | known

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.get_form()
        parts = form.parts()
        known = {
            "form": form,
            "in_english": self.language == ENGLISH,
            "spoken": OTHER_LANGUAGES[self.language],
            "languages": OTHER_LANGUAGES,
            "parts": parts,
            "total": len(form.written),
            "left": sum(part.left for part in parts),
        }
        return super().get_context_data(**kwargs | known)

    def done(self, form: TextsForm) -> HttpResponse:
        edit = form.cleaned_data["edit"] or 0
        try:
            write_texts(self.object, self.language, form.typed(), edit=edit, by=self.request.user)
        except ChangedMeanwhile as meanwhile:
            return self.conflict(form, meanwhile.current)
        messages.success(self.request, f"{OTHER_LANGUAGES[self.language]}の文を保存しました。")
        return redirect("forms:texts", self.object.pk, self.language)

    def conflict(self, form: TextsForm, current: Form) -> HttpResponse:
        """Somebody else saved first: show both, keep what was typed; saving again decides."""
        differences = form.differences_from(current)
        form.data = form.data.copy()
        form.data["edit"] = str(current.edit)
        return self.refused(form, status=409, differences=differences)
