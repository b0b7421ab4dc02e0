"""A table as the templates take it: everything worked out beforehand, because it may have hundreds of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from core.people.templatetags.portal_forms import control_attributes
from core.questions.options import label_of
from core.questions.tables.cells import options_of
from core.questions.tables.layout import TOTAL, Column, Layout
from core.questions.typed import control_id, one
from core.questions.wording import with_remark, without_place

if TYPE_CHECKING:
    from core.questions.asking import Asked


SELECT = "questions/kinds/cell_select.html"


@dataclass(slots=True)
class ColumnView:
    """A column's head, and what the controls under it have in common."""

    column: Column
    id: str  # of the head
    options: tuple[tuple[str, str], ...]
    attributes: SafeString
    template: str  # of the cells; empty for a line to type in, which _row.html writes itself
    stacked_label: str  # what stands before a cell when the table is a list on a phone
    mark: str = ""  # 必須 or 任意, where the columns differ


@dataclass(slots=True)
class CellView:
    column: ColumnView
    name: str
    id: str
    value: str
    labelled_by: str
    error: str = ""

    @property
    def not_offered(self) -> str:
        """What stands in a select and cannot be chosen (any more), in words; it must not vanish from the page."""
        if not self.value or any(value == self.value for value, _ in self.column.options):
            return ""
        return label_of(self.column.column.question.settings.get("options", ()), self.value)


@dataclass(slots=True)
class TotalView:
    """A computed cell. `id` is what the page looks it up by when a number changes."""

    id: str
    text: str
    label: str


@dataclass(slots=True)
class RowView:
    key: str
    label: str
    id: str
    cells: list[CellView] = field(default_factory=list)
    total: TotalView | None = None


def columns_of(asked: Asked, layout: Layout) -> list[ColumnView]:
    needs = {column.is_required for column in layout.columns}
    return [_column(asked, column, marked=len(needs) > 1) for column in layout.columns]


def row_of(
    asked: Asked,
    columns: Iterable[ColumnView],
    key: str,
    label: str,
    text_of: Callable[[str], str],
    errors: Mapping[str, str],
) -> RowView:
    """One row of controls. `text_of` gives the text by column, `errors` are by part."""
    name, id_, head = f"{asked.name}.{key}.", f"{asked.id}-{key}-", f"{asked.id}_row_{key}"
    row = RowView(key, label, head)
    for column in columns:
        own = column.column.key
        row.cells.append(
            CellView(column, name + own, id_ + own, text_of(own), f"{head} {column.id}", errors.get(f"{key}.{own}", ""))
        )
    return row


def errors_of(asked: Asked) -> dict[str, str]:
    """Part → what is wrong with the cell. Beside the cell nobody needs to be told which one it is."""
    return {problem.part: without_place(problem.message) for problem in asked.problems if problem.part}


def around(asked: Asked, layout: Layout, computed: Mapping[str, str]) -> dict[str, Any]:
    """What stands below the rows and around the table."""
    whole = layout.has_foot and layout.has_row_totals
    return {
        "layout": layout,
        "below": _totals_below(asked, layout, computed) if layout.has_foot else [],
        "whole": total_view(asked, f"{TOTAL}.{TOTAL}", computed, layout.total_label) if whole else None,
        "total_unit": layout.summed_columns[0].unit if layout.has_row_totals else "",
        "block": one(asked.parts, "block"),
        "block_error": next((each.message for each in asked.problems if each.part == "block"), ""),
        "na_cells": any(column.may_be_na for column in layout.columns),
        "all_required": all(column.is_required for column in layout.columns),
    }


def _totals_below(asked: Asked, layout: Layout, texts: Mapping[str, str]) -> list[TotalView | None]:
    """The foot of the table, column by column; None under a column without a total."""
    return [
        total_view(asked, f"{TOTAL}.{column.key}", texts, stacked_label(column))
        if column.key in layout.totalled
        else None
        for column in layout.columns
    ]


def total_view(asked: Asked, part: str, texts: Mapping[str, str], label: str) -> TotalView:
    return TotalView(control_id(asked.question.key, part), texts.get(part, ""), label)


def stacked_label(column: Column) -> str:
    return with_remark(f"{column.label}\n", column.unit) if column.unit else column.label


def _column(asked: Asked, column: Column, *, marked: bool) -> ColumnView:
    kind, options = column.kind, options_of(column)
    attributes: dict[str, Any] = dict(kind.attributes(column.question))
    if column.is_number:
        attributes["data-num"] = True
    return ColumnView(
        column=column,
        id=f"{asked.id}_col_{column.key}",
        options=options,
        attributes=control_attributes(attributes),
        template=kind.cell_template or (SELECT if options else ""),
        stacked_label=stacked_label(column),
        mark=(gettext("必須") if column.is_required else gettext("任意")) if marked else "",
    )
