"""Numbers that are asked in several places of one questionnaire are the same in all of them."""

from __future__ import annotations

from decimal import Decimal

from core.questions.definition import Definition

# Percent of the staff in each age group of the ministry's form but the last.
AGES = (1, 6, 8, 9, 9, 8, 9, 11, 13, 12, 9)
SECTORS = ("ippan", "kyoiku", "keisatsu", "shobo", "futsu", "koei", "gokei")


def make_consistent(definition: Definition, typed: dict[str, list[str]]) -> None:
    if "staff_total" in definition:
        cells = [values[0] for name, values in typed.items() if name.startswith("a.staff_table.")]
        typed["a.staff_total"] = [str(sum(Decimal(text) for text in cells if _is_number(text)))]
    if "trend" in definition:
        _match_staff(typed)
        _share_out(typed)


def _match_staff(typed: dict[str, list[str]]) -> None:
    """The ministry's form says the number of its staff three times. Earlier years differ by a few percent."""
    for row in SECTORS:
        now = typed[f"a.departments.{row}.now"][0]
        typed[f"a.trend.{row}.y0"] = [now]
    for number, year in enumerate(("y1", "y2", "y3", "y4", "y5"), 1):
        past = {row: _years_ago(typed[f"a.trend.{row}.y0"][0], number) for row in ("ippan", "kyoiku", "keisatsu")}
        past |= {row: _years_ago(typed[f"a.trend.{row}.y0"][0], number) for row in ("shobo", "koei")}
        past["futsu"] = sum(past[row] for row in ("ippan", "kyoiku", "keisatsu", "shobo"))
        past["gokei"] = past["futsu"] + past["koei"]
        typed |= {f"a.trend.{row}.{year}": [str(staff)] for row, staff in past.items()}
    total = int(typed["a.departments.gokei.now"][0])
    *groups, last = [name for name in typed if name.startswith("a.ages.") and ".kei." not in name]
    shares = [total * percent // 100 for percent in AGES]
    typed |= {name: [str(share)] for name, share in zip(groups, shares, strict=True)}
    typed |= {last: [str(total - sum(shares))], "a.ages.kei.staff": [str(total)]}


def _years_ago(now: str, years: int) -> int:
    return int(now) * (1000 + 4 * years) // 1000 if _is_number(now) else 0


def _share_out(typed: dict[str, list[str]]) -> None:
    """What share of the staff is in each grade, rounded down: together they are at most 100."""
    staff = {name: typed[name][0] for name in typed if name.startswith("a.grades.") and name.endswith(".staff")}
    total = Decimal(staff.pop("a.grades.kei.staff")) or Decimal(1)
    shares = {name: (Decimal(n) / total * 1000 // 1) / 10 for name, n in staff.items() if _is_number(n)}
    typed |= {name.replace(".staff", ".share"): [str(share)] for name, share in shares.items()}
    typed["a.grades.kei.share"] = [str(sum(shares.values(), Decimal(0)))]


def _is_number(text: str) -> bool:
    return text.lstrip("-").isdigit()
