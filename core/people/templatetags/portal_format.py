"""Dates, numbers and sizes as the interface writes them. Moments are shown in Japan's time.

On an English page dates are English: 21 November 2026 9:00.

Filters give plain text (also for mails); the two ending in _tag give a <time> element whose halves do not break.
"""

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.people.japanese_dates import (
    DAYS,
    MONTHS,
    WEEKDAYS,
    era_year_of,
    format_english_date,
    format_japanese_date,
    speaks_english,
)

register = template.Library()
TOKYO = ZoneInfo("Asia/Tokyo")
_DATE_TAG = '<time datetime="{}"><span class="mu-nowrap">{}</span><wbr><span class="mu-nowrap">({})</span>{}</time>'
_ENGLISH_TAG = '<time datetime="{}"><span class="mu-nowrap">{}</span>{}</time>'


def _day(value: datetime.date | datetime.datetime) -> datetime.date:
    return _moment(value).date() if isinstance(value, datetime.datetime) else value


def _moment(value: datetime.datetime) -> datetime.datetime:
    return value.astimezone(TOKYO)


@register.filter
def jdate(value: datetime.date | None) -> str:
    """2026年11月21日(令和8年)"""
    if not value:
        return ""
    return format_english_date(_day(value)) if speaks_english() else format_japanese_date(_day(value))


@register.filter
def jdatetime(value: datetime.datetime | None) -> str:
    """2026年11月21日(令和8年) 9時00分"""
    return f"{jdate(value)} {jtime(value)}" if value else ""


@register.filter
def jday(value: datetime.date | None) -> str:
    """11月21日(土)"""
    if not value:
        return ""
    day = _day(value)
    if speaks_english():
        return f"{DAYS[day.weekday()][:3]} {_day_and_month(day)}"
    return f"{_day_and_month(day)}({WEEKDAYS[day.weekday()]})"


@register.filter
def jshort(value: datetime.datetime | None) -> str:
    """11月21日 9時00分"""
    if not value:
        return ""
    day = _day(value)
    return f"{_day_and_month(day)} {jtime(value)}"


@register.filter
def jtime(value: datetime.datetime | datetime.time | None) -> str:
    """9時00分"""
    if value is None or value == "":
        return ""
    time = _moment(value) if isinstance(value, datetime.datetime) else value
    return f"{time.hour}:{time.minute:02}" if speaks_english() else f"{time.hour}時{time.minute:02}分"


@register.filter
def jdate_tag(value: datetime.date | None) -> str | SafeString:
    """The date as a <time> element that breaks between the two calendars only."""
    if not value:
        return ""
    day = _day(value)
    return _tag(day.isoformat(), day)


@register.filter
def jdatetime_tag(value: datetime.datetime | None) -> str | SafeString:
    """The moment as a <time> element that breaks at sensible places only."""
    if not value:
        return ""
    moment = _moment(value)
    time = format_html(' <span class="mu-nowrap">{}</span>', jtime(moment))
    return _tag(moment.isoformat(timespec="minutes"), moment.date(), time)


def _tag(machine: str, day: datetime.date, time: str = "") -> SafeString:
    if speaks_english():
        return format_html(_ENGLISH_TAG, machine, format_english_date(day), time)
    return format_html(_DATE_TAG, machine, f"{day.year}年{day.month}月{day.day}日", era_year_of(day), time)


def _day_and_month(day: datetime.date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}" if speaks_english() else f"{day.month}月{day.day}日"


@register.filter
def num(value: int | float | Decimal | None) -> str:
    """1,284 - thousands separators on screen, none in data."""
    return "" if value is None or value == "" else f"{value:,}"


@register.filter
def filesize_ja(value: int | None) -> str:
    """2.3MB"""
    if value is None or value == "":
        return ""
    size = float(value)
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.0f}{unit}" if unit != "MB" else f"{size:.1f}{unit}"
        size /= 1024
    return f"{size:.1f}GB"


@register.filter
def due_words(value: datetime.date, today: datetime.date) -> str:
    """あと4日, 明日まで, 今日まで, 2日超過. `today` comes from the view, which asks the clock."""
    days = (_day(value) - _day(today)).days
    if days < 0:
        return f"{-days:,}日超過"
    return {0: "今日まで", 1: "明日まで"}.get(days, f"あと{days:,}日")


@register.filter
def due_state(value: datetime.date, today: datetime.date) -> str:
    """late, today or soon: the to-do item's data-due."""
    days = (_day(value) - _day(today)).days
    return "late" if days < 0 else "today" if days == 0 else "soon"
