from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext, gettext_lazy

from core.people.form_fields import JapaneseTimeField
from core.people.japanese_dates import parse_japanese_time
from core.questions.definition import Question
from core.questions.kinds.base import KindSettings, register
from core.questions.kinds.moment import Moment

if TYPE_CHECKING:
    from core.questions.asking import Asked

# What a browser's own control for times can hold; anything else that was typed must not vanish from it.
_HELD = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|")


class TimeSettings(KindSettings):
    earliest = JapaneseTimeField(label="最も早い時刻", required=False)
    latest = JapaneseTimeField(label="最も遅い時刻", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        earliest, latest = cleaned.get("earliest"), cleaned.get("latest")
        if earliest and latest and earliest > latest:
            self.add_error("latest", "最も遅い時刻は、最も早い時刻以後にしてください。")
        return cleaned

    def settings(self, question: Question) -> dict[str, Any]:
        return {name: _iso(time) for name, time in super().settings(question).items()}


@register
class Time(Moment):
    """A time of day in Japan, to the minute, stored and shown as "17:30"."""

    code, label, noun = "time", "時刻", gettext_lazy("時刻")
    template: ClassVar[str] = "questions/kinds/time.html"
    settings_form = TimeSettings

    def read(self, text: str) -> str:
        return _iso(parse_japanese_time(text))

    def in_words(self, iso: str) -> str:
        return iso

    def context(self, asked: Asked) -> dict[str, Any]:
        bounds = self._bounds_in_words(asked.question)
        hint = gettext("%(bounds)sの時刻を入力してください。") % {"bounds": bounds} if bounds else ""
        return {
            "type": "time" if _HELD.fullmatch(asked.value) else "text",
            "hint": hint,
            "described_by": " ".join(filter(None, [hint and f"{asked.id}_hint", asked.described_by])),
        }


def _iso(time: datetime.time) -> str:
    return time.isoformat(timespec="minutes")
