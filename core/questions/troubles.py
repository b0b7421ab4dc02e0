"""What is wrong with a definition, in words for the clerk: what keeps it from being published, and what only helps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from core.questions import conditions
from core.questions.definition import KEY, Check, Definition, Need, Question
from core.questions.formulas import troubles as formula_troubles
from core.questions.kinds import KINDS, kind_of

# From here on a form on one page is tiring on a phone, and an error message is far from its question.
LONG = 40


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing to mend. `key` is a question's or a check's; empty where it concerns the whole questionnaire."""

    key: str
    message: str
    blocks: bool = True  # nothing that blocks may be published; the rest are hints


def troubles(definition: Definition) -> list[Trouble]:
    """Everything that is wrong, in the order of the questions, then of the checks; hints after what blocks.

    Of a definition whose keys or kinds are broken only that is told: nothing else of it can be judged.
    """
    found = list(_broken(definition))
    if found:
        return found
    if not definition.asked:
        found.append(Trouble("", "設問がありません。設問を追加してください。"))
    for question in definition:
        found += _of_question(question, definition)
    for check in definition.checks:
        found += _of_check(check, definition)
    return [*dict.fromkeys(found), *_hints(definition)]


def blocking(definition: Definition) -> list[Trouble]:
    """Only what keeps it from being published."""
    return [trouble for trouble in troubles(definition) if trouble.blocks]


def is_sound(definition: Definition) -> bool:
    """Whether keys and kinds are such that the definition can be asked and compared at all."""
    return not any(_broken(definition))


def _broken(definition: Definition) -> Iterator[Trouble]:
    """What only an import or a mistake of ours can bring about."""
    keys = Counter([*(question.key for question in definition), *(check.key for check in definition.checks)])
    for key, times in keys.items():
        if times > 1:
            yield Trouble(key, f"設問の記号「{key}」が{times}回使われています。片方を削除して、作り直してください。")
        if not KEY.fullmatch(key):
            yield Trouble(key, f"設問の記号「{key}」は使えません。削除して、作り直してください。")
    for question in definition:
        if question.kind not in KINDS:
            yield Trouble(
                question.key, f"「{question.label}」の種類「{question.kind}」は、このシステムにはありません。"
            )


def _of_question(question: Question, definition: Definition) -> Iterator[Trouble]:
    kind = kind_of(question)
    if question.kind != "page_break" and not question.label.strip():
        what = "設問の文" if kind.asks else "見出し"
        yield Trouble(question.key, f"{what}がありません。入力してください。")
    for message in [*kind.troubles(question, definition), *conditions.troubles(question, definition)]:
        yield Trouble(question.key, message)


def _of_check(check: Check, definition: Definition) -> Iterator[Trouble]:
    for formula in (check.left, check.right):
        for message in formula_troubles.troubles(formula, definition):
            yield Trouble(check.key, f"設問どうしの確認：{message}")
    try:
        tolerance = Decimal(check.tolerance or 0)
    except InvalidOperation:
        tolerance = Decimal(-1)
    if not tolerance.is_finite() or tolerance < 0:
        yield Trouble(check.key, "設問どうしの確認：許す差は、0以上の数で入力してください。")


def _hints(definition: Definition) -> Iterator[Trouble]:
    if len(definition.asked) > LONG and len(definition.pages) == 1:
        message = f"設問が{len(definition.asked)}あり、1ページに並びます。改ページで区切ると、答えやすくなります。"
        yield Trouble("", message, blocks=False)
    labels: dict[str, str] = {}
    for question in definition.asked:
        label = question.label.strip()
        if label and label in labels:
            other = definition.number[labels[label]]
            yield Trouble(question.key, f"{other}と同じ文です。取り違えないように、書き分けてください。", blocks=False)
        labels.setdefault(label, question.key)
        if question.personal and question.need == Need.REQUIRED and not question.help:
            message = "個人情報を必須で尋ねています。何に使うのかを、補足説明に書いてください。"
            yield Trouble(question.key, message, blocks=False)
    for place, question in enumerate(definition.questions):
        following = definition.questions[place + 1] if place + 1 < len(definition.questions) else None
        if question.kind == "section" and (following is None or following.kind == "section"):
            yield Trouble(question.key, f"見出し「{question.label}」の下に設問がありません。", blocks=False)
        if question.kind == "page_break" and (following is None or following.kind == "page_break"):
            yield Trouble(question.key, "改ページの後に設問がありません。", blocks=False)
