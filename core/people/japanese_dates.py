"""Dates as people in Japanese offices write them: in the western or the imperial calendar, with any digits."""

import datetime
import re
import unicodedata
from typing import NamedTuple

from django.utils.translation import get_language, gettext, gettext_noop


class Era(NamedTuple):
    name: str
    letter: str
    first_day: datetime.date


# Newest first. Before 1873 Japan had another calendar; nothing here is as old as that.
ERAS = (
    Era(gettext_noop("令和"), "R", datetime.date(2019, 5, 1)),
    Era(gettext_noop("平成"), "H", datetime.date(1989, 1, 8)),
    Era(gettext_noop("昭和"), "S", datetime.date(1926, 12, 25)),
    Era(gettext_noop("大正"), "T", datetime.date(1912, 7, 30)),
    Era(gettext_noop("明治"), "M", datetime.date(1868, 10, 23)),
)
WEEKDAYS = "月火水木金土日"

_SIGNS = str.maketrans("．。／・‐−–—ー―", "../.------")
# The new era's one-character forms (㋿, ㍻, ㍼, ㍽, ㍾) become two characters by NFKC.
_DATE = re.compile(
    r"""(?P<era>令和|平成|昭和|大正|明治|[RHSTM])?
        (?P<year>\d{1,4}|元)(?:年|[./-])
        (?P<month>\d{1,2})(?:月|[./-])
        (?P<day>\d{1,2})日?
        (?:\((?P<era_year>(?:令和|平成|昭和|大正|明治)(?:\d{1,3}|元)年)\))?   # as we write it ourselves
        (?:\((?P<weekday>[月火水木金土日])\))?""",
    re.VERBOSE,
)
_TIME = re.compile(r"(?P<hour>\d{1,2})(?::|時)(?:(?P<minute>\d{1,2})分?)?(?::\d{2})?")
EXAMPLE = gettext_noop("2026年11月21日、令和8年11月21日、R8.11.21、2026-11-21")
# What people write in English, before spaces go: 1 April 1998, April 1st, 1998, 1 Apr. 1998
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH_DATES = (
    re.compile(r"(?P<day>\d{1,2})(?:ST|ND|RD|TH)? (?:OF )?(?P<month>[A-Z]{3,9})\.?,? (?P<year>\d{4})"),
    re.compile(r"(?P<month>[A-Z]{3,9})\.? (?P<day>\d{1,2})(?:ST|ND|RD|TH)?,? ?(?P<year>\d{4})"),
)


def parse_japanese_date(text: str) -> datetime.date:
    """The date that `text` names.

    Accepts 2026年11月21日, 2026-11-21, 2026/11/21, 20261121, 令和8年11月21日, 令和元年5月1日 and R8.11.21, with
    half- or full-width characters and spaces anywhere. Raises ValueError with a message for the person who typed.
    """
    if english := _english_date(text):
        return english
    plain = _plain(text)
    if re.fullmatch(r"\d{8}", plain):
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    match = _DATE.fullmatch(plain)
    if not match:
        raise ValueError(gettext("日付として読み取れません。次のように入力してください。例：%(example)s") % _example())
    era = _era_called(match["era"]) if match["era"] else None
    if era is None and (match["year"] == "元" or len(match["year"]) != 4):
        raise ValueError(gettext("年は、西暦4桁または元号を付けて入力してください。例：%(example)s") % _example())
    era_year = 1 if match["year"] == "元" else int(match["year"])
    year = era.first_day.year + era_year - 1 if era else era_year
    try:
        date = datetime.date(year, int(match["month"]), int(match["day"]))
    except ValueError:
        raise ValueError(_no_such_day(text)) from None
    if era and era_of(date) != era:
        raise ValueError(_outside(era, date, text))
    if match["era_year"] and match["era_year"] != era_year_of(date):
        message = gettext("%(year)s年は%(era_year)sです。西暦と元号のどちらかを直してください。")
        raise ValueError(message % {"year": date.year, "era_year": _era_year(date)})
    if match["weekday"] and match["weekday"] != WEEKDAYS[date.weekday()]:
        message = gettext("%(day)sは%(weekday)sです。日付か曜日を直してください。")
        day = f"{date.day} {MONTHS[date.month - 1]}" if speaks_english() else f"{date.month}月{date.day}日"
        raise ValueError(message % {"day": day, "weekday": weekday_of(date)})
    return date


def parse_japanese_time(text: str) -> datetime.time:
    """The time of day that `text` names: 9:00, 09:00:00, 9時, 9時00分. Raises ValueError with a message to show."""
    match = _TIME.fullmatch(_plain(text))
    if not match:
        raise ValueError(gettext("時刻として読み取れません。次のように入力してください。例：9:00、17時30分"))
    try:
        return datetime.time(int(match["hour"]), int(match["minute"] or 0))
    except ValueError:
        raise ValueError(gettext("時刻は0時00分から23時59分までで入力してください。")) from None


def format_japanese_date(date: datetime.date) -> str:
    """2026年11月21日(令和8年)"""
    return f"{_western(date)}({era_year_of(date)})"


def era_year_of(date: datetime.date) -> str:
    """令和8年; the first year of an era is 元年. Years before the eras we know stay western."""
    era = era_of(date)
    if era is None:
        return f"{date.year}年"
    number = date.year - era.first_day.year + 1
    return f"{era.name}{'元' if number == 1 else number}年"


def era_of(date: datetime.date) -> Era | None:
    return next((era for era in ERAS if date >= era.first_day), None)


def _era_called(name: str) -> Era:
    return next(era for era in ERAS if name in (era.name, era.letter))


def _outside(era: Era, date: datetime.date, text: str) -> str:
    """What to say about a day that lies before or after the era it was written in."""
    index = ERAS.index(era)
    if date < era.first_day:
        message, bound = gettext("「%(typed)s」という日はありません。%(era)sは%(bound)sからです。"), era.first_day
    else:
        message = gettext("「%(typed)s」という日はありません。%(era)sは%(bound)sまでです。")
        bound = ERAS[index - 1].first_day - datetime.timedelta(days=1)
    said = message % {"typed": text.strip(), "era": gettext(era.name), "bound": _western(bound)}
    hint = gettext("%(day)sは%(era_year)sです。") % {"day": _western(date), "era_year": _era_year(date)}
    return f"{said}{hint}" if era_of(date) else said


def _no_such_day(text: str) -> str:
    return gettext("「%(typed)s」という日はありません。年月日を確かめてください。") % {"typed": text.strip()}


def _example() -> dict[str, str]:
    return {"example": gettext(EXAMPLE)}


def _english_date(text: str) -> datetime.date | None:
    """The date in 1 April 1998 or April 1, 1998; None where it is not written that way."""
    plain = " ".join(unicodedata.normalize("NFKC", text).upper().split())
    match = next(filter(None, (pattern.fullmatch(plain) for pattern in _ENGLISH_DATES)), None)
    month = _month_called(match["month"]) if match else 0
    if not match or not month:
        return None
    try:
        return datetime.date(int(match["year"]), month, int(match["day"]))
    except ValueError:
        raise ValueError(_no_such_day(text)) from None


def _month_called(name: str) -> int:
    """1 for JANUARY and JAN, 0 for what is no month."""
    written = ({one.upper(), one[:3].upper(), one[:4].upper()} for one in MONTHS)
    return next((place for place, names in enumerate(written, 1) if name in names), 0)


def weekday_of(date: datetime.date) -> str:
    """土曜日, or Saturday on an English page."""
    return DAYS[date.weekday()] if speaks_english() else f"{WEEKDAYS[date.weekday()]}曜日"


def _era_year(date: datetime.date) -> str:
    """The year of the era as messages say it: 令和8年, or Reiwa 8 on an English page."""
    era = era_of(date)
    if era is None or not speaks_english():
        return era_year_of(date)
    return f"{gettext(era.name)} {date.year - era.first_day.year + 1}"


def speaks_english() -> bool:
    """Whether the page is in English: public pages may be, the office never is."""
    return get_language() == "en"


def format_english_date(date: datetime.date) -> str:
    """1 April 1998"""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year:04}"


def _western(date: datetime.date) -> str:
    return format_english_date(date) if speaks_english() else f"{date.year}年{date.month}月{date.day}日"


def _plain(text: str) -> str:
    """Half-width, upper case, without spaces: what the patterns above are written for."""
    folded = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    return re.sub(r"\s+", "", folded).upper()
