"""What the office types about submissions: comments, letters and their templates, entry of what came on paper."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from core import clock
from core.clock import TOKYO
from core.files.fields import SeveralFilesField
from core.people.form_fields import JapaneseDateField
from core.people.japanese_dates import format_japanese_date
from publicforms.mails.placeholders import PLACEHOLDERS, unknown_placeholders
from publicforms.models import Form, LetterTemplate, Submission

HELP = "、".join(f"{{{name}}}" for name in PLACEHOLDERS) + "は、送るときに、申込ごとの内容に置き換わります。"


class CommentForm(forms.Form):
    text = forms.CharField(
        label="コメント",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="申込者には見えません。個人情報は、必要なときだけ書いてください。",
    )


class _LetterFields(forms.Form):
    """Subject and text; placeholders that mean nothing are refused at their place."""

    subject = forms.CharField(label="件名", max_length=200)
    text = forms.CharField(label="本文", max_length=5000, widget=forms.Textarea(attrs={"rows": 10}), help_text=HELP)

    def clean_subject(self) -> str:
        return self._known("subject")

    def clean_text(self) -> str:
        return self._known("text")

    def _known(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        unknown = unknown_placeholders(text)
        if unknown:
            offered = "、".join(f"{{{each}}}" for each in PLACEHOLDERS)
            raise forms.ValidationError(f"{'、'.join(unknown)}は使えません。使えるのは{offered}です。")
        return text


class LetterForm(_LetterFields):
    """One letter, to one or to many."""


class LetterTemplateForm(_LetterFields, forms.ModelForm):
    field_order = ["name", "subject", "text"]

    class Meta:
        model = LetterTemplate
        fields = ["name", "subject", "text"]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = LetterTemplate.objects.filter(form=self.instance.form_id, name=name).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError("同じ名前のひな形があります。")
        return name


class ArrivalForm(forms.Form):
    """How and when it came; the scan may come with it."""

    channel = forms.ChoiceField(
        label="受付方法",
        widget=forms.RadioSelect(attrs={"data-dir": "row"}),
        choices=[pair for pair in Submission.Channel.choices if pair[0] != Submission.Channel.WEB],
    )
    received_on = JapaneseDateField(label="受け取った日")
    evidence = SeveralFilesField(
        label="書面の写し", required=False, help_text="届いた書面をスキャンしたものなど。1つ100MB、10個まで。"
    )

    def __init__(self, *args: Any, form: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form = form
        self.fields["evidence"].widget.attrs["multiple"] = True

    def clean_received_on(self) -> datetime.date:
        """Within the form's time: who was too late is too late on paper, too."""
        day: datetime.date = self.cleaned_data["received_on"]
        if day > clock.today():
            raise forms.ValidationError("今日までの日を入力してください。")
        closes, opens = self.form.closes_at, self.form.opens_at
        if closes is not None and day > closes.astimezone(TOKYO).date():
            last = format_japanese_date(closes.astimezone(TOKYO).date())
            raise forms.ValidationError(f"受付は{last}までです。それより後に届いたものは受け付けられません。")
        if opens is not None and day < opens.astimezone(TOKYO).date():
            first = format_japanese_date(opens.astimezone(TOKYO).date())
            raise forms.ValidationError(f"受付は{first}からです。")
        return day
