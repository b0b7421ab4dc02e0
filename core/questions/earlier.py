"""An earlier sheet of the same respondent beside today's: what of it still means the same, and what can be copied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.questions.definition import Definition, Question
from core.questions.kinds import kind_of
from core.questions.kinds.base import Refused, Surroundings
from core.questions.specials import Special, special_in, special_of
from core.questions.typed import NOT_APPLICABLE_PART, Parts


class NotCopied(Exception):
    """The earlier answer cannot be taken; `why` says it up to the comma, `detail` what the question says of it."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.detail = detail

    def said(self, what: str) -> str:
        """「設問の種類が変わったため、写せません。」 with 写せません as `what`."""
        return f"{self.why}、{what}。" + (f"（{self.detail}）" if self.detail else "")


def carried_answers(now: Definition, was: Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Those answers to `was` whose question has the same kind in `now`, as that kind can read them."""
    carried = {}
    for key, answer in answers.items():
        question, before = now.get(key), was.get(key)
        if question is None or before is None or question.kind != before.kind:
            continue
        if special_in(answer) is None:
            answer = kind_of(question).carried(question, before, answer)
        if answer is not None:
            carried[key] = answer
    return carried


def comparable_answers(now: Definition, was: Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Of those the ones that are in the same units too: what today's numbers may be held against."""
    carried = carried_answers(now, was, answers)
    return {key: answer for key, answer in carried.items() if not changed_unit(now[key], was[key])}


def copied_parts(
    question: Question, before: Definition, answers: Mapping[str, Any], around: Surroundings
) -> Parts | None:
    """What would stand in the controls if the earlier answer were copied; None where there was no answer.

    Raises NotCopied where the question would not take it today. `around` holds the files of today's sheet.
    """
    was = before.get(question.key)
    special = special_of(answers, question.key)
    if was is None or special not in (None, Special.NOT_APPLICABLE):
        return None
    if was.kind != question.kind:
        raise NotCopied("設問の種類が変わったため")
    if special is Special.NOT_APPLICABLE:
        if not question.may_be_na:
            raise NotCopied("「該当なし」を選べなくなったため")
        return {NOT_APPLICABLE_PART: ["1"]}
    kind = kind_of(question)
    if kind.why_not_copied:
        raise NotCopied(kind.why_not_copied)
    units = changed_unit(question, was)
    if units:
        raise NotCopied(f"単位が{units}変わったため")
    parts = kind.parts_of(was, answers[question.key])
    try:
        kind.parse(question, parts, around)
    except Refused as refused:
        raise NotCopied("いまの設問では受け付けられないため", refused.faults[0][1]) from None
    return parts


def changed_unit(now: Question, was: Question) -> str:
    """「人」から「千人」に: the first unit that is another one today; empty where all are the same."""
    before = kind_of(was).units(was)
    for place, unit in kind_of(now).units(now).items():
        old = before.get(place, unit)
        if old != unit:
            return f"{_called(old)}から{_called(unit)}に"
    return ""


def _called(unit: str) -> str:
    return f"「{unit}」" if unit else "なし"
