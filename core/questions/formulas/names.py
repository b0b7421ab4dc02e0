"""What formulas call a number: 問1, or 問3[計、投票者数] for a cell or total of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.questions.definition import Definition, Question
from core.questions.formulas.syntax import Reference

Path = tuple[str, ...]
GONE_QUESTION = "削除された設問"
GONE_PATH = "削除された欄"


@dataclass(frozen=True, slots=True)
class Usable:
    """A question that formulas may refer to: how it is written, and what it is; with `cells` each of its numbers."""

    words: str  # 問3; with cells nothing that could stand in a formula by itself
    label: str
    cells: tuple[str, ...] = ()  # 問3[計、投票者数]


def paths_by_name(question: Question) -> Mapping[str, Path]:
    """本庁舎、投票者数 → the path within the answer; "" for a question that is one number.

    Where a table has the same label twice, the second is called 投票者数#2.
    """
    from core.questions.kinds import kind_of

    kind = kind_of(question)
    found: dict[str, Path] = {"": ()} if kind.is_number else {}
    for path, label in kind.paths(question):
        if path in found.values():
            continue
        usual = label if path else ""
        name, count = usual, 1
        while name in found:
            count += 1
            name = f"{usual}#{count}"
        found[name] = path
    return found


def name_of(reference: Reference, definition: Definition) -> str:
    """How a reference is written. What was removed is said to be so, in words that cannot be read back."""
    question = definition.get(reference.key)
    if question is None or reference.key not in definition.number:
        return GONE_QUESTION
    names = {path: name for name, path in paths_by_name(question).items()}
    return written(definition.number[reference.key], names.get(reference.path, GONE_PATH))


def written(number: str, name: str) -> str:
    return f"{number}[{name}]" if name else number


def usable(definition: Definition, *, before: str | None = None) -> Iterator[Usable]:
    """The questions with numbers, in their order; with `before` only those that stand before that question."""
    for question in definition.asked:
        if question.key == before:
            return
        names, number = paths_by_name(question), definition.number[question.key]
        if "" in names:
            yield Usable(number, question.label)
        elif names:
            yield Usable(number, question.label, tuple(written(number, name) for name in names))
