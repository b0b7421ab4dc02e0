"""○, △ and × of a schedule: what they mean, how they are typed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from core.questions.definition import Question
from core.questions.wording import listed


@dataclass(frozen=True, slots=True)
class Mark:
    code: str
    sign: str
    meaning: str


# What people type or paste for each sign, the code itself included.
WRITTEN = {
    "yes": frozenset(["yes", "○", "〇", "◯", "◎", "o", "O", "ｏ", "Ｏ"]),
    "maybe": frozenset(["maybe", "△", "▲", "▵"]),
    "no": frozenset(["no", "×", "✕", "✖", "x", "X", "ｘ", "Ｘ"]),
}
UNANSWERED_SIGN = "－"


@dataclass(frozen=True)
class Marks:
    """The marks of one question."""

    known: tuple[Mark, ...]
    with_maybe: bool

    @property
    def offered(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.known if self.takes(mark.code))

    def takes(self, code: str) -> bool:
        return self.with_maybe or code != "maybe"

    def read(self, text: str) -> str | None:
        """The code for what was posted or typed; None where it is no mark."""
        return next((code for code, signs in WRITTEN.items() if text.strip() in signs), None)

    def mark(self, code: str) -> Mark:
        return next((mark for mark in self.known if mark.code == code), Mark(code, code, ""))

    def sign(self, code: str | None) -> str:
        return self.mark(code).sign if code else UNANSWERED_SIGN

    def in_words(self) -> str:
        """○、△、×のどれか"""
        return gettext("%(marks)sのどれか") % {"marks": listed(mark.sign for mark in self.offered)}

    def changes(self, new: Marks) -> list[tuple[str, str]]:
        found = []
        if self.with_maybe != new.with_maybe:
            words = "△が選べるようになりました。" if new.with_maybe else "△が選べなくなりました。"
            found.append(("looser" if new.with_maybe else "stricter", words))
        for before, after in zip(self.known, new.known, strict=True):
            if before.meaning != after.meaning:
                words = f"{after.sign}の意味が「{before.meaning}」から「{after.meaning}」に変わりました。"
                found.append(("relabelled", words))
        return found


def marks_of(question: Question) -> Marks:
    settings = question.settings
    known = (
        Mark("yes", "○", settings.get("yes_label") or gettext("都合がよい")),
        Mark("maybe", "△", settings.get("maybe_label") or gettext("調整すれば可")),
        Mark("no", "×", settings.get("no_label") or gettext("都合が悪い")),
    )
    return Marks(known, not settings.get("without_maybe"))
