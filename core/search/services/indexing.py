"""Making things findable, and no longer findable, in the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection, transaction

from core.search.folding import fold
from core.search.grams import vector_of
from core.search.models import Entry
from core.search.registry import findable


class Part(NamedTuple):
    """One text of a subject, by a name that is unique in it ("" for the whole)."""

    part: str
    title: str
    text: str


@transaction.atomic
def index(kind: str, subject_id: int, parts: Iterable[Part]) -> None:
    """From this commit on the subject is found by these texts and by no others. Safe to call again.

    Title and text are kept as written; a folded copy is searched. Call it in the transaction that saves the subject.
    Raises ValueError for a kind that is not registered and for a text over 100,000 characters (give it in parts).
    """
    findable(kind)
    _lock(kind, subject_id)
    entries = [_entry(kind, subject_id, part) for part in parts]
    Entry.objects.filter(kind=kind, subject_id=subject_id).delete()
    Entry.objects.bulk_create(entries)


@transaction.atomic
def forget(kind: str, subject_id: int) -> None:
    """From this commit on the subject is not found."""
    _lock(kind, subject_id)
    Entry.objects.filter(kind=kind, subject_id=subject_id).delete()


def _entry(kind: str, subject_id: int, part: Part) -> Entry:
    folded = fold(f"{part.title}\n{part.text}")
    return Entry(
        kind=kind,
        subject_id=subject_id,
        part=part.part,
        title=part.title,
        text=part.text,
        folded=folded,
        vector=vector_of(folded),
    )


def _lock(kind: str, subject_id: int) -> None:
    """Two saves of one subject index it one after the other; otherwise both would insert the same parts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"search {kind} {subject_id}"])
