"""What the builder lists: the kinds that can be added, and the questions that are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.questions.conditions import in_words
from core.questions.definition import Definition, Question
from core.questions.kinds import KINDS, Kind, kind_of
from core.questions.kinds.base import Group
from core.questions.services.building import name_of
from core.questions.troubles import Trouble

# Most used first within their group; kinds that are not named here stand at its end.
USUAL_ORDER = (
    *("short_text", "long_text", "person_name", "address", "phone", "email"),
    *("integer", "decimal", "date", "time", "calculated"),
    *("single_choice", "multiple_choice", "yes_no", "rating", "schedule", "consent"),
    *("table", "repeating_rows", "file"),
    *("section", "page_break"),
)


def palette() -> list[tuple[str, list[Kind]]]:
    """The kinds by group, as (the group's label, kinds)."""
    groups = [(str(group.label), [kind for kind in KINDS.values() if kind.group is group]) for group in Group]
    return [(label, sorted(kinds, key=_place)) for label, kinds in groups if kinds]


def _place(kind: Kind) -> tuple[int, str]:
    known = kind.code in USUAL_ORDER
    return (USUAL_ORDER.index(kind.code) if known else len(USUAL_ORDER), "" if known else kind.label)


@dataclass(frozen=True, slots=True)
class Row:
    """One question in the list."""

    question: Question
    kind: Kind
    number: str
    name: str
    unit: str
    summary: str
    condition: str
    troubles: list[Trouble]


def rows(definition: Definition, found: Mapping[str, list[Trouble]]) -> list[Row]:
    made = []
    for question in definition:
        kind = kind_of(question)
        made.append(
            Row(
                question=question,
                kind=kind,
                number=definition.number.get(question.key, ""),
                name=name_of(question),
                unit=str(question.settings.get("unit", "")),
                summary=kind.summary(question),
                condition=in_words(question.show_if, definition) if question.show_if else "",
                troubles=found.get(question.key, []),
            )
        )
    return made
