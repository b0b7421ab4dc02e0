"""An axis: from where to where, and the round numbers at which it is marked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, localcontext

ROUND_NUMBERS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
STEPS = 6
EXACT = Context(prec=700)  # sums of what limits.py lets through


@dataclass(frozen=True)
class Scale:
    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...]

    def share(self, value: Decimal) -> float:
        """Where the value lies: 0 at the low end, 1 at the high end. Decimals until here: a float knows no 1E+400."""
        with localcontext(EXACT):
            return float((value - self.low) / (self.high - self.low))

    @property
    def largest(self) -> Decimal:
        return max(abs(self.low), abs(self.high))


def scale(low: Decimal, high: Decimal, *, whole: bool = False) -> Scale:
    """Round ends around what is given, with about six steps at most. `whole`: no steps between whole numbers."""
    with localcontext(EXACT):
        if low == high:
            low, high = (min(low, Decimal(0)), max(high, Decimal(0))) if low else (Decimal(0), Decimal(1))
        raw = (high - low) / STEPS
        power = Decimal(1).scaleb(raw.adjusted())
        step = next(number * power for number in ROUND_NUMBERS if number * power >= raw)
        if whole:
            step = max(step.to_integral_value(ROUND_CEILING), Decimal(1))
        first = (low / step).to_integral_value(ROUND_FLOOR)
        last = (high / step).to_integral_value(ROUND_CEILING)
        ticks = tuple((first + number) * step for number in range(int(last - first) + 1))
        return Scale(ticks[0], ticks[-1], ticks)


def is_whole(values: list[Decimal]) -> bool:
    """Counts: an axis of half persons would be odd."""
    return all(value == value.to_integral_value() for value in values if abs(value) < Decimal(10) ** 18)
