"""How many options may be chosen at once, and which of them stand alone (特になし)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext

from core.questions.choosing.choices import Choices
from core.questions.definition import Question


@dataclass(frozen=True)
class MultipleRules:
    """The settings `minimum`, `maximum` and `exclusive` of a question. None is no bound."""

    choices: Choices
    minimum: int | None = None
    maximum: int | None = None
    exclusive: tuple[str, ...] = ()

    @classmethod
    def of(cls, question: Question) -> Self:
        settings = question.settings
        choices = Choices.of(question)
        alone = dict.fromkeys(choices.lines.current(key) for key in settings.get("exclusive", ()))
        kept = tuple(key for key in alone if choices.is_offered(key))
        return cls(choices, settings.get("minimum"), settings.get("maximum"), kept)

    def in_words(self) -> str:
        """2つ以上3つまで; empty without bounds."""
        if self.minimum is not None and self.minimum == self.maximum:
            return gettext("%(number)sつ") % {"number": f"{self.minimum:,}"}
        least = self.minimum is not None and self.minimum > 1
        bounds = {"least": f"{self.minimum or 0:,}", "most": f"{self.maximum or 0:,}"}
        if least and self.maximum:
            return gettext("%(least)sつ以上%(most)sつまで") % bounds
        if least:
            return gettext("%(least)sつ以上") % bounds
        return gettext("%(most)sつまで") % bounds if self.maximum else ""

    def broken_by(self, keys: Collection[str]) -> list[str]:
        """What is wrong with these keys being chosen together. An option that stands alone is one enough."""
        alone = [key for key in self.exclusive if key in keys]
        if alone and len(keys) > 1:
            message = gettext("「%(option)s」は、ほかの選択肢と一緒に選べません。どちらかを外してください。")
            return [message % {"option": self.choices.label(alone[0])}]
        if alone:
            return []
        if self.minimum and len(keys) < self.minimum:
            message = gettext("%(least)sつ以上選んでください。いまは%(number)sつです。")
            return [message % {"least": f"{self.minimum:,}", "number": f"{len(keys):,}"}]
        if self.maximum and len(keys) > self.maximum:
            message = gettext("選べるのは%(most)sつまでです。いまは%(number)sつ選ばれています。")
            return [message % {"most": f"{self.maximum:,}", "number": f"{len(keys):,}"}]
        return []

    def troubles(self) -> list[str]:
        if self.minimum and self.maximum and self.minimum > self.maximum:
            return ["選ぶ数の「最も少ない数」が「最も多い数」より大きくなっています。どちらかを直してください。"]
        together = len(self.choices.offered) - len(self.exclusive)
        if self.minimum and self.minimum > together:
            return [f"{self.minimum:,}つ以上選ぶことになっていますが、一緒に選べる選択肢は{together:,}つです。"]
        return []

    def changes(self, new: MultipleRules) -> list[tuple[str, str]]:
        """From these to `new` rules, as Kind.changes says it."""
        found = []
        if (self.minimum or 1) != (new.minimum or 1):
            raised = (new.minimum or 1) > (self.minimum or 1)
            words = f"選ぶ数の下限が{self.minimum or 1:,}つから{new.minimum or 1:,}つに変わりました。"
            found.append(("stricter" if raised else "looser", words))
        if self.maximum != new.maximum:
            lowered = new.maximum is not None and (self.maximum is None or new.maximum < self.maximum)
            found.append(("stricter" if lowered else "looser", _upper(self.maximum, new.maximum)))
        for key in new.exclusive:
            if key not in self.exclusive:
                found.append(("stricter", f"「{new.choices.label(key)}」が、ほかと一緒に選べなくなりました。"))
        for key in self.exclusive:
            if key not in new.exclusive and new.choices.is_offered(key):
                found.append(("looser", f"「{new.choices.label(key)}」が、ほかと一緒に選べるようになりました。"))
        return found


def _upper(old: int | None, new: int | None) -> str:
    if new is None:
        return "選ぶ数の上限がなくなりました。"
    return (
        f"選ぶ数の上限が{new:,}つになりました。"
        if old is None
        else f"選ぶ数の上限が{old:,}つから{new:,}つに変わりました。"
    )
