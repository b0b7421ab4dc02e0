from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from core.questions.definition import Question
from core.questions.kinds.base import Group, Kind, KindSettings, Surroundings, refuse, register, storable
from core.questions.typed import Parts, one

LONGEST = 1000


class ShortTextSettings(KindSettings):
    max_length = forms.IntegerField(label="文字数の上限", min_value=1, max_value=LONGEST, required=False)


@register
class ShortText(Kind):
    """One line of text, kept exactly as typed."""

    code, label, group = "short_text", "1行の文字", Group.TEXT
    in_table: ClassVar[bool] = True
    settings_form = ShortTextSettings

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        text = storable(one(parts))
        limit = question.settings.get("max_length", LONGEST)
        if len(text) > limit:
            raise refuse(f"{limit:,}字以内で入力してください。いまは{len(text):,}字です。")
        return text

    def search_text(self, question: Question, answer: Any) -> str:
        return str(answer)

    def summary(self, question: Question) -> str:
        limit = question.settings.get("max_length")
        return f"{limit:,}字以内" if limit else ""
