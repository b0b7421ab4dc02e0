"""The ministry's form (給与・定員管理) as it is kept, and what answers to it add up to in plain Python.

Nothing of this asks the product how an answer is read, stored or added up.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from demo.questionnaires import FOLDER

KEPT: dict[str, Any] = json.loads((FOLDER / "staffing.json").read_text(encoding="utf-8"))
CONTENT: dict[str, Any] = KEPT["versions"][0]
ASKED: list[dict[str, Any]] = [one for one in CONTENT["questions"] if one["kind"] not in ("section", "page_break")]
NUMBERS = ("integer", "decimal", "calculated")
BLANK, NA, NOT_ASKED, EXEMPT, UNANSWERED = "空欄", "該当なし", "対象外", "回答不要", "未回答"
TEXT = "文字"  # an answer that is no number

Place = tuple[str, ...]  # ("population",) or ("salary", "kei", "gaku")


def number_places() -> list[Place]:
    """Every question that is a number, and every cell of a table that is one."""
    found: list[Place] = []
    for one in ASKED:
        if one["kind"] in NUMBERS:
            found.append((one["key"],))
        elif one["kind"] == "table":
            settings = one["settings"]
            columns = [column["key"] for column in settings["columns"] if column["kind"] in NUMBERS]
            found += [(one["key"], row["key"], column) for row in settings["rows"] for column in columns]
    return found


@dataclass
class Tally:
    """What all organizations together have at one place: the sum, and each "no value" by itself."""

    sum: Decimal | None = None
    answered: int = 0
    zero: int = 0
    without: Counter[str] = field(default_factory=Counter)

    def add(self, value: Decimal | str) -> None:
        if value in (BLANK, NA, NOT_ASKED, EXEMPT, UNANSWERED):
            self.without[str(value)] += 1
            return
        self.answered += 1
        if isinstance(value, Decimal):
            self.sum = value if self.sum is None else self.sum + value
            self.zero += value == 0


@dataclass
class Drawn:
    """One organization's answers: what is typed into which control, and what each place then holds (see draw)."""

    typed: dict[str, str] = field(default_factory=dict)
    holds: dict[Place, Decimal | str] = field(default_factory=dict)


def tally(everybody: Iterable[Drawn], whole: Iterable[str], place: Place) -> Tally:
    """`whole`: the "no value" of each organization that handed nothing in which counts."""
    found = Tally()
    for one in everybody:
        found.add(one.holds[place])
    for word in whole:
        found.add(word)
    return found
