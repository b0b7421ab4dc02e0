"""Starting from an earlier sheet: last year's answers, a trial on an older version."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from core.people.models import User
from core.questions.earlier import NotCopied, copied_parts
from core.questions.filling import parts_of, with_parts
from core.questions.kinds import kind_of
from core.questions.kinds.base import Surroundings
from core.questions.models import AnswerSheet
from core.questions.services.drafting import keep_draft, typing_of
from core.questions.specials import Special, special_of
from core.questions.typed import REASON_PART, Typed, is_empty


@dataclass
class PrefillReport:
    taken: list[str] = field(default_factory=list)  # questions whose answers are in the draft now
    left: dict[str, str] = field(default_factory=dict)  # question → why its earlier answer was not taken
    kept: list[str] = field(default_factory=list)  # of those, the ones where something stood already


def prefill(sheet: AnswerSheet, earlier: AnswerSheet, *, by: User | None) -> PrefillReport:
    """Put the answers of an earlier sheet into this person's draft, question by question.

    Taken are answers to questions with the same key and kind that would pass today, where nothing stands yet. The
    sheet itself stays as it is until the person saves.
    """
    typing = typing_of(sheet, by)
    typed, report = with_earlier(sheet, earlier, typing.typed)
    if report.taken:
        keep_draft(sheet, typed, edit=typing.edit, by=by)
    return report


def with_earlier(
    sheet: AnswerSheet, earlier: AnswerSheet, typed: Typed, *, only: Collection[str] | None = None
) -> tuple[dict[str, list[str]], PrefillReport]:
    """What was typed, with the earlier answers (to all questions, or to `only` these) where nothing was."""
    report = PrefillReport()
    filled = {name: list(values) for name, values in typed.items()}
    around = Surroundings(sheet.definition, {}, sheet.file_names)
    for question in sheet.definition.asked:
        key = question.key
        if not _may_be_typed(sheet, key) or (only is not None and key not in only):
            continue
        try:
            parts = copied_parts(question, earlier.definition, earlier.answers, around)
        except NotCopied as reason:
            report.left[key] = reason.said("写しませんでした")
            continue
        if parts is None:
            continue
        if not is_empty(parts_of(filled, key)):
            report.left[key] = "すでに入力があるため、写しませんでした。"
            report.kept.append(key)
            continue
        filled = with_parts(filled, key, parts)
        report.taken.append(key)
    return filled, report


def with_earlier_answer(sheet: AnswerSheet, earlier: AnswerSheet, typed: Typed, key: str) -> dict[str, list[str]]:
    """What was typed, with the earlier answer to one question in place of what stood there; its reason stays.

    Raises NotCopied. Where there is nothing to copy, nothing changes.
    """
    unchanged = {name: list(values) for name, values in typed.items()}
    if key not in sheet.definition or not _may_be_typed(sheet, key):
        return unchanged
    around = Surroundings(sheet.definition, {}, sheet.file_names)
    parts = copied_parts(sheet.definition[key], earlier.definition, earlier.answers, around)
    if parts is None:
        return unchanged
    reason = {part: values for part, values in parts_of(typed, key).items() if part == REASON_PART}
    return with_parts(typed, key, {**parts, **reason})


def _may_be_typed(sheet: AnswerSheet, key: str) -> bool:
    kind = kind_of(sheet.definition[key])
    return kind.asks and not kind.computes and special_of(sheet.answers, key) is not Special.EXEMPT
