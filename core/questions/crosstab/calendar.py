"""Dates by units of the calendar: in SQL which unit a day lies in, and what the units are called."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from psycopg import sql

from core.people.japanese_dates import WEEKDAYS, era_of, era_year_of

EACH = "each"  # every number, every day as a category of its own
CALENDAR = {
    "fiscal_year": "年度",
    "year": "年",
    "quarter": "四半期",
    "month": "月",
    "weekday": "曜日",
    EACH: "日",
}
_DAY = "^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
MOST_FILLED = 240  # units of time without anybody that are put between those that have somebody


def unit_in(day: sql.Composable, unit: str) -> sql.Composable:
    """SQL: an ISO day as text → the unit's code. Anything that is no day gives NULL."""
    codes = {
        EACH: "{day}",
        "year": "left({day}, 4)",
        "month": "left({day}, 7)",
        "quarter": "left({day}, 4) || 'Q' || (substr({day}, 6, 2)::int + 2) / 3",
        "fiscal_year": "lpad((left({day}, 4)::int - (substr({day}, 6, 2) < '04')::int)::text, 4, '0')",
        # A day is counted on from the first of its month, so that 2026-02-30 is no error.
        "weekday": "extract(isodow FROM"
        " make_date(left({day}, 4)::int, substr({day}, 6, 2)::int, 1) + right({day}, 2)::int - 1)",
    }
    code = sql.SQL(codes[unit]).format(day=day)
    return sql.SQL("(CASE WHEN {} ~ {} THEN ({})::text END)").format(day, sql.Literal(_DAY), code)


def units(unit: str, found: Mapping[str, int]) -> list[tuple[str, str]]:
    """Code and words of each that was found, and of those in between."""
    codes = sorted(found)
    if unit == "weekday":
        return [(code, f"{WEEKDAYS[int(code) - 1]}曜日") for code in codes]
    if unit != EACH and codes:
        codes = _filled(unit, codes)
    return [(code, _NAMES[unit](code)) for code in codes]


def _filled(unit: str, codes: list[str]) -> list[str]:
    """With the units in between that nobody named, so that a line over time has no leaps."""
    between, code = [codes[0]], codes[0]
    while code < codes[-1] and len(between) <= MOST_FILLED:
        code = _NEXT[unit](code)
        between.append(code)
    return between if len(between) <= MOST_FILLED else codes


def _next_month(code: str) -> str:
    year, month = int(code[:4]), int(code[5:])
    return f"{year + 1:04}-01" if month == 12 else f"{year:04}-{month + 1:02}"


def _next_quarter(code: str) -> str:
    year, quarter = int(code[:4]), int(code[5:])
    return f"{year + 1:04}Q1" if quarter == 4 else f"{year:04}Q{quarter + 1}"


def _next_year(code: str) -> str:
    return f"{int(code) + 1:04}"


_NEXT: dict[str, Callable[[str], str]] = {
    "year": _next_year,
    "fiscal_year": _next_year,
    "month": _next_month,
    "quarter": _next_quarter,
}


def _year(code: str) -> str:
    """2026年(令和8年), by the era at the year's end."""
    era = _era_year(code)
    return f"{code}年({era})" if era else f"{code}年"


def _fiscal_year(code: str) -> str:
    """令和8年度, by the era at its end: 令和元年度 began in 平成31年."""
    era = _era_year(code)
    return f"{era}度" if era else f"{code}年度"


def _era_year(code: str) -> str:
    """Empty before the eras we know; the fiscal year 0000 ends in March of the first year there is."""
    end = datetime.date(max(int(code), 1), 12, 31)
    return era_year_of(end) if era_of(end) else ""


def _month(code: str) -> str:
    return f"{code[:4]}年{int(code[5:])}月"


def _quarter(code: str) -> str:
    first = int(code[5:]) * 3 - 2
    return f"{code[:4]}年{first}～{first + 2}月"


def _day(code: str) -> str:
    return f"{code[:4]}年{int(code[5:7])}月{int(code[8:])}日"


_NAMES: dict[str, Callable[[str], str]] = {
    "year": _year,
    "fiscal_year": _fiscal_year,
    "month": _month,
    "quarter": _quarter,
    EACH: _day,
}
