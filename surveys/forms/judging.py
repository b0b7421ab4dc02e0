"""What is asked before an answer is returned, or an organization let off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField

from core.questions.showing import Shown
from surveys.services.judging import RemarkAt

NOTHING = "どこを直してほしいかを、1か所以上書いてください。"


class ReturnForm(forms.Form):
    """A remark at each question that is shown (at a table also where in it), and one at the whole."""

    general = forms.CharField(
        label="全体への指摘", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="設問を問わないことを書きます。設問ごとの指摘は、その設問の下に書きます。",
    )  # fmt: skip

    def __init__(self, *args: Any, shown: Iterable[Shown], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = [one for one in shown if one.kind.asks]
        for one in self.shown:
            called = one.number or one.question.label
            self.fields[f"remark.{one.question.key}"] = forms.CharField(
                label=f"{called}への指摘", required=False, max_length=1000
            )
            if one.kind.shown_apart:
                self.fields[f"place.{one.question.key}"] = forms.CharField(
                    label=f"{called}のどの行・列か", required=False, max_length=200, help_text="例：当日、男の列"
                )

    def remark_at(self, key: str) -> BoundField | None:
        name = f"remark.{key}"
        return self[name] if name in self.fields else None

    def place_at(self, key: str) -> BoundField | None:
        name = f"place.{key}"
        return self[name] if name in self.fields else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for one in self.shown:
            key = one.question.key
            if cleaned.get(f"place.{key}") and not cleaned.get(f"remark.{key}") and not self[f"remark.{key}"].errors:
                self.add_error(f"remark.{key}", "この箇所をどう直すかを書いてください。")
        if not self.errors and not self.remarks:
            self.add_error(None, NOTHING)
        return cleaned

    @property
    def remarks(self) -> list[RemarkAt]:
        """What is to be mended, in the order of the questions; what concerns the whole comes first."""
        cleaned = self.cleaned_data
        found = [RemarkAt(cleaned["general"])] if cleaned.get("general") else []
        for one in self.shown:
            key = one.question.key
            if cleaned.get(f"remark.{key}"):
                found.append(RemarkAt(cleaned[f"remark.{key}"], key, cleaned.get(f"place.{key}", "")))
        return found


class ReasonForm(forms.Form):
    why = forms.CharField(
        label="理由",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="団体に知らせ、記録に残ります。",
    )


class AskAgainForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].help_text = "記録に残ります。"
