from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from core.questions.definition import Question
from core.questions.kinds.base import Group, Kind, KindSettings, Surroundings, register
from core.questions.texts import LONGEST_LINE, length_changes, length_summary, single_line
from core.questions.typed import Parts, one


class ShortTextSettings(KindSettings):
    max_length = forms.IntegerField(label="文字数の上限", min_value=1, max_value=LONGEST_LINE, required=False)


@register
class ShortText(Kind):
    """One line of text, kept exactly as typed."""

    code, label, group = "short_text", "1行の文字", Group.TEXT
    in_table: ClassVar[bool] = True
    settings_form = ShortTextSettings

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        return single_line(one(parts), limit=question.settings.get("max_length", LONGEST_LINE))

    def search_text(self, question: Question, answer: Any) -> str:
        return str(answer)

    def summary(self, question: Question) -> str:
        return length_summary(question)

    def changes(self, old: Question, new: Question) -> list[tuple[str, str]]:
        return length_changes(old, new, LONGEST_LINE)
