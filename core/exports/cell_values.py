"""What a spreadsheet can hold as a number or a date, and how it is to show it."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal

from core.exports.sheets import Column

MOST_DIGITS = 15
FIRST_YEAR = 1900


def is_exact(number: float | Decimal) -> bool:
    """Whether a spreadsheet, which knows 15 digits, shows it as it is."""
    if isinstance(number, bool):
        return False
    if isinstance(number, float):
        return math.isfinite(number)
    exact = Decimal(number)
    return exact.is_finite() and len(exact.normalize().as_tuple().digits) <= MOST_DIGITS and exact.adjusted() < 300


def shape_of(column: Column, value: float | Decimal) -> str:
    """The number format."""
    decimals = column.decimals
    if column.type == "percent":
        decimals = 1 if decimals is None else decimals
        return f"0.{'0' * decimals}%" if decimals else "0%"
    if decimals is None and isinstance(value, float):
        return "General"
    if decimals is None:
        exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
        decimals = max(-exponent, 0) if isinstance(exponent, int) else 0
    whole = "#,##0" if column.grouped else "0"
    return f"{whole}.{'0' * decimals}" if decimals else whole


def has_serial(value: datetime.date) -> bool:
    """Whether a spreadsheet has a number for this day: it counts from 1900."""
    return value.year >= FIRST_YEAR
