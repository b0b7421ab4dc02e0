"""What stands beside a question on the form: the earlier answer, remarks to be mended, a note of the feature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from core.questions.definition import Question
from core.questions.earlier import NotCopied, copied_parts
from core.questions.kinds import kind_of
from core.questions.kinds.base import Surroundings
from core.questions.showing import Shown, show_one
from core.questions.specials import Special, special_in

if TYPE_CHECKING:
    from core.questions.models import AnswerSheet


class Remark(Protocol):
    """Something that somebody wants mended at a question. Any object that has these will do, a model too."""

    @property
    def pk(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def place(self) -> str: ...  # which cell of a table is meant, in words; empty for the whole question
    @property
    def is_done(self) -> bool: ...


@dataclass(frozen=True)
class Beside:
    """`may_copy` is whether the earlier answer can be copied; `why_not` says why where it cannot."""

    earlier: Shown | None = None
    earlier_label: str = ""
    may_copy: bool = False
    why_not: str = ""
    remarks: tuple[Remark, ...] = ()
    note: str = ""  # 担当：税務課

    @property
    def in_table(self) -> bool:
        """Whether the earlier answer takes so much room that it is folded up."""
        return self.earlier is not None and not self.earlier.special and self.earlier.kind.shown_apart


Besides = Mapping[str, Beside]  # by question


def earlier_besides(sheet: AnswerSheet, label: str, questions: Sequence[Question]) -> dict[str, Beside]:
    """The earlier answers to these questions that have the same key and kind, and a value or 該当なし."""
    earlier = sheet.earlier
    if earlier is None:
        return {}
    before, found = earlier.definition, {}
    around = Surroundings(sheet.definition, {}, sheet.file_names if _take_files(questions) else {})
    files = earlier.file_names if _take_files(questions) else {}
    for question in questions:
        was = before.get(question.key)
        if was is None or was.kind != question.kind or not kind_of(question).asks:
            continue
        shown = show_one(was, before, earlier.answers, files=files)
        if shown.special not in (None, Special.NOT_APPLICABLE):
            continue
        may_copy, why_not = _may_copy(sheet, earlier, question, around)
        found[question.key] = Beside(shown, label, may_copy, why_not)
    return found


def with_others(
    besides: Besides, remarks: Mapping[str, Sequence[Remark]], notes: Mapping[str, str]
) -> dict[str, Beside]:
    """The same with what the feature has to say at these and other questions."""
    found = dict(besides)
    for key, said in remarks.items():
        found[key] = replace(found.get(key, Beside()), remarks=tuple(said))
    for key, note in notes.items():
        found[key] = replace(found.get(key, Beside()), note=note)
    return found


def _may_copy(sheet: AnswerSheet, earlier: AnswerSheet, question: Question, around: Surroundings) -> tuple[bool, str]:
    if kind_of(question).computes or special_in(sheet.answers.get(question.key)) is Special.EXEMPT:
        return False, ""
    try:
        return copied_parts(question, earlier.definition, earlier.answers, around) is not None, ""
    except NotCopied as reason:
        return False, reason.said("写せません")


def _take_files(questions: Sequence[Question]) -> bool:
    return any(kind_of(question).takes_files for question in questions)
