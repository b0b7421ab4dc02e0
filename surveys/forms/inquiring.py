"""Asking about a survey, and answering."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from core.people.models import Organization
from surveys.models import Inquiry

CHANGED = "その間に、ほかの職員がこの問い合わせに回答しました。内容を確かめてから、必要なら書き直してください。"


class InquiryForm(forms.Form):
    organization = forms.ModelChoiceField(
        label="問い合わせる団体", queryset=Organization.objects.none(), empty_label=None
    )
    question = forms.CharField(
        label="質問",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="どの設問のことかが分かるように書いてください。",
    )

    def __init__(self, *args: Any, organizations: Sequence[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pks = [one.pk for one in organizations]
        self.fields["organization"].queryset = Organization.objects.filter(pk__in=pks)
        if len(pks) == 1:
            self.fields["organization"].initial = pks[0]
            self.fields["organization"].widget = forms.HiddenInput()


class InquiryAnswerForm(forms.Form):
    PRIVATE, EVERYONE = "private", "everyone"

    text = forms.CharField(label="回答", max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))
    to = forms.ChoiceField(
        label="回答を見せる相手",
        choices=[
            (PRIVATE, "問い合わせた団体だけ"),
            (EVERYONE, "対象団体のすべて（問い合わせた団体の名前は出しません）"),
        ],
        widget=forms.RadioSelect,
        initial=PRIVATE,
    )
    shared_question = forms.CharField(
        label="すべての団体に見せる質問",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="団体名、人の名前、地名など、どの団体の質問かが分かる言葉を消してください。"
        "「問い合わせた団体だけ」のときは使いません。",
    )
    # What the person saw when they began to answer.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, inquiry: Inquiry, **kwargs: Any) -> None:
        self.inquiry = inquiry
        kwargs.setdefault(
            "initial",
            {
                "text": inquiry.answer,
                "to": self.EVERYONE if inquiry.is_shared else self.PRIVATE,
                "shared_question": inquiry.shared_question or inquiry.question,
                "seen": self._stands(),
            },
        )
        super().__init__(*args, **kwargs)

    def _stands(self) -> str:
        return self.inquiry.answered_at.isoformat() if self.inquiry.answered_at else ""

    @property
    def to_share(self) -> str:
        """Empty where only the asker is to read the answer."""
        return self.cleaned_data["shared_question"] if self.cleaned_data["to"] == self.EVERYONE else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("seen", "") != self._stands():
            self.add_error(None, CHANGED)
            # The page that comes back shows what stands now: whoever sends it again has seen it.
            self.data = self.data.copy()
            self.data["seen"] = self._stands()
        if cleaned.get("to") == self.EVERYONE and not cleaned.get("shared_question"):
            self.add_error("shared_question", "すべての団体に見せる質問を書いてください。")
        if cleaned.get("to") == self.EVERYONE:
            self._refuse_the_askers_name(cleaned)
        return cleaned

    def _refuse_the_askers_name(self, cleaned: dict[str, Any]) -> None:
        name = self.inquiry.organization.name
        for field in ("shared_question", "text"):
            if name in cleaned.get(field, ""):
                self.add_error(field, f"「{name}」と書かれています。どの団体の質問か分からないように直してください。")
