"""How notices are found: who may see them, what is still to do, and what a list shows of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from core.people.access import organizations_for
from core.people.models import Verb
from core.people.restricting import managed_by

if TYPE_CHECKING:
    from archive.models import Notice  # noqa: F401 - named in the class below, as text
    from core.people.access import Someone
    from core.people.models import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Someone) -> Self:
        """The one definition of who may see a notice.

        The owner's people who may publish see everything of theirs (what is restricted, its section and
        administrators); addressed organizations see what is published.
        """
        return self.filter(managed_by(user) | Q(_delivered_to(user), state=self.model.State.PUBLISHED))

    def received_by(self, user: User) -> Self:
        """Published notices that were addressed to an organization the person reads for."""
        return self.filter(_delivered_to(user), state=self.model.State.PUBLISHED)

    def sent_by(self, user: User) -> Self:
        """Notices, in any state, of the organizations the person publishes for."""
        return self.filter(managed_by(user))

    def unread_by(self, user: User) -> Self:
        return self.filter(~Exists(_readings(user)))

    def read_by(self, user: User) -> Self:
        return self.filter(Exists(_readings(user)))

    def awaiting_acknowledgement_of(self, user: User) -> Self:
        """Received notices that one of the person's organizations has yet to acknowledge."""
        open_deliveries = _deliveries(organizations_for(user, Verb.ACKNOWLEDGE)).filter(acknowledged_at__isnull=True)
        return self.filter(Exists(open_deliveries), state=self.model.State.PUBLISHED, needs_acknowledgement=True)

    def due(self) -> Self:
        """Scheduled notices whose time has come."""
        from core.clock import Now

        return self.filter(state=self.model.State.SCHEDULED, scheduled_for__lte=Now())

    def newest_first(self) -> Self:
        """By date of issue; drafts that have none yet come first."""
        return self.order_by(models.F("issued_on").desc(nulls_first=True), "-pk")

    def for_list(self, user: User) -> Self:
        """With what a list shows of each notice to its readers.

        The states are scalar subqueries that PostgreSQL can only evaluate for the rows of the page: as EXISTS it
        would hash every delivery of the organization first.
        """
        mine = _deliveries(organizations_for(user, Verb.READ_RECORDS))
        open_ones = _deliveries(organizations_for(user, Verb.ACKNOWLEDGE)).filter(acknowledged_at__isnull=True)
        return (
            self.select_related("issuer", "category", "owner", "section")
            .prefetch_related("tags")
            .annotate(
                is_read=_any(_readings(user)),
                is_received=_any(mine),
                is_awaiting=_any(open_ones),
                attachment_count=_count_of(_attachments()),
            )
        )

    def with_acknowledgements(self) -> Self:
        """With how many organizations have a notice and how many acknowledged it: counted per row on the page."""
        deliveries = _deliveries()
        acknowledged = deliveries.filter(acknowledged_at__isnull=False)
        return self.annotate(delivery_count=_count_of(deliveries), acknowledged_count=_count_of(acknowledged))


def _deliveries(organizations: frozenset[int] | None = None) -> models.QuerySet:
    from archive.models import Delivery

    found = Delivery.objects.filter(notice=OuterRef("pk"))
    return found if organizations is None else found.filter(organization__in=organizations)


def _delivered_to(user: Someone) -> Exists:
    return Exists(_deliveries(organizations_for(user, Verb.READ_RECORDS)))


def _readings(user: User) -> models.QuerySet:
    from archive.models import Reading

    return Reading.objects.filter(notice=OuterRef("pk"), user=user)


def _attachments() -> models.QuerySet:
    from archive.models import Attachment

    return Attachment.objects.filter(notice=OuterRef("pk"))


def _any(rows: models.QuerySet) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(found=Value(True))[:1]), False)


def _count_of(rows: models.QuerySet) -> Coalesce:
    counted = rows.order_by().values("notice").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
