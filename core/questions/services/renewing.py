"""A sheet goes on to a newer version of its questionnaire: a question was replaced while people were answering."""

from __future__ import annotations

from django.db import transaction

from core.people.models import User
from core.questions.asking import typed_of
from core.questions.checking import Checked
from core.questions.earlier import carried_answers
from core.questions.models import AnswerSheet, Version
from core.questions.services.drafting import draft_of, keep_draft
from core.questions.services.saving import check_for, replace_answers


@transaction.atomic
def move_to_version(sheet: AnswerSheet, version: Version, *, by: User | None) -> AnswerSheet:
    """Ask the sheet's respondent the questions of `version`, with what they have answered already.

    Answers that the new questions do not take, and those of questions that are gone, stay in the sheet's past; what
    is calculated is worked out anew. A complete sheet stays complete if it passes in full as it is. Everybody's draft
    stays, to be merged when they go on. Raises ChangedMeanwhile where `sheet` is not what stands now, ValueError for a
    version of another questionnaire.
    """
    if version.questionnaire_id != sheet.version.questionnaire_id:
        raise ValueError(f"Version {version.pk} is not one of the sheet's questionnaire.")
    if version.pk == sheet.version_id:
        return sheet
    checked, complete = _judged(sheet, version)
    draft = draft_of(sheet, by)
    moved = replace_answers(sheet, checked.answers, checked.reasons, by=by, complete=complete, version=version)
    if draft:  # saving ends the author's draft because they saved it; here nobody saved any typing
        keep_draft(moved, draft.typed, edit=draft.edit, by=by)
    return moved


def _judged(sheet: AnswerSheet, version: Version) -> tuple[Checked, bool]:
    """What the new version makes of the answers, and whether they are complete."""
    definition = version.definition
    # Put into controls by the new questions, so that no option's key is read as a text.
    kept = carried_answers(definition, sheet.definition, sheet.answers)
    typed = typed_of(definition, kept, sheet.reasons)
    if sheet.completed_at:
        checked = check_for(sheet, typed, complete=True, definition=definition)
        if checked.is_valid and not checked.set_aside:
            return checked, True
    return check_for(sheet, typed, complete=False, definition=definition), False
