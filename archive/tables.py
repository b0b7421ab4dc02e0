"""The sender's table: one row per addressed organization."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from archive.models import Delivery, Notice
from core.notifications.models import Notification


@dataclass(frozen=True)
class Row:
    delivery: Delivery
    failures: int

    @property
    def state(self) -> str:
        if self.delivery.acknowledged_at:
            return "acknowledged"
        if self.delivery.readers:
            return "read"
        return "failed" if self.failures else "unread"

    @property
    def label(self) -> str:
        return STATES[self.state][0]

    @property
    def color(self) -> str:
        return STATES[self.state][1]


# state → label, colour of the chip, series of the meter
STATES = {
    "acknowledged": ("受領確認済", "green", "done"),
    "read": ("既読", "", "work"),
    "unread": ("未読", "orange", "rest"),
    "failed": ("不達", "red", "back"),
}
ORDERS = {
    "organization": lambda row: row.delivery.organization.code,
    "state": lambda row: (list(STATES).index(row.state), row.delivery.organization.code),
    "acknowledged": lambda row: (
        row.delivery.acknowledged_at is None,
        row.delivery.acknowledged_at.timestamp() if row.delivery.acknowledged_at else 0,
        row.delivery.organization.code,
    ),
}


class DeliveryTable:
    """All deliveries of a notice with their state; three queries however many organizations there are."""

    def __init__(self, notice: Notice, *, sort: str = "", state: str = "") -> None:
        self.notice = notice
        self.sort = sort if sort.lstrip("-") in ORDERS else "organization"
        self.state = state if state in STATES else ""

    @cached_property
    def all_rows(self) -> list[Row]:
        failures = Notification.objects.failed_about(self.notice).values_list("organization", flat=True)
        failed: dict[int | None, int] = {}
        for organization in failures:
            failed[organization] = failed.get(organization, 0) + 1
        deliveries = self.notice.deliveries.with_reading().select_related("organization", "acknowledged_by")
        return [Row(delivery, failed.get(delivery.organization_id, 0)) for delivery in deliveries]

    @property
    def rows(self) -> list[Row]:
        rows = [row for row in self.all_rows if not self.state or row.state == self.state]
        return sorted(rows, key=ORDERS[self.sort.lstrip("-")], reverse=self.sort.startswith("-"))

    @property
    def segments(self) -> list[tuple[str, str, int]]:
        """For the meter: (series, label, count)."""
        return [
            (series, label, sum(row.state == state for row in self.all_rows))
            for state, (label, _, series) in STATES.items()
            if state != "acknowledged" or self.notice.needs_acknowledgement
        ]

    @property
    def filters(self) -> list[dict]:
        return [
            {"state": state, "label": label, "count": sum(row.state == state for row in self.all_rows)}
            for state, (label, _, _) in STATES.items()
        ]

    @property
    def total(self) -> int:
        return len(self.all_rows)

    @property
    def acknowledged(self) -> int:
        return sum(row.state == "acknowledged" for row in self.all_rows)

    @property
    def read(self) -> int:
        return sum(bool(row.delivery.readers) for row in self.all_rows)

    @property
    def owing(self) -> int:
        return sum(self.owes(row) for row in self.all_rows)

    def owes(self, row: Row) -> bool:
        """Whether a reminder makes sense: not acknowledged, or, where that is not asked, read by nobody."""
        if self.notice.needs_acknowledgement:
            return row.delivery.acknowledged_at is None
        return not row.delivery.readers

    @property
    def with_owing(self) -> list[tuple[Row, bool]]:
        return [(row, self.owes(row) and self.notice.is_published) for row in self.rows]
