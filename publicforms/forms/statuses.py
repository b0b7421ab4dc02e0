"""One status of a form's own."""

from __future__ import annotations

from typing import Any

from django import forms

from core.people.clean_text import validate_single_line
from publicforms.models import Colour, Status


class StatusForm(forms.Form):
    name = forms.CharField(label="名前", max_length=30, validators=[validate_single_line], help_text="例：書類確認中")
    colour = forms.ChoiceField(
        label="色", choices=Colour.choices, widget=forms.RadioSelect(attrs={"data-dir": "row"}), initial=Colour.GRAY
    )
    is_told = forms.BooleanField(
        label="申込者のページに表示する", required=False, help_text="印のない対応状況は、職員だけが見ます。"
    )
    is_first = forms.BooleanField(
        label="申込が届いたときの対応状況にする", required=False, help_text="いまのものと入れ替わります。"
    )

    def __init__(self, *args: Any, status: Status | None = None, **kwargs: Any) -> None:
        if status is not None:
            kwargs["initial"] = {name: getattr(status, name) for name in ("name", "colour", "is_told", "is_first")}
        super().__init__(*args, **kwargs)
        if status is None or status.is_first:
            del self.fields["is_first"]


class RemovalForm(forms.Form):
    """Where the submissions go that have the status."""

    into = forms.ModelChoiceField(
        label="移す先", queryset=Status.objects.none(), empty_label="選んでください",
        help_text="この対応状況の申込は、すべて選んだ対応状況になります。",
    )  # fmt: skip

    def __init__(self, *args: Any, status: Status, has_submissions: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_submissions:
            self.fields["into"].queryset = Status.objects.filter(form=status.form_id).exclude(pk=status.pk)
        else:
            del self.fields["into"]
