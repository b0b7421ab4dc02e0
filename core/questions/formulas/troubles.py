"""What is wrong with a formula where it stands, in words for the clerk."""

from __future__ import annotations

from collections.abc import Iterator

from core.questions.definition import Definition, Question
from core.questions.formulas.names import paths_by_name
from core.questions.formulas.syntax import Unreadable, references


def troubles(formula: str, definition: Definition, *, before: Question | None = None) -> Iterator[str]:
    """Nothing where all is well. `before` is the question that calculates: it may use only what stands before it,
    so that there are no circles."""
    try:
        used = references(formula)
    except Unreadable as unreadable:
        yield str(unreadable)
        return
    for reference in sorted(used, key=lambda one: (one.key, one.path)):
        question = definition.get(reference.key)
        if question is None:
            yield "式が、削除された設問を使っています。式を直してください。"
        elif before is not None and reference.key == before.key:
            yield "式が、この設問そのものを使っています。式を直してください。"
        elif before is not None and before.key in definition and _is_later(question, before, definition):
            circle = "（互いに相手を式に使っています）" if _uses(question, before.key, definition, set()) else ""
            called = definition.called(reference.key)
            yield f"式が、後ろにある{called}を使っています{circle}。順番か式を直してください。"
        elif reference.path not in paths_by_name(question).values():
            called = definition.called(reference.key)
            yield f"式が使っている{called}に、その数がありません。式を直してください。"


def _is_later(question: Question, than: Question, definition: Definition) -> bool:
    return definition.position[question.key] > definition.position[than.key]


def _uses(question: Question, key: str, definition: Definition, seen: set[str]) -> bool:
    """Whether a calculated value needs the question `key`, itself or through others."""
    from core.questions.kinds import kind_of

    if question.key in seen or not kind_of(question).computes:
        return False
    seen.add(question.key)
    try:
        used = {reference.key for reference in references(str(question.settings.get("formula", "")))}
    except Unreadable:
        return False
    return key in used or any(_uses(definition[one], key, definition, seen) for one in used if one in definition)
