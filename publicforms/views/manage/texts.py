"""What a form says in English and in plain Japanese, written beside the Japanese."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import FormView

from core.people.mixins import VisibleObjectMixin
from core.people.requests import SignedInRequest
from publicforms.forms.texts import TextsForm
from publicforms.languages import ENGLISH
from publicforms.models import Form
from publicforms.services.settings import ChangedMeanwhile
from publicforms.services.translating import write_texts
from publicforms.texts import OTHER_LANGUAGES, newest_definition


class TextsView(VisibleObjectMixin, FormView):
    may = "may_be_edited_by"
    model = Form
    form_class = TextsForm
    template_name = "publicforms/manage/texts.html"
    language: str

    def get_queryset(self) -> QuerySet[Form]:
        return super().get_queryset().select_related("questionnaire", "owner")

    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
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
        left = sum(part.left for part in parts)
        known = {
            "form": form,
            "subject": self.object,
            "in_english": self.language == ENGLISH,
            "spoken": OTHER_LANGUAGES[self.language],
            "languages": OTHER_LANGUAGES,
            "parts": parts,
            "total": len(form.written),
            "left": left,
        }
        return super().get_context_data(**kwargs | known)

    def form_valid(self, form: TextsForm) -> HttpResponse:
        edit = form.cleaned_data["edit"] or 0
        try:
            write_texts(self.object, self.language, form.typed(), edit=edit, by=self.request.user)
        except ChangedMeanwhile as meanwhile:
            return self.conflict(form, meanwhile.current)
        except Form.DoesNotExist:  # a draft that a colleague threw away in the same moment
            raise Http404 from None
        messages.success(self.request, f"{OTHER_LANGUAGES[self.language]}の文を保存しました。")
        return redirect("forms:texts", self.object.pk, self.language)

    def form_invalid(self, form: TextsForm) -> HttpResponse:
        return render(self.request, self.template_name, self.get_context_data(form=form), status=422)

    def conflict(self, form: TextsForm, current: Form) -> HttpResponse:
        """Somebody else saved first: show both, keep what was typed; saving again decides."""
        form.data = form.data.copy()
        form.data["edit"] = str(current.edit)
        context = self.get_context_data(form=form, differences=form.differences_from(current))
        return render(self.request, self.template_name, context, status=409)
