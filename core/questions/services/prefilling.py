"""Starting from an earlier sheet: last year's answers, a trial on an older version."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core.people.models import User
from core.questions.definition import Definition, Question
from core.questions.filling import parts_of, with_parts
from core.questions.kinds import kind_of
from core.questions.kinds.base import Refused, Surroundings
from core.questions.models import AnswerSheet
from core.questions.services.drafting import keep_draft, typing_of
from core.questions.specials import Special, special_of
from core.questions.typed import NOT_APPLICABLE_PART, Parts, is_empty


@dataclass
class PrefillReport:
    taken: list[str] = field(default_factory=list)  # questions whose answers are in the draft now
    left: dict[str, str] = field(default_factory=dict)  # question → why its earlier answer was not taken


class _Left(Exception):
    """The earlier answer cannot be taken; the text says why."""


def prefill(sheet: AnswerSheet, earlier: AnswerSheet, *, by: User | None) -> PrefillReport:
    """Put the answers of an earlier sheet into this person's draft, question by question.

    Taken are answers to questions with the same key and kind that would pass today, where nothing stands yet. The
    sheet itself stays as it is until the person saves.
    """
    report = PrefillReport()
    typing = typing_of(sheet, by)
    typed = {name: list(values) for name, values in typing.typed.items()}
    around = Surroundings(sheet.definition, {}, sheet.file_names)
    for question in sheet.definition.asked:
        if kind_of(question).computes or special_of(sheet.answers, question.key) is Special.EXEMPT:
            continue
        try:
            parts = _earlier_parts(question, earlier.definition, earlier.answers, around)
            if parts is None:
                continue
            if not is_empty(parts_of(typed, question.key)):
                raise _Left("すでに入力があるため、写しませんでした。")
        except _Left as reason:
            report.left[question.key] = str(reason)
        else:
            typed = with_parts(typed, question.key, parts)
            report.taken.append(question.key)
    if report.taken:
        keep_draft(sheet, typed, edit=typing.edit, by=by)
    return report


def _earlier_parts(
    question: Question, before: Definition, answers: dict[str, Any], around: Surroundings
) -> Parts | None:
    """What would stand in the controls; None where there was no answer."""
    was = before.get(question.key)
    special = special_of(answers, question.key)
    if was is None or special not in (None, Special.NOT_APPLICABLE):
        return None
    if was.kind != question.kind:
        raise _Left("設問の種類が変わったため、写しませんでした。")
    if special is Special.NOT_APPLICABLE:
        if not question.may_be_na:
            raise _Left("「該当なし」を選べなくなったため、写しませんでした。")
        return {NOT_APPLICABLE_PART: ["1"]}
    kind = kind_of(question)
    parts = kind.parts_of(was, answers[question.key])
    try:
        kind.parse(question, parts, around)
    except Refused as refused:
        raise _Left(f"いまの設問では受け付けられないため、写しませんでした。（{refused.faults[0][1]}）") from None
    return parts
