"""Dates as people in Japanese offices write them: in the western or the imperial calendar, with any digits."""

import datetime
import re
import unicodedata
from typing import NamedTuple


class Era(NamedTuple):
    name: str
    letter: str
    first_day: datetime.date


# Newest first. Before 1873 Japan had another calendar; nothing here is as old as that.
ERAS = (
    Era("令和", "R", datetime.date(2019, 5, 1)),
    Era("平成", "H", datetime.date(1989, 1, 8)),
    Era("昭和", "S", datetime.date(1926, 12, 25)),
    Era("大正", "T", datetime.date(1912, 7, 30)),
    Era("明治", "M", datetime.date(1868, 10, 23)),
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
EXAMPLE = "2026年11月21日、令和8年11月21日、R8.11.21、2026-11-21"


def parse_japanese_date(text: str) -> datetime.date:
    """The date that `text` names.

    Accepts 2026年11月21日, 2026-11-21, 2026/11/21, 20261121, 令和8年11月21日, 令和元年5月1日 and R8.11.21, with
    half- or full-width characters and spaces anywhere. Raises ValueError with a message for the person who typed.
    """
    plain = _plain(text)
    if re.fullmatch(r"\d{8}", plain):
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    match = _DATE.fullmatch(plain)
    if not match:
        raise ValueError(f"日付として読み取れません。次のように入力してください。例：{EXAMPLE}")
    era = _era_called(match["era"]) if match["era"] else None
    if era is None and (match["year"] == "元" or len(match["year"]) != 4):
        raise ValueError(f"年は、西暦4桁または元号を付けて入力してください。例：{EXAMPLE}")
    era_year = 1 if match["year"] == "元" else int(match["year"])
    year = era.first_day.year + era_year - 1 if era else era_year
    try:
        date = datetime.date(year, int(match["month"]), int(match["day"]))
    except ValueError:
        raise ValueError(f"「{text.strip()}」という日はありません。年月日を確かめてください。") from None
    if era and era_of(date) != era:
        raise ValueError(_outside(era, date, text))
    if match["era_year"] and match["era_year"] != era_year_of(date):
        raise ValueError(f"{date.year}年は{era_year_of(date)}です。西暦と元号のどちらかを直してください。")
    if match["weekday"] and match["weekday"] != WEEKDAYS[date.weekday()]:
        raise ValueError(
            f"{date.month}月{date.day}日は{WEEKDAYS[date.weekday()]}曜日です。日付か曜日を直してください。"
        )
    return date


def parse_japanese_time(text: str) -> datetime.time:
    """The time of day that `text` names: 9:00, 09:00:00, 9時, 9時00分. Raises ValueError with a message to show."""
    match = _TIME.fullmatch(_plain(text))
    if not match:
        raise ValueError("時刻として読み取れません。次のように入力してください。例：9:00、17時30分")
    try:
        return datetime.time(int(match["hour"]), int(match["minute"] or 0))
    except ValueError:
        raise ValueError("時刻は0時00分から23時59分までで入力してください。") from None


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
        bounds = f"{era.name}は{_western(era.first_day)}からです。"
    else:
        bounds = f"{era.name}は{_western(ERAS[index - 1].first_day - datetime.timedelta(days=1))}までです。"
    hint = f"{_western(date)}は{era_year_of(date)}です。" if era_of(date) else ""
    return f"「{text.strip()}」という日はありません。{bounds}{hint}"


def _western(date: datetime.date) -> str:
    return f"{date.year}年{date.month}月{date.day}日"


def _plain(text: str) -> str:
    """Half-width, upper case, without spaces: what the patterns above are written for."""
    folded = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    return re.sub(r"\s+", "", folded).upper()
