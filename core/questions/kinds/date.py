from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext, gettext_lazy
from psycopg import sql

from core.people.form_fields import JapaneseDateField
from core.people.japanese_dates import (
    era_of,
    format_english_date,
    format_japanese_date,
    parse_japanese_date,
    speaks_english,
)
from core.questions.definition import Question
from core.questions.kinds.base import Column, Facet, KindSettings, register, text_at
from core.questions.kinds.moment import Moment

if TYPE_CHECKING:
    from core.questions.asking import Asked


class DateSettings(KindSettings):
    earliest = JapaneseDateField(label="最も早い日付", required=False)
    latest = JapaneseDateField(label="最も遅い日付", required=False)

    @classmethod
    def initial_of(cls, question: Question) -> dict[str, Any]:
        return {name: datetime.date.fromisoformat(iso) for name, iso in question.settings.items() if name in BOUNDS}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        earliest, latest = cleaned.get("earliest"), cleaned.get("latest")
        if earliest and latest and earliest > latest:
            self.add_error("latest", "最も遅い日付は、最も早い日付以後にしてください。")
        return cleaned

    def settings(self, question: Question) -> dict[str, Any]:
        return {name: date.isoformat() for name, date in super().settings(question).items()}


BOUNDS = ("earliest", "latest")
# From here on (9999年 stands for "no end"), as before Meiji, a year of an era says nothing.
FAR = 3000


@register
class Date(Moment):
    """A day, typed in the western or the imperial calendar, stored as "2026-11-21"."""

    code, label, noun = "date", "日付", gettext_lazy("日付")
    template: ClassVar[str] = "questions/kinds/date.html"
    settings_form = DateSettings

    def read(self, text: str) -> str:
        return parse_japanese_date(text).isoformat()

    def in_words(self, iso: str) -> str:
        try:
            date = datetime.date.fromisoformat(iso)
        except ValueError:
            return iso
        if speaks_english():
            return format_english_date(date)
        if era_of(date) and date.year < FAR:
            return format_japanese_date(date)
        return f"{date.year:04}年{date.month}月{date.day}日"  # four digits, or it would be a year of an era

    def context(self, asked: Asked) -> dict[str, Any]:
        bounds = self._bounds_in_words(asked.question)
        return {
            "bounds": gettext("%(bounds)sの日付を入力してください。") % {"bounds": bounds} if bounds else "",
            "described_by": " ".join(filter(None, [f"{asked.id}_hint", asked.described_by])),
        }

    def columns(self, question: Question, answers: sql.Composable) -> list[Column]:
        value = sql.SQL("({})::date").format(text_at(answers, question.key))
        return [Column("", question.label, value, "date")]

    def facets(self, question: Question, answers: sql.Composable) -> list[Facet]:
        """By day and by month: a survey over a year has too many days to be read."""
        day = text_at(answers, question.key)
        month = sql.SQL("left({}, 7)").format(day)
        return [Facet("", question.label, day), Facet("month", f"{question.label}（月）", month)]
