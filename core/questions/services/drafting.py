"""What somebody typed is kept as they type, exactly, so that an ended session loses nothing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction

from core.clock import Now
from core.people.models import User
from core.questions.asking import typed_of
from core.questions.filling import leftovers
from core.questions.merging import Stand, same_as_stored
from core.questions.models import AnswerSheet, Draft
from core.questions.typed import Typed


class SavedElsewhere(Exception):
    """The same person has saved the sheet since, in another window: what comes from here is older."""


@dataclass(frozen=True)
class Typing:
    """What the form opens with: the person's draft, or what is stored."""

    typed: dict[str, list[str]]
    edit: int  # the save of the sheet that it started from
    kept_at: datetime.datetime | None = None  # of a draft: when it was last kept


def keep_draft(sheet: AnswerSheet, typed: Typed, *, edit: int, by: User | None) -> Draft:
    """Keep what this person has typed so far; it touches neither the sheet nor anybody else's draft."""
    draft, _ = Draft.objects.update_or_create(
        sheet=sheet, author=by, defaults={"typed": dict(typed), "edit": edit, "updated_at": Now()}
    )
    return draft


@transaction.atomic
def keep_while_typing(sheet: AnswerSheet, typed: Typed, *, edit: int, by: User | None) -> Draft:
    """Keep what a page that is still open sends by itself. Raises SavedElsewhere.

    Such a request may arrive late, after the save that made it needless; the lock puts the two in an order, and the
    late one is not kept.
    """
    current = AnswerSheet.objects.select_for_update(no_key=True).get(pk=sheet.pk)
    if current.edit > edit and _has_saved_since(current, edit, by):
        raise SavedElsewhere
    draft = keep_draft(sheet, typed, edit=edit, by=by)
    draft.refresh_from_db(fields=["updated_at"])
    return draft


def draft_of(sheet: AnswerSheet, author: User | None) -> Draft | None:
    return Draft.objects.filter(sheet=sheet, author=author).first()


def typing_of(sheet: AnswerSheet, author: User | None) -> Typing:
    """What this person finds when they open the form: their draft, else what is stored.

    A draft from before the last save that says what is stored anyway is none: there is nothing to merge.
    """
    stored = Typing(typed_of(sheet.definition, sheet.answers, sheet.reasons), sheet.edit)
    draft = draft_of(sheet, author)
    if draft is None or (draft.edit != sheet.edit and _says_nothing_new(sheet, draft)):
        return stored
    return Typing(draft.typed, draft.edit, draft.updated_at)


def discard_draft(sheet: AnswerSheet, *, by: User | None) -> None:
    Draft.objects.filter(sheet=sheet, author=by).delete()


def _says_nothing_new(sheet: AnswerSheet, draft: Draft) -> bool:
    stand = Stand(sheet.answers, sheet.reasons)
    lost = leftovers(sheet.definition, draft.typed)
    return not lost and same_as_stored(sheet.definition, draft.typed, stand, files=sheet.file_names)


def _has_saved_since(sheet: AnswerSheet, edit: int, by: User | None) -> bool:
    author = by.pk if by else None
    return sheet.updated_by_id == author or sheet.past.filter(edit__gt=edit, saved_by=author).exists()
