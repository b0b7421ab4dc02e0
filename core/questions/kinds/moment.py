"""What dates and times of day have in common: kept as ISO text, whose order is the order in time."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from operator import eq, ge, gt, le, lt
from typing import Any, ClassVar

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
    noun: ClassVar[str]  # 日付
    operators = (
        ANSWERED,
        NOT_ANSWERED,
        Operator("on", "が{}である"),
        Operator("before", "が{}より前である"),
        Operator("until", "が{}以前である"),
        Operator("from", "が{}以後である"),
        Operator("after", "が{}より後である"),
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
            raise refuse(f"{self._bounds_in_words(question)}の{self.noun}を入力してください。")
        return iso

    def parts_of(self, question: Question, answer: Any) -> dict[str, list[str]]:
        return {"": [self.in_words(str(answer))]}

    def display(self, question: Question, answer: Any) -> str:
        return self.in_words(str(answer))

    def parse_operand(self, question: Question, text: str) -> Any:
        storable(text)
        if len(text.strip()) > LONGEST:
            raise refuse(f"長すぎて、{self.noun}として読み取れません。{self.noun}だけを入力してください。")
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
            return f"{self.in_words(earliest)}から{self.in_words(latest)}まで"
        if earliest:
            return f"{self.in_words(earliest)}以後"
        return f"{self.in_words(latest)}以前" if latest else ""
