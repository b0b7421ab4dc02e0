"""Numbers for answers: by the size of the organization, steady from survey to survey, sums that are right."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from core.questions.definition import Question
from core.questions.tables.cells import NA_TEXT
from core.questions.tables.layout import Column, Layout, Row
from demo.surveys.respondents import Respondent

# What a key's number is per person who lives there; of what is not listed, the unit decides.
PER_HEAD = {
    "population": 1.0, "electors": 0.84, "early_voters": 0.17, "expenditure": 480, "personnel_cost": 78,
    "balance": 15, "paid_staff": 0.0075, "salary": 18, "cost_table": 60, "levied": 28, "window_staff": 0.0004,
    "members": 0.002, "moved": 0.004, "amount": 0.12, "departments": 0.0007, "ages": 0.0006, "trend": 0.002,
    "grades": 0.0007, "staff_table": 0.0009, "cost": 1.1, "polls.sites": 0.0003, "polls.staff": 0.003,
    "staff.": 0.00005, "card_windows.": 0.00005,
}  # fmt: skip
BY_UNIT = {"人": 0.003, "千円": 30, "か所": 0.00015, "件": 0.002, "人分": 0.1}
# From … to, whatever the size.
BETWEEN = {"円": (168_000, 214_000), "歳": (38, 46), "%": (70, 99), "回": (0, 24), "日": (10, 40), "台": (0, 2)}
BETWEEN_KEYS = {
    "laspeyres": (93, 101), "number_of_people": (1, 3), "last_rate": (12, 28), "kyuyo": (330_000, 401_000),
    "hikaku": (318_000, 362_000), "averages.kyuryo": (288_000, 331_000), "share": (3, 20),
}  # fmt: skip
SHARE_OF = {"collected": ("levied", 0.93, 0.998), "now": ("last", 0.96, 1.05)}
# How much more or less than its table's other rows a row has.
ROWS = {
    "taxes": {"r1": 1.6, "r2": 1.8, "r3": 0.07, "r4": 0.2, "r5": 0.7},
    "polls": {"r1": 1.5, "r2": 0.2, "r3": 0.08, "r4": 0.03},
    "grades": {"g1": 0.7, "g3": 1.3, "g4": 1.4, "g5": 0.9, "g6": 0.6, "g7": 0.3, "g8": 0.1},
    "departments": {
        "gikai": 0.15, "somu": 1.8, "zeimu": 0.6, "minsei": 2.0, "eisei": 0.9, "rodo": 0.05, "norin": 0.6,
        "shoko": 0.4, "doboku": 0.9, "kyoiku": 1.4, "shobo": 1.1, "suido": 0.5, "kotsu": 0.2, "gesuido": 0.3,
    },
    "staff_table": {"general": 2.5, "education": 0.7, "fire": 0.4, "enterprise": 0.6},
}  # fmt: skip
# Which rows not every organization has, and how many lack them.
ABSENT = {
    "taxes": {"r5": 0.2}, "averages": {"gino": 0.2, "koko": 0.9, "shochu": 0.3, "keisatsu": 1.0},
    "grades": {"g7": 0.2, "g8": 0.6}, "starting_pay": {"gino_ko": 0.2, "gino_chu": 0.5},
    "departments": {"rodo": 0.4, "keisatsu": 1.0, "shobo": 0.3, "byoin": 0.5, "kotsu": 0.9},
    "staff_table": {"fire": 0.6, "enterprise": 0.1}, "systems": {"r4": 0.1}, "stock": {"r3": 0.05},
}  # fmt: skip


class Numbers:
    """Those of one organization in one survey."""

    def __init__(self, respondent: Respondent, salt: str) -> None:
        self.respondent, self.salt = respondent, salt
        self.dice = random.Random(f"numbers {respondent.code} {salt}")

    def one(self, key: str, settings: Mapping[str, Any], place: str = "") -> Decimal:
        """Its base is the organization's for good; every survey finds it a few percent changed."""
        base = random.Random(f"{self.respondent.code} {key} {place}")
        unit = settings.get("unit", "")
        names = (f"{key.partition('.')[0]}.{place.rpartition('.')[2]}", place.rpartition(".")[2], key.partition(".")[0])
        span = next((BETWEEN_KEYS[name] for name in names if name in BETWEEN_KEYS), None)
        factor = next((PER_HEAD[name] for name in names if name in PER_HEAD), None)
        if span is None and factor is None:
            span = BETWEEN.get(unit)
        if span is not None:
            number = base.uniform(*span)
        else:
            number = self.respondent.population * (factor or BY_UNIT.get(unit, 0.001)) * base.uniform(0.8, 1.2)
            number *= ROWS.get(key, {}).get(place.partition(".")[0], 1.0)
        number *= self.dice.uniform(0.985, 1.02)
        return self.fitted(Decimal(number), settings)

    @staticmethod
    def fitted(number: Decimal, settings: Mapping[str, Any]) -> Decimal:
        if settings.get("minimum") is not None:
            number = max(number, Decimal(str(settings["minimum"])))
        if settings.get("maximum") is not None:
            number = min(number, Decimal(str(settings["maximum"])))
        return round(number, int(settings.get("decimals", 0)))

    def table(self, question: Question) -> dict[str, dict[str, Decimal | str]]:
        """The cells that hold numbers, row by row. Totals are what their parts come to."""
        layout = Layout.of(question)
        totals = {rule.total for rule in layout.sums if rule.axis == "rows"}
        cells = {row.key: self._row(question, layout, row, row.key in totals) for row in layout.rows}
        for rule in layout.sums:
            if rule.axis == "rows":
                for column in layout.numbers:
                    parts = [cells[part].get(column.key) for part in rule.parts]
                    cells[rule.total][column.key] = sum((p for p in parts if isinstance(p, Decimal)), Decimal(0))
        return cells

    def _row(self, question: Question, layout: Layout, row: Row, is_total: bool) -> dict[str, Decimal | str]:
        if is_total:
            return {}
        if self._steady(question, row) < ABSENT.get(question.key, {}).get(row.key, 0.0):
            return {column.key: NA_TEXT for column in layout.numbers}
        found: dict[str, Decimal | str] = {}
        for column in layout.numbers:
            found[column.key] = self._cell(question, row, column, found)
        for rule in layout.sums:
            if rule.axis == "columns":
                self._change(rule.total, list(rule.parts), found)
        return found

    def _steady(self, question: Question, row: Row) -> float:
        return random.Random(f"{self.respondent.code} {question.key} {row.key} na").random()

    def _cell(self, question: Question, row: Row, column: Column, found: dict[str, Decimal | str]) -> Decimal:
        settings = column.question.settings
        if column.key in SHARE_OF:
            of, low, high = SHARE_OF[column.key]
            other = found.get(of)
            if isinstance(other, Decimal):
                return self.fitted(other * Decimal(self.dice.uniform(low, high)), settings)
        return self.one(question.key, settings, f"{row.key}.{column.key}")

    @staticmethod
    def _change(total: str, parts: list[str], found: dict[str, Decimal | str]) -> None:
        """Of "now = last + change" the change is what remains."""
        *known, rest = parts
        now, others = found[total], [found[part] for part in known]
        if isinstance(now, Decimal):
            found[rest] = now - sum((each for each in others if isinstance(each, Decimal)), Decimal(0))
