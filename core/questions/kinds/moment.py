"""What dates and times of day have in common: kept as ISO text, whose order is the order in time."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from operator import eq, ge, gt, le, lt
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop

from core.questions.definition import Definition, Question
from core.questions.kinds.base import (
    ANSWERED,
    NOT_ANSWERED,
    Cell,
    Group,
    Kind,
    Operator,
    Surroundings,
    refuse,
    storable,
)
from core.questions.typed import Parts, one

COMPARE: dict[str, Callable[[str, str], bool]] = {"on": eq, "before": lt, "until": le, "from": ge, "after": gt}
LABELS = {"earliest": "最も早い", "latest": "最も遅い"}
LONGEST = 60  # characters; more is no date but a pasted text


class Moment(Kind):
    """A kind whose answer is a day or a time of day. `earliest` and `latest` are settings, as ISO text."""

    group: ClassVar[Group] = Group.NUMBER
    in_table: ClassVar[bool] = True
    noun: ClassVar[str | Promise]  # 日付
    operators = (
        ANSWERED,
        NOT_ANSWERED,
        Operator("on", gettext_noop("が{}である")),
        Operator("before", gettext_noop("が{}より前である")),
        Operator("until", gettext_noop("が{}以前である")),
        Operator("from", gettext_noop("が{}以後である")),
        Operator("after", gettext_noop("が{}より後である")),
    )

    @abstractmethod
    def read(self, text: str) -> str:
        """What was typed → ISO text. Raises ValueError with a message for whoever typed it."""

    @abstractmethod
    def in_words(self, iso: str) -> str:
        """As people read it; `read` takes it back. What is no such ISO text is given back as it is."""

    def attributes(self, question: Question) -> dict[str, str]:
        return {"autocomplete": "off"}

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        iso = self.parse_operand(question, one(parts))
        earliest, latest = question.settings.get("earliest"), question.settings.get("latest")
        if (earliest and iso < earliest) or (latest and iso > latest):
            message = gettext("%(bounds)sの%(noun)sを入力してください。")
            raise refuse(message % {"bounds": self._bounds_in_words(question), "noun": self.noun})
        return iso

    def parts_of(self, question: Question, answer: Any) -> dict[str, list[str]]:
        return {"": [self.in_words(str(answer))]}

    def display(self, question: Question, answer: Any) -> str:
        return self.in_words(str(answer))

    def parse_operand(self, question: Question, text: str) -> Any:
        storable(text)
        if len(text.strip()) > LONGEST:
            message = gettext("長すぎて、%(noun)sとして読み取れません。%(noun)sだけを入力してください。")
            raise refuse(message % {"noun": self.noun})
        try:
            return self.read(text)
        except ValueError as error:
            raise refuse(str(error)) from None

    def matches(self, question: Question, answer: Any, operator: str, operand: Any) -> bool:
        return operator in COMPARE and bool(operand) and COMPARE[operator](str(answer), str(operand))

    def cells(self, question: Question) -> list[Cell]:
        return [Cell("", question.label, self.code)]

    def troubles(self, question: Question, definition: Definition) -> list[str]:
        earliest, latest = question.settings.get("earliest"), question.settings.get("latest")
        if earliest and latest and earliest > latest:
            return [f"最も早い{self.noun}が、最も遅い{self.noun}より後になっています。どちらかを直してください。"]
        return []

    def summary(self, question: Question) -> str:
        return self._bounds_in_words(question)

    def changes(self, old: Question, new: Question) -> list[tuple[str, str]]:
        found = []
        for name, label in LABELS.items():
            was, is_now = old.settings.get(name) or "", new.settings.get(name) or ""
            if was == is_now:
                continue
            tighter = not was or (is_now > was if name == "earliest" else "" < is_now < was)
            words = f"が{self.in_words(is_now)}になりました。" if is_now else "がなくなりました。"
            found.append(("stricter" if tighter else "looser", f"{label}{self.noun}{words}"))
        return found

    def _bounds_in_words(self, question: Question) -> str:
        """2026年4月1日(令和8年)から2027年3月31日(令和9年)まで; empty without bounds."""
        earliest, latest = question.settings.get("earliest"), question.settings.get("latest")
        if earliest and latest:
            words = {"earliest": self.in_words(earliest), "latest": self.in_words(latest)}
            return gettext("%(earliest)sから%(latest)sまで") % words
        if earliest:
            return gettext("%(earliest)s以後") % {"earliest": self.in_words(earliest)}
        return gettext("%(latest)s以前") % {"latest": self.in_words(latest)} if latest else ""
