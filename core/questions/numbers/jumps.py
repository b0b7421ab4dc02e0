"""A number that is far from the earlier one: nobody is stopped, but a reason is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from core.questions.definition import Question
from core.questions.numbers.typing import shown_number
from core.questions.wording import listed, quoted

SETTING = "ask_when_changed_by"  # percent, in the settings of numbers and tables
NAMED = 3  # so many cells of a table are told one by one


@dataclass(frozen=True, slots=True)
class Jump:
    """From one number to another. `place` names the cell of a table; empty for a number alone."""

    old: Decimal
    new: Decimal
    unit: str = ""
    place: str = ""

    @property
    def percent(self) -> int:
        """How many percent, rounded down; 0 where the earlier number was zero."""
        return int(abs(self.new - self.old) * 100 / abs(self.old)) if self.old else 0

    @property
    def from_to(self) -> str:
        return gettext("%(old)sから%(new)s") % {
            "old": f"{shown_number(self.old)}{self.unit}",
            "new": f"{shown_number(self.new)}{self.unit}",
        }


def threshold_of(settings: Mapping[str, Any]) -> int:
    """From how many percent of change on a reason is asked for; 0 where none ever is."""
    given = settings.get(SETTING)
    return given if type(given) is int else 0


def jump(old: Decimal | None, new: Decimal | None, percent: int, *, unit: str = "", place: str = "") -> Jump | None:
    """The jump from `old` to `new` if it is one: at least `percent` of the old number; from zero any change is."""
    if not percent or old is None or new is None or old == new:
        return None
    return Jump(old, new, unit, place) if abs(new - old) * 100 >= percent * abs(old) else None


def threshold_changes(old: Question, new: Question) -> Iterator[tuple[str, str]]:
    """What changed between two versions, as Kind.changes says it."""
    before, after = threshold_of(old.settings), threshold_of(new.settings)
    if before == after:
        return
    if not after:
        yield "looser", "前回から大きく変わっても、理由を聞かなくなりました。"
    else:
        stricter = not before or after < before
        yield "stricter" if stricter else "looser", f"前回から{after}％以上変わったときに、理由を聞くようになりました。"


def in_words(jumps: Sequence[Jump]) -> str:
    """前回の1,204人から1,800人へ、49％増えています。"""
    if len(jumps) == 1 and not jumps[0].place:
        return _alone(jumps[0])
    named = [f"{quoted(one.place)}{_beside_others(one)}" for one in jumps[:NAMED]]
    if len(jumps) > NAMED:
        named.append(gettext("ほか%(number)sか所") % {"number": f"{len(jumps) - NAMED:,}"})
    return gettext("前回から大きく変わった数があります：%(named)s。") % {"named": listed(named)}


def _alone(one: Jump) -> str:
    if not one.old:
        return gettext("前回の%(from_to)sに変わっています。") % {"from_to": one.from_to}
    grown = gettext("前回の%(from_to)sへ、%(percent)s％増えています。")
    shrunk = gettext("前回の%(from_to)sへ、%(percent)s％減っています。")
    return (grown if one.new > one.old else shrunk) % {"from_to": one.from_to, "percent": f"{one.percent:,}"}


def _beside_others(one: Jump) -> str:
    if not one.old:
        return gettext("%(from_to)sへ") % {"from_to": one.from_to}
    message = gettext("%(from_to)sへ%(percent)s％増") if one.new > one.old else gettext("%(from_to)sへ%(percent)s％減")
    return message % {"from_to": one.from_to, "percent": f"{one.percent:,}"}
