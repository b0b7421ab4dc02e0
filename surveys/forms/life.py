"""What is asked before an issued survey is changed, opened again or taken back."""

from __future__ import annotations

from typing import Any

from django import forms

from core import clock
from core.people.form_fields import JapaneseDateTimeField


class WithdrawalForm(forms.Form):
    because = forms.CharField(
        label="取下げの理由",
        max_length=200,
        help_text="対象団体に、この理由を知らせます。例：様式に誤りがあったため、改めて照会します。",
    )


class AnnouncementForm(forms.Form):
    text = forms.CharField(
        label="お知らせの内容",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="何が変わったか、団体が何をすればよいかを書きます。",
    )


class _FutureDueForm(forms.Form):
    due_at = JapaneseDateTimeField(label="新しい回答期限")

    def clean_due_at(self) -> Any:
        due = self.cleaned_data["due_at"]
        if due <= clock.now():
            raise forms.ValidationError("回答期限には、これから先の日時を入力してください。")
        return due


class ReopeningForm(_FutureDueForm):
    pass


class DueForm(_FutureDueForm):
    text = forms.CharField(
        label="添える言葉",
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="前の期限と新しい期限は、自動で書き添えます。",
    )


class SheetReplacementForm(forms.Form):
    # The version that the person has looked at.
    number = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="変更の理由と、お願いすること",
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="対象団体の全てに知らせます。どの設問をやり直すかは、団体ごとに自動で書き添えます。",
    )
