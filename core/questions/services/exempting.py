"""回答不要: the office lets a respondent off single questions. It is a value of its own, given by nobody's typing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from core.people import audit
from core.people.models import User
from core.questions.asking import typed_of
from core.questions.checking import check
from core.questions.kinds import kind_of
from core.questions.models import AnswerSheet
from core.questions.services.drafting import draft_of, keep_draft
from core.questions.services.saving import replace_answers
from core.questions.specials import Special, special_in, stored


@transaction.atomic
def exempt(sheet: AnswerSheet, keys: Collection[str], *, by: User) -> AnswerSheet:
    """Mark questions as needing no answer. What had been answered to them stays in the sheet's past.

    Questions that do not exist or are exempt already are passed over. Raises ChangedMeanwhile where `sheet` is not
    what stands now. Whoever is typing finds the question exempt when they save.
    """
    wanted = [one.key for one in sheet.definition.asked if one.key in keys and not kind_of(one).computes]
    new = [key for key in wanted if not _is_exempt(sheet, key)]
    if not new:
        return sheet
    answers = {**sheet.answers, **{key: stored(Special.EXEMPT) for key in new}}
    return _write(sheet, answers, new, "answer_sheet.exempted", complete=bool(sheet.completed_at), by=by)


@transaction.atomic
def unexempt(sheet: AnswerSheet, keys: Collection[str], *, by: User) -> AnswerSheet:
    """Ask them again: they are unanswered, so that a sheet that was complete is not any more."""
    again = [key for key in sheet.answers if key in keys and _is_exempt(sheet, key)]
    if not again:
        return sheet
    answers = {key: answer for key, answer in sheet.answers.items() if key not in again}
    return _write(sheet, answers, again, "answer_sheet.unexempted", complete=False, by=by)


def _write(
    sheet: AnswerSheet, answers: dict[str, Any], changed: list[str], action: str, *, complete: bool, by: User
) -> AnswerSheet:
    """Saving ends the author's draft, because they saved it; here nobody saved any typing, so it comes back."""
    draft = draft_of(sheet, by)
    reasons = {key: reason for key, reason in sheet.reasons.items() if key not in changed}
    answers |= _calculated(sheet, answers, reasons)
    written = replace_answers(sheet, answers, reasons, by=by, complete=complete)
    if draft:
        keep_draft(written, draft.typed, edit=draft.edit, by=by)
    called = [sheet.definition.number[key] for key in changed]
    audit.record(action, sheet, by=by, organization=sheet.organization_id, questions="、".join(called))
    return written


def _calculated(sheet: AnswerSheet, answers: Mapping[str, Any], reasons: Mapping[str, str]) -> dict[str, Any]:
    """What is calculated from the answers, worked out anew: an exempt number counts as zero."""
    definition = sheet.definition
    typed = typed_of(definition, answers, reasons)
    checked = check(definition, typed, complete=False, kept=answers, files=sheet.file_names)
    keys = [question.key for question in definition.asked if kind_of(question).computes]
    return {key: checked.answers[key] for key in keys if key in checked.answers}


def _is_exempt(sheet: AnswerSheet, key: str) -> bool:
    return special_in(sheet.answers.get(key)) is Special.EXEMPT
