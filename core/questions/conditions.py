"""Show a question only if: the server's word on it. The browser only follows what the server answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop

from core.questions.definition import Condition, Definition, Question, Test
from core.questions.kinds import kind_of
from core.questions.kinds.base import ANSWERED, GONE, NOT_ANSWERED, Operator
from core.questions.specials import Special, special_of

IS_NA = Operator("is_na", gettext_noop("が「該当なし」である"), takes_operand=False)


def is_met(condition: Condition, definition: Definition, answers: Mapping[str, Any]) -> bool:
    """Whether answers to earlier questions fulfil the condition.

    A question without a value (not answered, blank, not applicable, not asked) fulfils no comparison; a test on a
    question that is not there holds for nobody. A condition without tests hides nothing.
    """
    if not condition.tests:
        return True
    results = (_holds(test, definition, answers) for test in condition.tests)
    return any(results) if condition.any else all(results)


def _holds(test: Test, definition: Definition, answers: Mapping[str, Any]) -> bool:
    question = definition.get(test.question)
    if question is None:
        return False
    special = special_of(answers, test.question)
    if test.operator == NOT_ANSWERED.code:
        return special is not None
    if test.operator == IS_NA.code:
        return special is Special.NOT_APPLICABLE
    if special is not None:
        return False
    if test.operator == ANSWERED.code:
        return True
    return kind_of(question).matches(question, answers[test.question], test.operator, test.operand)


def enclosing(definition: Definition) -> Mapping[str, Question]:
    """Question → the section heading it stands under. A heading's condition counts for all that stands under it."""
    found: dict[str, Question] = {}
    section: Question | None = None
    for question in definition:
        if question.kind == "section":
            section = question
        elif section is not None:
            found[question.key] = section
    return found


def under(section: Question, definition: Definition) -> tuple[Question, ...]:
    """What stands under a heading and takes an answer."""
    sections = enclosing(definition)
    return tuple(one for one in definition.asked if sections.get(one.key) is section)


def depending_on(key: str, definition: Definition) -> tuple[Question, ...]:
    """The questions and headings whose own condition looks at this question."""
    return tuple(one for one in definition if one.show_if and key in one.show_if.refers_to)


def earlier(question: Question, definition: Definition) -> tuple[Question, ...]:
    """What a question's condition may look at: the questions before it that a condition can ask something of."""
    before = definition.questions[: definition.position[question.key]]
    return tuple(one for one in before if kind_of(one).asks and operators_for(one))


def operators_for(question: Question) -> tuple[Operator, ...]:
    """What a condition on this question can ask."""
    operators = kind_of(question).operators
    return (*operators, IS_NA) if question.may_be_na else operators


def in_words(condition: Condition, definition: Definition) -> str:
    """問2「移動支援の有無」が「はい」であるとき: for the builder, for paper, and for browsers without script."""
    joint = gettext("、または") if condition.any else gettext("、かつ")
    tests = joint.join(_test_in_words(test, definition) for test in condition.tests)
    return gettext("%(tests)sとき") % {"tests": tests}


def when_asked(question: Question, section: Question | None, definition: Definition) -> str:
    """When a question shows, by its own condition and by that of the heading above it; empty where always."""
    found = [one.show_if for one in (section, question) if one is not None and one.show_if and one.show_if.tests]
    return gettext("、かつ").join(in_words(condition, definition) for condition in found)


def _test_in_words(test: Test, definition: Definition) -> str:
    question = definition.get(test.question)
    if question is None:
        return gettext("削除された設問による条件に当てはまる")
    operator = next((one for one in operators_for(question) if one.code == test.operator), None)
    if operator is None:
        return gettext("%(question)sによる条件に当てはまる") % {"question": definition.called(test.question)}
    says = gettext(operator.label)
    if not operator.takes_operand:
        return f"{definition.called(test.question)}{says}"
    operand = kind_of(question).operand_in_words(question, test.operand)
    return f"{definition.called(test.question)}{says.format(operand)}"


def troubles(question: Question, definition: Definition) -> list[str]:
    """What is wrong with a question's condition: it may only look back, at questions that are there."""
    if question.show_if is None:
        return []
    found = [_misplaced(key, question, definition) for key in sorted(question.show_if.refers_to)]
    found += [_unusable(test, definition) for test in question.show_if.tests]
    return list(dict.fromkeys(trouble for trouble in found if trouble))


def _misplaced(key: str, question: Question, definition: Definition) -> str:
    if key not in definition:
        return "表示する条件が、削除された設問を使っています。条件を直してください。"
    if key == question.key:
        return "表示する条件が、この設問そのものを使っています。条件を直してください。"
    if definition.position[key] < definition.position[question.key]:
        return ""
    back = definition[key].show_if
    circle = "（互いに相手を条件にしています）" if back and question.key in back.refers_to else ""
    return f"表示する条件が、後ろにある{definition.called(key)}を使っています{circle}。順番か条件を直してください。"


def _unusable(test: Test, definition: Definition) -> str:
    target = definition.get(test.question)
    if target is None:
        return ""
    operator = next((one for one in operators_for(target) if one.code == test.operator), None)
    if operator is None:
        return f"表示する条件が、{definition.called(target.key)}では使えない比べ方です。条件を直してください。"
    if operator.takes_operand and kind_of(target).operand_in_words(target, test.operand) == GONE:
        return f"表示する条件が、{definition.called(target.key)}にない選択肢を使っています。条件を直してください。"
    return ""
