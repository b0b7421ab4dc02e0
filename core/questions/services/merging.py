"""Saving while others save too: what does not collide is put together, what does is for a person to decide."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from core.people.models import User
from core.questions.checking import Checked
from core.questions.earlier import carried_answers
from core.questions.merging import Merged, Stand, merge
from core.questions.models import AnswerSheet, PastAnswers
from core.questions.services.drafting import Typing
from core.questions.services.saving import ChangedMeanwhile, NotComplete, check_for, save
from core.questions.typed import Typed

# Each try loses against one more save that came between; that many in a row do not happen among people.
TRIES = 5


@dataclass(frozen=True)
class Author:
    """Who saved something, and when. `name` is empty for somebody without an account."""

    name: str
    at: datetime.datetime
    pk: int | None = None


@dataclass
class Outcome:
    """What became of a save. Neither stored nor clashing: `checked.problems` say what is missing."""

    sheet: AnswerSheet
    typed: dict[str, list[str]]  # with what others saved meanwhile
    checked: Checked
    stored: bool
    taken: dict[str, Author] = field(default_factory=dict)  # question → who changed it meanwhile
    clashes: list[str] = field(default_factory=list)  # questions that both changed


def save_merging(sheet: AnswerSheet, typed: Typed, *, edit: int, by: User | None, complete: bool) -> Outcome:
    """Save what was typed since `edit`, put onto whatever others have saved since then.

    Nothing is stored where both changed the same question (`clashes`), nor where the sheet is to be handed in and is
    not complete.
    """
    mine = {name: list(values) for name, values in typed.items()}
    taken: dict[str, Author] = {}
    for _ in range(TRIES):
        try:
            saved, checked = save(sheet, mine, edit=edit, by=by, complete=complete)
        except ChangedMeanwhile as meanwhile:
            sheet = meanwhile.sheet
            merged = merge_onto(sheet, mine, edit=edit)
            if merged.clashes:
                return Outcome(sheet, mine, meanwhile.checked, False, taken, merged.clashes)
            taken |= authors_of(sheet, merged.taken, since=edit)
            mine, edit = merged.typed, sheet.edit
        except NotComplete as incomplete:
            return Outcome(sheet, mine, incomplete.checked, False, taken)
        else:
            return Outcome(saved, mine, checked, True, taken)
    raise ChangedMeanwhile(sheet, check_for(sheet, mine, complete=complete))


def merge_onto(sheet: AnswerSheet, typed: Typed, *, edit: int, onto: int | None = None) -> Merged:
    """What was typed from `edit` on, put onto what the sheet holds now, or held at the edit `onto`.

    Without such an edit to start from all of it counts as typed.
    """
    base, theirs = stand_at(sheet, edit), stand_at(sheet, sheet.edit if onto is None else onto)
    return merge(sheet.definition, base, theirs, typed, files=sheet.file_names)


def stand_at(sheet: AnswerSheet, edit: int) -> Stand:
    """What the sheet holds at an edit; empty where there was no such edit.

    Of an edit on another version, what the questions of today's can read.
    """
    if edit == sheet.edit:
        return Stand(sheet.answers, sheet.reasons)
    past = sheet.past.select_related("version").filter(edit=edit).first()
    if past is None:
        return Stand()
    if past.version_id == sheet.version_id:
        return Stand(past.answers, past.reasons)
    return Stand(carried_answers(sheet.definition, past.version.definition, past.answers), past.reasons)


def brought_up_to_date(sheet: AnswerSheet, typing: Typing) -> tuple[Typing, Merged]:
    """The typing with what others saved since it began. Where something clashes it stays as it is, to be merged."""
    if typing.edit == sheet.edit:
        return typing, Merged(typing.typed)
    merged = merge_onto(sheet, typing.typed, edit=typing.edit)
    return (typing if merged.clashes else Typing(merged.typed, sheet.edit, typing.kept_at)), merged


def authors_of(sheet: AnswerSheet, keys: list[str], *, since: int) -> dict[str, Author]:
    """Who last changed each of these questions after `since`, and when."""
    if not keys:
        return {}
    found: dict[str, Author] = {}
    past = sheet.past.filter(edit__gte=since).select_related("saved_by").order_by("edit")
    stands: list[PastAnswers | AnswerSheet] = [*past, sheet]
    previous: PastAnswers | AnswerSheet | None = None
    for stand in stands:
        if previous is not None:
            author = _author(stand)
            for key in keys:
                if stand.answers.get(key) != previous.answers.get(key) or key not in found:
                    found[key] = author
        previous = stand
    return found or dict.fromkeys(keys, _author(sheet))


def _author(stand: AnswerSheet | PastAnswers) -> Author:
    by, at = (
        (stand.updated_by, stand.updated_at) if isinstance(stand, AnswerSheet) else (stand.saved_by, stand.saved_at)
    )
    return Author(by.name if by else "", at, by.pk if by else None)
