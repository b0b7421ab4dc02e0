"""Choosing what to take over from another questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from core.questions.definition import Definition
from core.questions.forms.filters import QuestionnaireFilter
from core.questions.forms.importing import place_field


class SourceFilter(QuestionnaireFilter):
    """By title and owner: in which state a questionnaire is does not matter to who copies from it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["state"]


class ChosenForm(forms.Form):
    """Which questions of `source` go where in `definition`."""

    keys = forms.MultipleChoiceField(
        label="写す設問",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "写す設問を選んでください。",
            "invalid_choice": "選んだ設問は、いまはありません。選び直してください。",
        },
    )

    def __init__(
        self, source: Definition, definition: Definition, data: Mapping[str, Any] | None = None, **kwargs: Any
    ):
        super().__init__(data, **kwargs)
        self.source = source
        self.fields["keys"].choices = [(one.key, one.label) for one in source]
        self.fields["after"] = place_field(definition)

    @property
    def chosen(self) -> list[str]:
        """What is ticked now, in the form as it comes and as it comes back."""
        return list(self["keys"].value() or [])
