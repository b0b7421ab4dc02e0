"""A form that is opened for a part of its questions."""

from __future__ import annotations

from core.questions.conditions import enclosing
from core.questions.definition import Definition, Question


def excerpt(
    definition: Definition, questions: tuple[Question, ...], only: frozenset[str] | None
) -> tuple[Question, ...]:
    """Of these questions those that a form shows which is opened for `only` some, with the headings over them."""
    if only is None:
        return questions
    over = {key: heading.key for key, heading in enclosing(definition).items()}
    headings = {over[question.key] for question in questions if question.key in only and question.key in over}
    return tuple(question for question in questions if question.key in only | headings)
