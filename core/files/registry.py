"""Who may open a file: each feature says it for the files that it holds, in its AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from core.people.access import Someone

# (user) → a condition on StoredFile. It must not multiply rows: use `pk__in=<subquery>` or Exists, not joins.
Access = Callable[[Someone], Q]

ACCESS: dict[str, Access] = {}


def register_access(room: str, function: Access) -> None:
    """`register_access("archive", attachments_visible_to)`. The same room twice raises."""
    if room in ACCESS:
        raise ValueError(f"The room {room!r} has already said who may open its files.")
    ACCESS[room] = function


def may_be_opened_by(user: Someone) -> Q | None:
    """What any room allows this person; None when no room has said anything."""
    condition: Q | None = None
    for function in ACCESS.values():
        allowed = function(user)
        condition = allowed if condition is None else condition | allowed
    return condition
