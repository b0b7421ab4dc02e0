"""One column of an export."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from psycopg import sql

from core.questions.crosstab.source import Attribute
from core.questions.exporting.asked import Asked


class Role(enum.Enum):
    NUMBER = "number"  # which respondent it is, within this export
    ATTRIBUTE = "attribute"
    VERSION = "version"
    VALUE = "value"
    STATE = "state"


@dataclass(frozen=True)
class Field:
    """`value` is SQL over `Source.sql` as `s`; it gives a text, a number or a date as `type` says, or NULL.

    `key` is ASCII, for programs; `label` is for people. `codes` are the codes and their words where only these stand
    in the column, whichever of them do. `is_fixed`: nothing else than neutral words of ours can stand there.
    """

    key: str
    label: str
    value: sql.Composable
    role: Role
    type: str = "text"  # or "number", "date"
    unit: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    is_fixed: bool = False
    attribute: Attribute | None = None
    asked: Asked | None = None
    part: str = ""
    part_label: str = ""

    @property
    def named(self) -> str:
        """As it stands in a header: with its unit."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label

    @property
    def nothing(self) -> sql.Composable:
        """NULL of its type."""
        return sql.SQL({"text": "NULL::text", "number": "NULL::numeric", "date": "NULL::date"}[self.type])
