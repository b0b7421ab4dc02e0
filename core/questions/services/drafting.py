"""What somebody typed is kept as they type, exactly, so that an ended session loses nothing."""

from __future__ import annotations

from core.clock import Now
from core.people.models import User
from core.questions.models import AnswerSheet, Draft
from core.questions.typed import Typed


def keep_draft(sheet: AnswerSheet, typed: Typed, *, edit: int, by: User | None) -> Draft:
    """Keep what this person has typed so far; it touches neither the sheet nor anybody else's draft."""
    draft, _ = Draft.objects.update_or_create(
        sheet=sheet, author=by, defaults={"typed": dict(typed), "edit": edit, "updated_at": Now()}
    )
    return draft


def draft_of(sheet: AnswerSheet, author: User | None) -> Draft | None:
    return Draft.objects.filter(sheet=sheet, author=author).first()


def discard_draft(sheet: AnswerSheet, *, by: User | None) -> None:
    Draft.objects.filter(sheet=sheet, author=by).delete()
