"""Questions of one questionnaire taken over into another: with new keys where theirs are taken, and what hangs on keys.

Conditions, formulas and checks follow the keys. What points to a question that is not taken over is told: such tests
of a condition are dropped, and such checks stay behind.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from core.questions.conditions import enclosing
from core.questions.definition import Check, Condition, Definition, Question, new_key
from core.questions.formulas import questions_of, references_in, renamed


@dataclass(frozen=True, slots=True)
class Copied:
    """The definition with what was taken over. `lost` tells in words what could not come along."""

    definition: Definition
    keys: Mapping[str, str]  # old key → new key
    checks: int
    lost: tuple[str, ...]


def copied(
    definition: Definition,
    source: Definition,
    chosen: Collection[str],
    *,
    after: str = "",
    taken: Collection[str] = frozenset(),
) -> Copied:
    """`definition` with the chosen questions of `source`, in their order, after a question or at the end.

    `taken` are keys beyond those of `definition` that were used before, in versions that answers may hang on: a key
    is never used for two questions.
    """
    questions = [question for question in source if question.key in chosen]
    checks = [check for check in source.checks if questions_of(check) and questions_of(check) <= set(chosen)]
    used = {*taken, *(question.key for question in definition), *(check.key for check in definition.checks)}
    keys = {question.key: _key(question.key, "q", used) for question in questions}
    place = after if after in definition else None
    for question in questions:
        made = _followed(question, keys, definition)
        definition = definition.with_question(made, after=place)
        place = made.key if place else None
    new_checks = tuple(_check(check, keys, used) for check in checks)
    definition = replace(definition, checks=(*definition.checks, *new_checks))
    lost = tuple(_lost(questions, chosen, source))
    return Copied(definition, keys, len(new_checks), lost)


def _key(key: str, prefix: str, used: set[str]) -> str:
    """The same key while it is free."""
    free = key if key not in used else new_key(prefix, used)
    used.add(free)
    return free


def _followed(question: Question, keys: Mapping[str, str], definition: Definition) -> Question:
    settings = dict(question.settings)
    if "formula" in settings:
        settings["formula"] = renamed(
            str(settings["formula"]), _for_formulas(str(settings["formula"]), keys, definition)
        )
    return replace(question, key=keys[question.key], settings=settings, show_if=_condition(question.show_if, keys))


def _for_formulas(formula: str, keys: Mapping[str, str], definition: Definition) -> dict[str, str]:
    """A key that is not taken over must not come to mean a question that happens to have the same key here."""
    strangers = {key for key in references_in(formula) if key not in keys and key in definition}
    return {**keys, **{key: new_key("q") for key in strangers}}


def _condition(condition: Condition | None, keys: Mapping[str, str]) -> Condition | None:
    if condition is None:
        return None
    tests = tuple(replace(test, question=keys[test.question]) for test in condition.tests if test.question in keys)
    return replace(condition, tests=tests) if tests else None


def _check(check: Check, keys: Mapping[str, str], used: set[str]) -> Check:
    return replace(
        check, key=_key(check.key, "c", used), left=renamed(check.left, keys), right=renamed(check.right, keys)
    )


def _lost(questions: list[Question], chosen: Collection[str], source: Definition) -> list[str]:
    found = []
    sections = enclosing(source)
    for question in questions:
        called = source.called(question.key)
        for key in sorted(question.show_if.refers_to if question.show_if else ()):
            if key not in chosen:
                found.append(f"{called}の条件のうち、写さなかった{source.called(key)}によるものは外しました。")
        section = sections.get(question.key)
        if section is not None and section.show_if and section.key not in chosen:
            found.append(f"{called}には、写さなかった見出し「{section.label}」の条件がありました。外れています。")
        if references_in(str(question.settings.get("formula", ""))) - set(chosen):
            found.append(f"{called}の式が、写さなかった設問を使っています。式を直してください。")
    for check in source.checks:
        about = questions_of(check)
        if about & set(chosen) and not about <= set(chosen):
            message = check.message or "設問どうしの確認"
            found.append(f"「{message}」は、写さなかった設問も使うため、写していません。")
    return found
