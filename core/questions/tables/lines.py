"""The rows of a table to which respondents add rows. Their controls are called "<n>.<column>"; n only orders them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from django.utils.translation import gettext

from core.questions.definition import Question
from core.questions.tables.layout import MOST_CELLS, Layout, Row
from core.questions.typed import Parts, one

MOST = 500  # rows, where the clerk set no limit
SPARE = 2  # empty rows that are always there, for those without script
AT_ONCE = 5  # how many 「行を増やす」 adds


@dataclass(frozen=True)
class Limits:
    minimum: int = 0
    maximum: int = MOST
    starting: int = 3

    @classmethod
    def of(cls, question: Question) -> Self:
        given: dict[str, Any] = {
            name: int(value)
            for name in ("minimum", "maximum", "starting")
            if (value := question.settings.get(name)) is not None
        }
        columns = len(question.settings.get("columns", ()))
        return cls(**{"maximum": min(MOST, MOST_CELLS // max(columns, 1)), **given})


@dataclass(frozen=True)
class Lines:
    """The rows that were typed into, or stood in the page empty."""

    layout: Layout
    limits: Limits
    parts: Parts

    @classmethod
    def of(cls, question: Question, parts: Parts) -> Self:
        return cls(Layout.of(question), Limits.of(question), parts)

    @cached_property
    def sent(self) -> list[int]:
        """The numbers of the rows in the page, in their order. There are gaps where script took rows out."""
        heads = {part.partition(".")[0] for part in self.parts}
        return sorted(int(head) for head in heads if head.isascii() and head.isdigit() and len(head) < 8)

    @cached_property
    def filled(self) -> list[int]:
        return [line for line in self.sent if self.holds_something(line)]

    @cached_property
    def shown(self) -> list[int]:
        """The rows that the page shows: those that are there, and as many empty ones as are wanted."""
        wanted = max(self.limits.starting, self.limits.minimum, len(self.filled) + SPARE, 1)
        return self.with_more(min(wanted, self.limits.maximum) - len(self.sent))

    def with_more(self, more: int) -> list[int]:
        last = self.sent[-1] if self.sent else 0
        return [*self.sent, *range(last + 1, last + 1 + max(more, 0))]

    def free(self) -> list[Row]:
        """Every row that a pasted list may go into: after the last that holds something, up to the limit."""
        room = self.with_more(self.limits.maximum - len(self.sent))
        last = self.filled[-1] if self.filled else 0
        return [self.row(line, place) for place, line in enumerate(room, 1) if line > last]

    def text_of(self, line: int) -> Callable[[str], str]:
        return lambda column: one(self.parts, f"{line}.{column}")

    def holds_something(self, line: int) -> bool:
        text_of = self.text_of(line)
        return any(text_of(column.key).strip() for column in self.layout.columns)

    @staticmethod
    def row(line: int, place: int) -> Row:
        return Row(str(line), called(place))


def called(place: int) -> str:
    return gettext("%(place)s行目") % {"place": place}
