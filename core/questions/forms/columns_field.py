"""The columns of a table as one field of a form: every column in its place, and a text area for new ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError

from core.questions.definition import KEY, new_key
from core.questions.forms.column_form import USUAL_KIND, ColumnForm, NewColumnsForm
from core.questions.kinds.base import KINDS

MOST = 60
Column = Mapping[str, Any]


class TypedColumns:
    """The forms of all columns, filled in or as they are opened."""

    def __init__(self, columns: Sequence[ColumnForm], new: NewColumnsForm) -> None:
        self.columns = columns
        self.new = new

    @classmethod
    def of(cls, name: str, stored: Sequence[Column]) -> Self:
        columns = [ColumnForm(prefix=f"{name}-{n}", stored=column, place=n + 1) for n, column in enumerate(stored)]
        return cls(columns, NewColumnsForm(prefix=f"{name}-new"))

    @classmethod
    def from_data(cls, data: Any, name: str, stored: Sequence[Column]) -> Self:
        """What was posted. A column that somebody else removed meanwhile is known by its key and kind."""
        by_key = {column["key"]: column for column in stored}
        columns: list[ColumnForm] = []
        while (key := data.get(f"{name}-{len(columns)}-key")) is not None and len(columns) < MOST:
            n = len(columns)
            column = by_key.get(key) or _unknown(key, data.get(f"{name}-{n}-was", ""))
            columns.append(ColumnForm(data, prefix=f"{name}-{n}", stored=column, place=n + 1))
        return cls(columns, NewColumnsForm(data, prefix=f"{name}-new"))

    def faults(self) -> list[str]:
        found = [
            fault
            for column in self.columns
            if not column.is_removed and not column.is_valid()
            for fault in column.faults
        ]
        if self.new.is_used and not self.new.is_valid():
            found += [f"加える列：{message}" for messages in self.new.errors.values() for message in messages]
        return found

    def written(self) -> list[dict[str, Any]]:
        """The columns in their new order; only when there are no faults."""
        kept = [
            (column.place(n), column.written()) for n, column in enumerate(self.columns, 1) if not column.is_removed
        ]
        kept.sort(key=lambda pair: pair[0])
        return [column for _, column in kept] + (self.new.written() if self.new.is_used else [])


class ColumnsWidget(forms.Widget):
    template_name = "questions/forms/columns.html"
    use_fieldset = True
    stored: Sequence[Column] = ()

    def id_for_label(self, id_: str | None) -> str:
        return f"{id_}-0-label" if id_ and self.stored else f"{id_}-new-labels"

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return f"{name}-new-labels" not in data

    def value_from_datadict(self, data: Any, files: Any, name: str) -> TypedColumns:
        return TypedColumns.from_data(data, name, self.stored)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["widget"]["typed"] = value if isinstance(value, TypedColumns) else TypedColumns.of(name, value or ())
        return context


class ColumnsField(forms.Field):
    """A list of columns as JSON. Keys of columns that are there never change. Tell it by `keep` what is stored."""

    widget = ColumnsWidget

    def keep(self, stored: Sequence[Column]) -> None:
        self.widget.stored = stored

    def clean(self, value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, TypedColumns):
            return [dict(column) for column in value or ()]
        faults = value.faults()
        if faults:
            raise ValidationError(faults)
        columns = value.written()
        if len(columns) > MOST:
            raise ValidationError(f"列は{MOST}までにしてください。いまは{len(columns)}あります。")
        return columns

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.clean(data) != [dict(column) for column in initial or ()]
        except ValidationError:
            return True


def _unknown(key: str, kind: str) -> Column:
    known = kind in KINDS and KINDS[kind].in_table
    return {"key": key if KEY.fullmatch(key) else new_key("c"), "kind": kind if known else USUAL_KIND, "label": ""}
