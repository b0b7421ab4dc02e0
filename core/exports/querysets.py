"""Reads of exports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from core.clock import Now
from core.exports.registry import allowed
from core.people.access import Someone
from core.people.models import User

if TYPE_CHECKING:
    from core.exports.models import Export  # noqa: F401 - named in the class below, as text

# In the values of Export.State.
UNFINISHED = ("queued", "running", "needs_decision")
AT_WORK = ("queued", "running")
EXPIRING = ("done", "needs_decision")


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: Someone) -> Self:
        """Who asked, while they may still see what is in it: their producers are asked again, each once.

        Narrow the queryset first (to one export, to a page): what it holds of the person's is read here.
        """
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        asked = {pk: (code, definition) for pk, code, definition in self._by(user)}
        return self.filter(by=user, pk__in=allowed(asked, user))

    def unfinished(self) -> Self:
        return self.filter(state__in=UNFINISHED)

    def at_work(self) -> Self:
        """Waiting for a worker, or with one."""
        return self.filter(state__in=AT_WORK)

    def downloadable(self) -> Self:
        """Made, and its 24 hours are not over."""
        return self.filter(state="done", expires_at__gt=Now())

    def overdue(self) -> Self:
        """Its time is over: the file, or the findings that nobody decided on, must go."""
        return self.filter(state__in=EXPIRING, expires_at__lte=Now())

    def _by(self, user: User) -> models.QuerySet:
        return self.filter(by=user).order_by().values_list("pk", "producer", "definition")
