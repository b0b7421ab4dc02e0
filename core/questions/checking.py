"""From what was typed to what is stored: the one place where answers are judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from core.questions import formulas
from core.questions.conditions import enclosing, is_met
from core.questions.definition import Check, Definition, Need, Question
from core.questions.kinds import kind_of
from core.questions.kinds.base import Refused, Surroundings, storable
from core.questions.numbers.jumps import in_words as jumps_in_words
from core.questions.numbers.jumps import threshold_of
from core.questions.specials import Special, special_in, special_of, stored
from core.questions.typed import NOT_APPLICABLE_PART, NOTHING, REASON_PART, Parts, Typed, by_question, one


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `key` is a question's or a check's; `part` the control of the question that takes the focus.

    A soft problem goes away when a reason is given. A check's problem stands `at` a question: the last one it is about.
    """

    key: str
    message: str
    part: str = ""
    soft: bool = False
    at: str = ""


@dataclass
class Checked:
    """What became of the typed answers."""

    answers: dict[str, Any] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)  # by question or check, for what is soft
    problems: list[Problem] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)  # questions and headings that no condition shows
    set_aside: list[str] = field(default_factory=list)  # hidden questions in which something was typed: not stored
    jumped: dict[str, str] = field(default_factory=dict)  # question → how far it is from the earlier answer, in words

    @property
    def is_valid(self) -> bool:
        return not self.problems

    def problems_of(self, key: str) -> list[Problem]:
        return [problem for problem in self.problems if problem.key == key]

    def stands_at(self, rule: Check, definition: Definition) -> str:
        """Which question a check across questions is shown at: the last that it refers to, of those that are asked.

        Empty for a check that refers to nothing that is there.
        """
        places = [key for key in formulas.questions_of(rule) if key in definition]
        seen = [key for key in places if key not in self.hidden]
        return max(seen or places, key=definition.position.__getitem__, default="")


def check(
    definition: Definition,
    typed: Typed,
    *,
    complete: bool,
    kept: Mapping[str, Any] | None = None,
    files: Mapping[str, str] | None = None,
    earlier: Mapping[str, Any] | None = None,
) -> Checked:
    """Judge typed answers, question by question in their order.

    With `complete` the sheet is being handed in: what is required must be there, checks across questions hold, and
    what was left empty is stored as blank, what no condition showed as not asked. Without it only what was typed is
    judged, and what is empty stays unanswered. `kept` are stored answers; of them only 回答不要 is carried over,
    which the office gave and nobody types. `files` are the files (id → name) that were given to the sheet.
    `earlier` are answers to the same questions in an earlier sheet (`AnswerSheet.earlier_answers`): with `complete`
    an answer far from them asks for a reason. Reasons are kept as typed until then.
    """
    checked = Checked()
    parts_by_question = by_question(typed)
    sections = enclosing(definition)
    around = Surroundings(definition, checked.answers, files or {}, complete, checked.hidden)
    for question in definition:
        parts = parts_by_question.get(question.key, NOTHING)
        if _is_hidden(question, definition, sections, checked):
            _hide(question, parts, checked, complete)
        elif kind_of(question).asks:
            if special_in((kept or {}).get(question.key)) is Special.EXEMPT:
                checked.answers[question.key] = stored(Special.EXEMPT)
            else:
                _check_one(question, parts, around, checked, (earlier or {}).get(question.key))
    for rule in definition.checks:
        _check_across(rule, definition, one(parts_by_question.get(rule.key, NOTHING), REASON_PART), checked, complete)
    return checked


def _is_hidden(question: Question, definition: Definition, sections: Mapping[str, Question], checked: Checked) -> bool:
    section = sections.get(question.key)
    if section is not None and section.key in checked.hidden:
        return True
    return question.show_if is not None and not is_met(question.show_if, definition, checked.answers)


def _hide(question: Question, parts: Parts, checked: Checked, complete: bool) -> None:
    checked.hidden.add(question.key)
    if not kind_of(question).asks:
        return
    if not kind_of(question).is_empty(parts):
        checked.set_aside.append(question.key)
    if complete:
        checked.answers[question.key] = stored(Special.NOT_ASKED)


def _check_one(question: Question, parts: Parts, around: Surroundings, checked: Checked, earlier: Any) -> None:
    kind, complete = kind_of(question), around.complete
    reason = one(parts, REASON_PART)
    own = {part: values for part, values in parts.items() if part not in (NOT_APPLICABLE_PART, REASON_PART)}
    try:
        if not complete and reason.strip() and _takes_reason(question):
            checked.reasons[question.key] = storable(reason)
        if kind.computes:
            _store_computed(kind.parse(question, own, around), question, checked, complete)
        elif question.may_be_na and one(parts, NOT_APPLICABLE_PART):
            _store_not_applicable(question, own, checked)
        elif not kind.is_empty(own) and (answer := kind.parse(question, own, around)) is not None:
            checked.answers[question.key] = answer
            if complete and earlier is not None:
                _compare(question, earlier, answer, reason, checked)
        elif complete:
            _store_blank(question, reason, checked)
    except Refused as refused:
        checked.problems += [Problem(question.key, message, part) for part, message in refused.faults]
        if refused.rest is not None and not complete:
            checked.answers[question.key] = refused.rest


def _takes_reason(question: Question) -> bool:
    return question.need == Need.SOFT or threshold_of(question.settings) > 0


def _compare(question: Question, earlier: Any, answer: Any, reason: str, checked: Checked) -> None:
    """With an earlier answer of the same kind: far from it, a reason is needed."""
    jumps = kind_of(question).jumps(question, earlier, answer) if special_in(earlier) is None else []
    if not jumps:
        return
    checked.jumped[question.key] = jumps_in_words(jumps)
    if reason.strip():
        checked.reasons[question.key] = storable(reason)
    else:
        asking = gettext("%(jump)s間違いがないか確かめ、理由を入力してください。")
        message = asking % {"jump": checked.jumped[question.key]}
        checked.problems.append(Problem(question.key, message, soft=True))


def _store_computed(answer: Any, question: Question, checked: Checked, complete: bool) -> None:
    if answer is not None:
        checked.answers[question.key] = answer
    elif complete:
        checked.answers[question.key] = stored(Special.BLANK)


def _store_not_applicable(question: Question, own: Parts, checked: Checked) -> None:
    if not kind_of(question).is_empty(own):
        message = gettext("「該当なし」と回答の両方があります。どちらかを消してください。")
        checked.problems.append(Problem(question.key, message))
    else:
        checked.answers[question.key] = stored(Special.NOT_APPLICABLE)


def _store_blank(question: Question, reason: str, checked: Checked) -> None:
    if question.need == Need.REQUIRED:
        checked.problems.append(Problem(question.key, str(kind_of(question).when_missing)))
        return
    if question.need == Need.SOFT:
        if not reason.strip():
            message = gettext("回答がありません。回答できないときは、理由を入力してください。")
            checked.problems.append(Problem(question.key, message, soft=True))
            return
        checked.reasons[question.key] = storable(reason)
    checked.answers[question.key] = stored(Special.BLANK)


def _check_across(rule: Check, definition: Definition, reason: str, checked: Checked, complete: bool) -> None:
    """A check across questions: judged when the sheet is handed in, and only once all its numbers are there.

    Where none of its questions has a value (all hidden, not applicable or exempt) there is nothing to compare: their
    zeros are not what anybody answered.
    """
    answers = checked.answers
    if not complete:
        if rule.soft and reason.strip():
            checked.reasons[rule.key] = storable(reason)
        return
    if all(special_of(answers, key) is not None for key in formulas.questions_of(rule)):
        return
    if formulas.holds(rule, definition, answers) is not False:
        return
    message = rule.message or formulas.in_words(rule, definition)
    if rule.soft and reason.strip():
        try:
            checked.reasons[rule.key] = storable(reason)
            return
        except Refused as refused:
            message = refused.faults[0][1]
    at = checked.stands_at(rule, definition)
    checked.problems.append(Problem(rule.key, message, soft=rule.soft, at=at))
