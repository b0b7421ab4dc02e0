"""The builder's settings of what is answered by choosing."""

from __future__ import annotations

from typing import Any

from django import forms

from core.questions.definition import Question
from core.questions.forms.keyed_lines import KeyedLinesField
from core.questions.kinds.base import KindSettings
from core.questions.options import KeyedLines, keeping


class ChoiceSettings(KindSettings):
    """Options, and whether something else may be answered."""

    options = KeyedLinesField(label="選択肢", required=False)
    with_other = forms.BooleanField(label="「その他」を選べる（内容を入力してもらいます）", required=False)
    other_label = forms.CharField(
        label="「その他」の言い方", required=False, max_length=50, help_text="空欄なら「その他」と表示します。"
    )

    def settings(self, question: Question) -> dict[str, Any]:
        settings = super().settings(question)
        before = question.settings
        options = keeping(before.get("options", ()), settings.get("options", ()))
        if options:
            settings["options"] = options
        if before.get("had_other") or (before.get("with_other") and not settings.get("with_other")):
            settings["had_other"] = True
        return settings


class MultipleChoiceSettings(ChoiceSettings):
    """How many may be chosen, and what stands alone."""

    minimum = forms.IntegerField(label="最も少ない数", required=False, min_value=1, max_value=1000)
    maximum = forms.IntegerField(label="最も多い数", required=False, min_value=1, max_value=1000)
    exclusive = forms.CharField(
        label="ほかと一緒に選べない選択肢",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例：特になし。選択肢と同じ文字で、1行に1つ入力してください。",
    )

    field_order = ["options", "exclusive", "with_other", "other_label", "minimum", "maximum"]

    @classmethod
    def initial_of(cls, question: Question) -> dict[str, Any]:
        lines = KeyedLines(question.settings.get("options", ()))
        alone = "\n".join(lines.label(key) for key in question.settings.get("exclusive", ()) if key in lines.offered)
        return {**super().initial_of(question), "exclusive": alone}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        minimum, maximum = cleaned.get("minimum"), cleaned.get("maximum")
        if minimum and maximum and minimum > maximum:
            self.add_error("maximum", "最も多い数は、最も少ない数以上にしてください。")
        labels = [line.strip() for line in cleaned.get("exclusive", "").splitlines() if line.strip()]
        unknown = [label for label in labels if label not in self._keys_by_label()]
        if unknown and "options" in cleaned:
            named = "".join(f"「{label[:30]}」" for label in unknown[:5])
            self.add_error("exclusive", f"{named}が選択肢にありません。選択肢と同じ文字で入力してください。")
        return cleaned

    def settings(self, question: Question) -> dict[str, Any]:
        settings = super().settings(question)
        by_label = self._keys_by_label()
        lines = settings.pop("exclusive", "").splitlines()
        keys = list(dict.fromkeys(by_label[line.strip()] for line in lines if line.strip()))
        return {**settings, "exclusive": keys} if keys else settings

    def _keys_by_label(self) -> dict[str, str]:
        """By the labels that were just typed; a label that was just changed is known by its old words too."""
        now = KeyedLines(self.cleaned_data.get("options") or ())
        before = KeyedLines(self.question.settings.get("options", ()) if self.question else ())
        old = {label: key for label, key in before.by_label.items() if key in now.offered}
        return {**old, **now.by_label}


class ScheduleSettings(KindSettings):
    """The candidates, and what the marks mean."""

    candidates = KeyedLinesField(
        label="候補", prefix="c", noun="候補", may_merge=False, required=False, help_text="例：11月5日（木）10時～12時"
    )
    without_maybe = forms.BooleanField(label="△を使わない（○と×だけにする）", required=False)
    yes_label = forms.CharField(
        label="○の意味", required=False, max_length=50, help_text="空欄なら「都合がよい」です。"
    )
    maybe_label = forms.CharField(
        label="△の意味", required=False, max_length=50, help_text="空欄なら「調整すれば可」です。"
    )
    no_label = forms.CharField(label="×の意味", required=False, max_length=50, help_text="空欄なら「都合が悪い」です。")

    def settings(self, question: Question) -> dict[str, Any]:
        settings = super().settings(question)
        candidates = keeping(question.settings.get("candidates", ()), settings.get("candidates", ()))
        return {**settings, "candidates": candidates} if candidates else settings
