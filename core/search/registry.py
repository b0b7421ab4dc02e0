"""What can be found, and who may find it: each feature says it for its own records, in its AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from core.people.access import Someone

# (user) → the ids of the records that this person may see: a query of one column, used as a subquery, never evaluated.
VisibleIds = Callable[[Someone], QuerySet]


@dataclass(frozen=True)
class Findable:
    kind: str
    label: str
    visible_ids: VisibleIds


FINDABLE: dict[str, Findable] = {}


def register_findable(kind: str, label: str, visible_ids: VisibleIds) -> None:
    """`register_findable("surveys.question", "設問", lambda user: Survey.objects.visible_to(user).values("pk"))`.

    The ids are those of the entries' subjects: of the record that decides who may see. The same kind twice raises.
    """
    if kind in FINDABLE:
        raise ValueError(f"It has already been said who may find {kind!r}.")
    FINDABLE[kind] = Findable(kind, label, visible_ids)


def findable(kind: str) -> Findable:
    """Raises ValueError for a kind that no feature has registered."""
    if kind not in FINDABLE:
        raise ValueError(f"No feature has said who may find {kind!r}: call register_findable() in AppConfig.ready().")
    return FINDABLE[kind]
