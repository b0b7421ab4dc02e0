"""What a choice offers, read from its settings: options with keys, and perhaps その他 with a text of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext, gettext_noop

from core.questions.choosing.in_sql import OTHER
from core.questions.definition import RESERVED, Question
from core.questions.kinds.base import Operator, Refused, refuse, storable
from core.questions.options import KeyedLines, changes, labelled
from core.questions.typed import Parts, one
from core.questions.wording import said_of, too_long

LONGEST_OTHER = 1000
OTHER_LABEL = gettext_noop("その他")
IS = Operator("is", gettext_noop("が「{}」である"))
IS_NOT = Operator("is_not", gettext_noop("が「{}」ではない"))


@dataclass(frozen=True)
class Choices:
    """The options of one question."""

    lines: KeyedLines
    with_other: bool = False
    other_label: str = OTHER_LABEL
    had_other: bool = False  # an earlier version took it, so that older answers may hold it

    @classmethod
    def of(cls, question: Question) -> Self:
        settings = question.settings
        return cls(
            KeyedLines(settings.get("options", ())),
            bool(settings.get("with_other")),
            settings.get("other_label") or gettext(OTHER_LABEL),
            bool(settings.get("had_other")),
        )

    @property
    def knows_other(self) -> bool:
        """Whether answers may hold a text of one's own."""
        return self.with_other or self.had_other

    @property
    def offered(self) -> tuple[tuple[str, str], ...]:
        """(key, label) of what may be chosen, その他 at the end."""
        options = tuple((item["key"], str(item["label"])) for item in self.lines.active)
        return (*options, (OTHER, self.other_label)) if self.with_other else options

    @property
    def meant(self) -> tuple[tuple[str, str], ...]:
        """(code, label) of all that answers can mean, removed options too."""
        kept = tuple((item["key"], labelled(item)) for item in self.lines.kept)
        return (*kept, (OTHER, self.other_label)) if self.knows_other else kept

    def key_of(self, text: str) -> str | None:
        """The key for what was posted (a key) or stands in a workbook (a label); None where there is no such thing."""
        if text in self.lines.by_key:
            return self.lines.current(text)
        if text in self.lines.by_label:
            return self.lines.by_label[text]
        return OTHER if text in (OTHER, self.other_label) else None

    def is_offered(self, key: str) -> bool:
        return key in self.lines.offered or (key == OTHER and self.with_other)

    def label(self, key: str) -> str:
        return self.other_label if key == OTHER else self.lines.label(key)

    def read(self, text: str) -> str:
        """The key of an option that may be chosen. Raises Refused, naming what may not."""
        key = self.key_of(text.strip())
        if key is None:
            message = gettext("「%(text)s」は選択肢にありません。選択肢の中から選んでください。")
            raise refuse(message % {"text": text.strip()[:30]})
        if not self.is_offered(key):
            message = gettext("「%(option)s」は選べなくなりました。ほかの選択肢を選んでください。")
            raise refuse(message % {"option": self.label(key)})
        return key

    def read_other(self, parts: Parts, *, chosen: bool) -> str:
        """What was typed as その他, exactly; empty where it is not chosen. Raises Refused: nothing typed gets lost."""
        if not self.with_other:
            return ""
        text = one(parts, OTHER)
        if chosen and not text.strip():
            message = gettext(
                "「%(other)s」の内容が入力されていません。内容を入力するか、ほかの選択肢を選んでください。"
            )
            raise refuse(message % {"other": self.other_label}, OTHER)
        if not chosen:
            if text.strip():
                message = gettext(
                    "「%(other)s」の内容が入力されていますが、選ばれていません。"
                    "「%(other)s」を選ぶか、内容を消してください。"
                )
                raise refuse(message % {"other": self.other_label}, OTHER)
            return ""
        if len(text) > LONGEST_OTHER:
            what = gettext("「%(other)s」の内容") % {"other": self.other_label}
            raise refuse(too_long(text, LONGEST_OTHER, called=what), OTHER)
        try:
            return storable(text)
        except Refused as refused:
            raise refuse(refused.faults[0][1], OTHER) from None

    def code(self, one_answer: Any) -> str:
        """One stored choice → the key it counts as today, or "other"."""
        return OTHER if isinstance(one_answer, Mapping) else self.lines.current(str(one_answer))

    def words(self, one_answer: Any) -> str:
        """One stored choice as it is shown: その他：自転車"""
        if isinstance(one_answer, Mapping):
            return said_of(self.other_label, str(one_answer.get(OTHER, "")))
        return self.lines.label(str(one_answer))

    def troubles(self) -> list[str]:
        found = [] if self.lines.active else ["選択肢がありません。選択肢を入力してください。"]
        if self.with_other and self.other_label in self.lines.by_label:
            found.append(
                f"「{self.other_label}」が選択肢にもあります。選択肢から外すか、「その他」の設定を外してください。"
            )
        if any(item["key"] in RESERVED for item in self.lines.items):
            found.append("選択肢の内部の名前が使えないものになっています。選択肢を作り直してください。")
        return found

    def summary(self) -> str:
        """選択肢 5、「その他」あり"""
        count = f"選択肢 {len(self.lines.active):,}"
        return f"{count}、「{self.other_label}」あり" if self.with_other else count

    def changes(self, new: Choices) -> list[tuple[str, str]]:
        """What changed from these to `new` choices, as Kind.changes says it."""
        found = changes(self.lines.items, new.lines.items)
        if self.with_other != new.with_other:
            words = f"「{new.other_label if new.with_other else self.other_label}」が選べ"
            found.append(
                ("looser", f"{words}るようになりました。")
                if new.with_other
                else ("stricter", f"{words}なくなりました。")
            )
        elif new.with_other and self.other_label != new.other_label:
            found.append(("relabelled", f"「{self.other_label}」が「{new.other_label}」に変わりました。"))
        return found
