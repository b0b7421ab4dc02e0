"""Numbers as a reader of a chart wants them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext

LARGE = ((Decimal(10) ** 12, "兆"), (Decimal(10) ** 8, "億"), (Decimal(10) ** 4, "万"))
LONG = 18  # digits; longer numbers are written with a power of ten
SHORTEN_FROM = Decimal(10) ** 6


def amount(value: Decimal, *, percent: bool = False) -> str:
    """1,234.5; 12.3%. At most two decimals, halves away from zero; what is not zero is never written as 0."""
    with localcontext(prec=400):
        rounded = value.quantize(Decimal("0.1") if percent else Decimal("0.01"), ROUND_HALF_UP)
        if value and (not rounded or value.adjusted() > LONG):
            text = f"{float(value):.3g}" if abs(value.adjusted()) < 300 else f"{value:.2E}"
        elif percent:
            text = f"{rounded:,.1f}"
        else:
            text = f"{rounded:,f}".rstrip("0").rstrip(".")
    if text in ("-0", "-0.0"):
        text = text[1:]
    return f"{text}%" if percent else text


def tick(value: Decimal, largest: Decimal, *, percent: bool = False) -> str:
    """A number on an axis, in full; in 万, 億 or 兆 when the axis is long."""
    if not value:
        return "0%" if percent else "0"
    suffix = "%" if percent else ""
    if largest >= SHORTEN_FROM:
        divisor, name = next((each for each in LARGE if largest >= each[0]), LARGE[-1])
        value, suffix = value / divisor, name + suffix
    if value.adjusted() > LONG or value.adjusted() < -6:
        return f"{value.normalize():E}{suffix}"
    text = f"{value:,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + suffix
