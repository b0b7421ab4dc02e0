"""Answers to the ministry's form, drawn by lot: each drawing says itself what it typed and what that means.

They keep the form's own rules: sums add up, the three tables of staff agree.
"""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.surveys.staffing_answers import BLANK, NA, NOT_ASKED, TEXT, Drawn, Place

FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
DASH = "－"


def draw(seed: str) -> Drawn:
    """The same for the same seed."""
    return _Drawing(random.Random(seed)).everything()


class _Drawing:
    def __init__(self, chance: random.Random) -> None:
        self.chance, self.drawn = chance, Drawn()

    # --- One place ---

    def put(self, place: Place, value: Decimal | int | str, typed: str | None = None) -> None:
        if isinstance(value, int):
            value = Decimal(value)
        self.drawn.holds[place] = value
        self.drawn.typed[f"a.{'.'.join(place)}"] = self.in_writing(value) if typed is None else typed

    def in_writing(self, value: Decimal | str) -> str:
        """As people write it: with commas or without, full width, ▲ for less than zero."""
        if not isinstance(value, Decimal):
            return {BLANK: "", NA: DASH}[value]
        plain = f"{abs(value):f}"
        written = self.chance.choice([plain, f"{abs(value):,f}", plain.translate(FULL_WIDTH)])
        return self.chance.choice("▲-") + written if value < 0 else written

    def whole(self, most: int) -> int:
        """Often zero."""
        return 0 if self.chance.random() < 0.2 else self.chance.randint(1, most)

    def tenths(self, least: int, most: int) -> Decimal:
        return Decimal(self.chance.randint(least * 10, most * 10)) / 10

    def happens(self, share: float) -> bool:
        return self.chance.random() < share

    # --- The form ---

    def everything(self) -> Drawn:
        self.put(("reference_day",), TEXT, self.chance.choice(["2026-04-01", "令和8年4月1日", "R8.4.1"]))
        self.outline()
        self.averages()
        self.starting_pay()
        self.grades()
        self.staff()
        self.put(("office_section",), TEXT, "総務課人事係")
        self.put(("office_phone",), TEXT, "022-211-2111")
        return self.drawn

    def outline(self) -> None:
        cost, staff = self.whole(9_000_000), self.whole(900)
        expenditure = cost + self.whole(30_000_000)
        self.put(("population",), self.whole(300_000))
        self.put(("expenditure",), expenditure)
        self.put(("balance",), self.whole(2_000_000) * self.chance.choice([1, -1]))
        self.put(("personnel_cost",), cost)
        self.calculate("personnel_rate", 100 * cost, expenditure, "0.1")
        if self.happens(0.2):
            self.put(("last_rate",), BLANK)
            self.drawn.typed["a.last_rate.reason"] = "前年度の決算を確認中のため"
        else:
            self.put(("last_rate",), self.chance.choice([Decimal(0), self.tenths(5, 60)]))
        self.put(("paid_staff",), staff)
        paid = {row: self.whole(4_000_000) for row in ("kyuryo", "teate", "kimatsu")}
        for row, amount in (paid | {"kei": sum(paid.values())}).items():
            self.put(("salary", row, "gaku"), amount)
        self.calculate("per_head", sum(paid.values()), staff, "1")
        for row in ("y3", "y2", "y1", "y0"):
            self.put(("laspeyres", row, "own"), self.tenths(85, 105))
            for column in ("similar", "all"):
                self.put(("laspeyres", row, column), BLANK if self.happens(0.3) else self.tenths(85, 105))
        if self.happens(0.4):
            self.put(("reduces",), TEXT, "yes")
            self.put(("reduction",), TEXT, "管理職手当を10％減額しています。")
        else:
            self.put(("reduces",), TEXT, "no")
            self.drawn.holds["reduction",] = NOT_ASKED

    def calculate(self, key: str, above: int, below: int, digits: str) -> None:
        """Nobody types it. Nothing can be divided by zero: then there is no value."""
        if below == 0:
            self.drawn.holds[key,] = BLANK
        else:
            self.drawn.holds[key,] = (Decimal(above) / below).quantize(Decimal(digits), ROUND_HALF_UP)

    def averages(self) -> None:
        for row in ("gyosei", "gino", "koko", "shochu", "keisatsu"):
            if row == "keisatsu" or self.happens(0.2):
                cells: dict[str, Any] = dict.fromkeys(("age", "kyuryo", "kyuyo", "hikaku"), NA)
            else:
                pay = self.whole(400_000)
                cells = {"age": self.tenths(15, 80), "kyuryo": pay, "kyuyo": pay + self.whole(90_000)}
                cells["hikaku"] = self.chance.choice([BLANK, NA, pay, 0])
            for column, value in cells.items():
                self.put(("averages", row, column), value)

    def starting_pay(self) -> None:
        for row in ("gyosei_dai", "gyosei_ko", "gino_ko", "gino_chu"):
            self.put(("starting_pay", row, "own"), NA if self.happens(0.3) else self.whole(220_000))
            self.put(("starting_pay", row, "nation"), self.chance.choice([BLANK, NA, 0, self.whole(220_000)]))

    def grades(self) -> None:
        total = 0
        for row in (f"g{number}" for number in range(1, 9)):
            staff = NA if self.happens(0.1) else self.whole(120)
            total += 0 if isinstance(staff, str) else staff
            self.put(("grades", row, "work"), *((BLANK, "") if self.happens(0.3) else (TEXT, "主事、技師")))
            self.put(("grades", row, "staff"), staff)
            self.put(("grades", row, "share"), BLANK if self.happens(0.4) else self.tenths(0, 100))
        self.put(("grades", "kei", "work"), BLANK)
        self.put(("grades", "kei", "staff"), total)
        self.put(("grades", "kei", "share"), self.chance.choice([BLANK, 100]))

    # --- Staff: three tables that must agree ---

    def staff(self) -> None:
        departments = self.departments()
        now = {row: cells[1] for row, cells in departments.items()}
        self.ages(now["gokei"])
        self.trend(now)

    def departments(self) -> dict[str, tuple[int, int, int]]:
        parts = {
            "ippan": ("gikai", "somu", "zeimu", "minsei", "eisei", "rodo", "norin", "shoko", "doboku"),
            "futsu": ("ippan", "kyoiku", "keisatsu", "shobo"),
            "koei": ("byoin", "suido", "kotsu", "gesuido", "sonota"),
            "gokei": ("futsu", "koei"),
        }
        found: dict[str, tuple[int, int, int]] = {}
        for total, rows in parts.items():
            for row in rows:
                if row not in parts:
                    found[row] = self.department(row)
            sums = [sum(found[row][column] for row in rows) for column in range(3)]
            found[total] = (sums[0], sums[1], sums[2])
            for column, number in zip(("last", "now", "change"), sums, strict=True):
                self.put(("departments", total, column), number)
            self.put(("departments", total, "why"), BLANK)
        return found

    def department(self, row: str) -> tuple[int, int, int]:
        """Those that are there; who has no such department writes a dash, which adds nothing."""
        if row == "keisatsu" or self.happens(0.15):
            for column in ("last", "now", "change", "why"):
                self.put(("departments", row, column), NA)
            return 0, 0, 0
        last, now = self.whole(90), self.whole(90)
        for column, number in (("last", last), ("now", now), ("change", now - last)):
            self.put(("departments", row, column), number)
        self.put(("departments", row, "why"), *((TEXT, "欠員の補充") if self.happens(0.5) else (BLANK, "")))
        return last, now, now - last

    def ages(self, total: int) -> None:
        rows = ["u20", *(f"a{age}" for age in range(20, 61, 4))]
        left = total
        for row in rows[:-1]:
            here = min(left, self.whole(60))
            self.put(("ages", row, "staff"), here)
            left -= here
        self.put(("ages", rows[-1], "staff"), left)
        self.put(("ages", "kei", "staff"), total)

    def trend(self, now: dict[str, int]) -> None:
        totals: dict[str, int] = {}
        for year in ("y5", "y4", "y3", "y2", "y1", "y0"):
            this = year == "y0"
            rows = {row: now[row] if this else self.whole(300) for row in ("ippan", "kyoiku", "shobo", "koei")}
            rows["futsu"] = rows["ippan"] + rows["kyoiku"] + rows["shobo"]
            rows["gokei"] = totals[year] = rows["futsu"] + rows["koei"]
            for row, number in rows.items():
                self.put(("trend", row, year), number)
            self.put(("trend", "keisatsu", year), NA)
        self.drawn.holds["five_years",] = Decimal(totals["y0"] - totals["y5"])
