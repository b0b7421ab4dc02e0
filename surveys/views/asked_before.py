"""Has this been asked already?"""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from archive.views.composing import PublisherMixin
from core.people.requests import SignedInRequest
from surveys.asked_before import like_questionnaire, like_text
from surveys.forms.asked_before import AskedBeforeForm


class AskedBeforeView(PublisherMixin, TemplateView):
    """By GET: the address says what is compared."""

    template_name = "surveys/asked_before.html"
    http_method_names = ["get", "head"]
    request: SignedInRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        form = AskedBeforeForm(self.request.GET or None, by=user)
        compared = []
        is_asked = form.is_bound and form.is_valid()
        if is_asked:
            text, questionnaire = form.cleaned_data["q"].strip(), form.cleaned_data["questionnaire"]
            compared += [like_text(text, user=user)] if text else []
            compared += like_questionnaire(questionnaire, user=user) if questionnaire else []
            is_asked = bool(text or questionnaire)
        return super().get_context_data(
            form=form,
            is_asked=is_asked,
            compared=[one for one in compared if one.found],
            **kwargs,
        )
