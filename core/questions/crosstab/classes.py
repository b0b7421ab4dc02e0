"""Suggested classes of numbers: about seven of a round width that hold nearly all values, open at both ends."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal, localcontext

from django.db import connection
from psycopg import sql

from core.questions.crosstab.grouping import Axis
from core.questions.crosstab.spec import Spec
from core.questions.crosstab.statement import base_of, where
from core.questions.tabulation.figures import EXACT

FEW = 12  # so many different values and no more stand each for itself
ABOUT = 7
STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))


def suggested(spec: Spec, axis: Axis) -> str:
    """The bounds, as `Axis.by` has them; empty where each value should stand for itself. One statement."""
    one = axis.dimension
    base = base_of(spec.source, [one, *(filter_.dimension for filter_ in spec.filters)])
    if base is None:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "SELECT count(DISTINCT n), percentile_disc(0.02) WITHIN GROUP (ORDER BY n),"
                " percentile_disc(0.98) WITHIN GROUP (ORDER BY n), min(n), max(n)"
                " FROM (SELECT {} AS n FROM ({}) s{}) t"
            ).format(one.number, base, where(spec.filters))
        )
        different, low, high, least, most = cursor.fetchone()
    if different <= FEW:
        return ""
    if low == high:  # nearly all gave the same number: the others are to be told from it
        low, high = least, most
    return ",".join(format(bound, "f") for bound in round_bounds(low, high))


def round_bounds(low: Decimal, high: Decimal) -> list[Decimal]:
    """From below `low` to above `high`, with a width of 1, 2 or 5 times a power of ten."""
    if low >= high:
        return [low]
    with localcontext(EXACT):
        width = (high - low) / ABOUT
        power = Decimal(1).scaleb(width.adjusted())
        step = next(one * power for one in STEPS if one * power >= width)
        bounds = [(low / step).to_integral_value(ROUND_FLOOR) * step]
        while bounds[-1] < high:
            bounds.append(bounds[-1] + step)
        return [bound.normalize() if bound else Decimal(0) for bound in bounds]
