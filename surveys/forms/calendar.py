"""Which month the calendar of due dates shows."""

from __future__ import annotations

import datetime
import re

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


def month_named(text: str, today: datetime.date) -> datetime.date:
    """The first day of the month that an address names (2026-11); what is not understood is the present month."""
    match = MONTH.fullmatch(text)
    return datetime.date(int(match[1]), int(match[2]), 1) if match else today.replace(day=1)


def month_after(first: datetime.date, months: int) -> datetime.date:
    years, month = divmod(first.month - 1 + months, 12)
    return datetime.date(first.year + years, month + 1, 1)
