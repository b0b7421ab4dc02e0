"""The manner of an official notice: addressee, opening, what it is about, 記, whom to ask."""

from __future__ import annotations

import datetime
import random

from core.people.templatetags.portal_format import jday
from demo.notices.calendar import fiscal_year_start
from demo.notices.corpus import Template

ADDRESSEES = {
    "選挙": "選挙管理委員会事務局長",
    "財政": "財政担当課長",
    "交付税": "財政担当課長",
    "税": "税務担当課長",
    "人事・給与": "人事担当課長",
    "議会・条例": "総務担当課長",
    "情報政策": "情報政策担当課長",
    "防災": "防災担当課長",
    "広域行政": "企画担当課長",
}
OPENINGS = [
    "市町村行政の推進につきましては、日頃から格別の御配慮をいただき厚くお礼申し上げます。",
    "このことについては、かねてから御協力をいただき厚くお礼申し上げます。",
    "",
]
CLOSINGS = [
    "なお、関係する部署及び機関への周知についても、併せてお願いします。",
    "不明な点がありましたら、担当まで御照会ください。",
    "",
]
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def placeholders(day: datetime.date, *, due: int, number: int) -> dict[str, str]:
    """What {…} stands for in a text of that day. `number` counts within the fiscal year."""
    fiscal = fiscal_year_start(day).year
    last_month = day.replace(day=1) - datetime.timedelta(days=1)
    return {
        "fy": f"{era_year(fiscal)}度",
        "last_fy": f"{era_year(fiscal - 1)}度",
        "next_fy": f"{era_year(fiscal + 1)}度",
        "y": era_year(day.year),
        "m": str(day.month),
        "day": f"{day.month}月{day.day}日",
        "last_m": str(last_month.month),
        "due": jday(_weekday(day + datetime.timedelta(days=due))),
        "meeting": jday(_weekday(day + datetime.timedelta(days=21))),
        "round": str(number),
    }


def era_year(year: int) -> str:
    return f"令和{year - 2018}年" if year > 2019 else "令和元年"


def body(template: Template, values: dict[str, str], *, officer: str) -> str:
    """Paragraphs divided by empty lines. `officer` is the surname of who handles it."""
    dice = random.Random(template.title)
    about = template.about.format(**values)
    if template.issuer.is_external:
        opening = f"標記の件について、{template.issuer.name}から通知がありましたので、送付します。"
    else:
        opening = dice.choice(OPENINGS)
    parts = [addressee(template), opening, about]
    if template.items:
        parts.append("記")
        numbered = (f"{str(n).translate(FULL_WIDTH)}　{item}" for n, item in enumerate(template.items, 1))
        parts.append("\n".join(numbered).format(**values))
    parts += [dice.choice(CLOSINGS), signature(template, officer)]
    return "\n\n".join(part for part in parts if part)


def addressee(template: Template) -> str:
    who = ADDRESSEES[template.category]
    if "全団体" in template.to:
        return f"各市町村{who}　殿\n各一部事務組合等{who if who != '選挙管理委員会事務局長' else '担当課長'}　殿"
    if template.to == ["全市町村"]:
        return f"各市町村{who}　殿"
    return f"関係団体{who}　殿"


def signature(template: Template, officer: str) -> str:
    if template.issuer.owner:
        return f"（担当）{template.issuer.name}　研修課　{officer}\n電話　022-000-0180"
    extension = 2300 + sum(map(ord, template.issuer.section)) % 90
    return f"（担当）{template.issuer.section}　{officer}\n電話　022-000-{extension}（直通）"


def _weekday(day: datetime.date) -> datetime.date:
    """No term ends on a weekend."""
    return day + datetime.timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day
