"""What is asked before an attachment is replaced: the file, which questions it concerns, what is to be redone."""

from __future__ import annotations

from typing import Any

from django import forms

from core.questions.definition import Definition
from core.questions.kinds import kind_of
from surveys.services.replacing_files import Handling

NONE_CHOSEN = (
    "やり直してもらう設問を、1つ以上選んでください。知らせるだけでよいときは、「知らせるだけにする」を選んでください。"
)


class FileReplacementForm(forms.Form):
    file = forms.FileField(
        label="差し替えるファイル",
        allow_empty_file=True,  # refused, with a better message, where the file is stored
        help_text="100MBまで。どの種類のファイルも付けられます。",
    )
    text = forms.CharField(
        label="変わったところ",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="対象団体に知らせます。差し戻すときは、選んだ設問への指摘にも書き添えます。",
    )
    questions = forms.MultipleChoiceField(
        label="関係する設問",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-dir": "column"}),
        help_text="ファイルの変更で、答えが変わりうる設問を選びます。お知らせに、その設問を書き添えます。",
        error_messages={"invalid_choice": "選んだ設問の中に、いまの様式にないものがあります。選び直してください。"},
    )
    handling = forms.ChoiceField(
        label="前のファイルで提出した団体への対応",
        choices=Handling.choices,
        initial=Handling.INFORM,
        widget=forms.RadioSelect(attrs={"data-dir": "column"}),
        help_text="確かめてもらうときは、回答は提出されたままです。まだ提出していない団体には、お知らせが届きます。",
    )
    # The organizations (their responses) that the page showed as having answered on the old file.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = [question for question in definition.asked if not kind_of(question).computes]
        self.fields["questions"].choices = [
            (question.key, f"{definition.number[question.key]}　{question.label}") for question in typed
        ]
        self.order = [question.key for question in typed]

    def clean_questions(self) -> list[str]:
        """In the order of the form sheet."""
        return sorted(self.cleaned_data["questions"], key=self.order.index)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        wants = cleaned.get("handling")
        if wants and wants != Handling.INFORM and "questions" not in self.errors and not cleaned.get("questions"):
            self.add_error("questions", NONE_CHOSEN)
        return cleaned

    @property
    def seen_responses(self) -> set[str]:
        return set(self.cleaned_data["seen"].split(","))
