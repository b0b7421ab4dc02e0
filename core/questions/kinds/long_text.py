from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from django import forms
from psycopg import sql

from core.questions.definition import Question
from core.questions.kinds.base import Facet, Group, Kind, KindSettings, Surroundings, register, storable
from core.questions.texts import length_changes, length_summary, within
from core.questions.typed import Parts, one

if TYPE_CHECKING:
    from core.questions.asking import Asked

LONGEST = 20_000
FEWEST_ROWS, MOST_ROWS = 4, 20
CHARACTERS_A_ROW = 40


class LongTextSettings(KindSettings):
    max_length = forms.IntegerField(label="文字数の上限", min_value=1, max_value=LONGEST, required=False)


@register
class LongText(Kind):
    """Text of several lines, kept exactly as typed.

    Browsers send the line breaks of a text area as CR LF, whatever was typed; what is stored has LF, as JavaScript and
    Excel see them. So a text goes through the form any number of times and stays the same.
    """

    code, label, group = "long_text", "複数行の文字", Group.TEXT
    template = "questions/kinds/long_text.html"
    settings_form = LongTextSettings

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        text = storable(one(parts).replace("\r\n", "\n").replace("\r", "\n"))
        return within(text, question.settings.get("max_length", LONGEST))

    def context(self, asked: Asked) -> dict[str, Any]:
        limit = asked.question.settings.get("max_length")
        described_by = f"{asked.id}_limit {asked.described_by}" if limit else asked.described_by
        return {"rows": _rows(asked.value), "limit": limit, "described_by": described_by.strip()}

    def search_text(self, question: Question, answer: Any) -> str:
        return str(answer)

    def facets(self, question: Question, answers: sql.Composable) -> list[Facet]:
        """Free text is read, not counted."""
        return []

    def summary(self, question: Question) -> str:
        return length_summary(question)

    def changes(self, old: Question, new: Question) -> list[tuple[str, str]]:
        return length_changes(old, new, LONGEST)


def _rows(text: str) -> int:
    """How high the text area is: as high as its text, within reason."""
    lines = sum(max(1, ceil(len(line) / CHARACTERS_A_ROW)) for line in text.splitlines())
    return min(max(lines + 1, FEWEST_ROWS), MOST_ROWS)
