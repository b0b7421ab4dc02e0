from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from psycopg import sql

from core.questions.definition import Definition, Question, new_key
from core.questions.forms.table_settings import TableSettings
from core.questions.kinds.base import (
    Cell,
    Column,
    Difference,
    Facet,
    Group,
    Kind,
    Refused,
    Surroundings,
    register,
)
from core.questions.numbers.jumps import Jump, threshold_changes, threshold_of
from core.questions.tables import blocks, cells, changes, earlier, exports, numbers, sums, totals, troubles, view
from core.questions.tables.layout import BETWEEN, TOTAL, Layout, starting_column
from core.questions.tables.shown import shown_table
from core.questions.typed import Parts, control_id, one
from core.questions.wording import said_of

if TYPE_CHECKING:
    from core.questions.asking import Asked
    from core.questions.showing import Shown


@register
class Table(Kind):
    """Given rows × typed columns. Stored row by row: {"r1": {"c1": 12, "c2": {"special": "not_applicable"}}}.

    Once anything is typed the table counts as answered, and its cells have kinds of "no value" of their own.
    """

    code, label, group = "table", "表（行が決まっている）", Group.TABLE
    several_controls: ClassVar[bool] = True
    marks_parts: ClassVar[bool] = True
    template = "questions/kinds/table.html"
    shown = "questions/shown/table.html"
    shown_apart: ClassVar[bool] = True
    when_missing: ClassVar[str | Promise] = gettext_lazy("表に入力してください。")
    settings_form = TableSettings

    # --- ask ---

    def context(self, asked: Asked) -> dict[str, Any]:
        layout = Layout.of(asked.question)
        columns, errors = view.columns_of(asked, layout), view.errors_of(asked)
        computed = self.computed(asked.question, asked.parts, asked.computed)
        rows = []
        for row in layout.rows:
            shown = view.row_of(asked, columns, row.key, row.label, _texts(asked.parts, row.key), errors)
            if layout.has_row_totals:
                shown.total = view.total_view(asked, f"{row.key}.{TOTAL}", computed, layout.total_label)
            rows.append(shown)
        return {"several": False, "columns": columns, "rows": rows, **view.around(asked, layout, computed)}

    def first_control(self, asked: Asked) -> str:
        layout = Layout.of(asked.question)
        if not layout.rows or not layout.columns:
            return control_id(asked.question.key, "block")
        return control_id(asked.question.key, f"{layout.rows[0].key}.{layout.columns[0].key}")

    def computed(self, question: Question, parts: Parts, answer: Any) -> dict[str, str]:
        layout = Layout.of(question)
        if not layout.has_foot and not layout.has_row_totals:
            return {}
        given = answer if isinstance(answer, dict) else {}
        rows, wrong = {}, []
        for row in layout.rows:
            read = given.get(row.key, {})
            rows[row.key], unread = totals.typed_numbers(layout.numbers, _texts(parts, row.key), read)
            wrong += [(row.key, column) for column in unread]
        return totals.in_words(layout, rows, wrong)

    # --- check and store ---

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        layout = Layout.of(question)
        answer: dict[str, Any] = {}
        faults = cells.left_over(parts)
        for row in layout.rows:
            read, wrong = cells.read_row(layout.columns, _texts(parts, row.key), around)
            if read:
                answer[row.key] = read
            for key, message in wrong.items():
                faults.append((f"{row.key}.{key}", said_of(layout.place(row, layout.column[key]), message)))
        if around.complete and not faults:
            faults = sums.broken(layout, answer)
        if faults:
            raise Refused(*faults, rest=answer or None)
        return answer if any(cells.holds_something(row) for row in answer.values()) else None

    def parts_of(self, question: Question, answer: Any) -> dict[str, list[str]]:
        layout = Layout.of(question)
        return {
            f"{row.key}.{column.key}": [text]
            for row in layout.rows
            for column in layout.columns
            if column.key in answer.get(row.key, {}) and (text := cells.text_in(column, answer[row.key][column.key]))
        }

    def fill(self, question: Question, parts: Parts) -> tuple[Parts, list[str]]:
        layout = Layout.of(question)
        return blocks.fill(layout.rows, layout.columns, layout.row_header, parts)

    # --- beside an earlier answer ---

    def carried(self, question: Question, was: Question, answer: Any) -> Any:
        now, before = Layout.of(question), Layout.of(was)
        rows = {key: earlier.carried_cells(now, before, row) for key, row in answer.items()}
        return {key: row for key, row in rows.items() if row} or None

    def units(self, question: Question) -> dict[str, str]:
        return earlier.units(Layout.of(question))

    def jumps(self, question: Question, old: Any, new: Any) -> list[Jump]:
        percent = threshold_of(question.settings)
        return earlier.cell_jumps(Layout.of(question), old, new, percent) if percent else []

    # --- show and compare ---

    def shown_context(self, shown: Shown) -> dict[str, Any]:
        layout, answer = Layout.of(shown.question), shown.answer or {}
        rows = [(row.key, row.label, answer.get(row.key, {})) for row in layout.rows]
        return shown_table(layout, rows, totals.in_words(layout, answer))

    def display(self, question: Question, answer: Any) -> str:
        """Row by row: 本庁舎：投票者数 1,204人、従事者数 12人"""
        layout = Layout.of(question)
        return "\n".join(
            said_of(row.label, cells.row_in_words(layout.columns, answer.get(row.key, {}))) for row in layout.rows
        )

    def differences(self, question: Question, old: Any, new: Any) -> list[Difference]:
        layout = Layout.of(question)
        found = []
        for row in layout.rows:
            before, after = old.get(row.key, {}), new.get(row.key, {})
            for column in layout.columns:
                if before.get(column.key) != after.get(column.key):
                    found += cells.cell_differences(column, layout.place(row, column), before, after)
        return found

    def search_text(self, question: Question, answer: Any) -> str:
        layout = Layout.of(question)
        words = [cells.words_in(column, answer.get(row.key, {})) for row in layout.rows for column in layout.columns]
        return "\n".join(filter(None, words))

    # --- formulas ---

    def number(self, question: Question, answer: Any, path: tuple[str, ...]) -> Decimal | None:
        return numbers.number_at(Layout.of(question), answer, path)

    def paths(self, question: Question) -> list[tuple[tuple[str, ...], str]]:
        return numbers.paths(Layout.of(question))

    # --- add up and export ---

    def columns(self, question: Question, answers: sql.Composable) -> list[Column]:
        return list(exports.columns(question, answers))

    def facets(self, question: Question, answers: sql.Composable) -> list[Facet]:
        return list(exports.facets(question, answers))

    def cells(self, question: Question) -> list[Cell]:
        return list(exports.cells(question))

    # --- build ---

    def starting_settings(self) -> dict[str, Any]:
        return {
            "rows": [{"key": new_key("r"), "label": f"行{place}"} for place in (1, 2, 3)],
            "columns": [starting_column("integer", f"列{place}", total=True) for place in (1, 2)],
        }

    def troubles(self, question: Question, definition: Definition) -> list[str]:
        return [*troubles.column_troubles(question, definition), *troubles.row_troubles(question)]

    def summary(self, question: Question) -> str:
        layout = Layout.of(question)
        said = [f"{len(layout.rows)}行×{len(layout.columns)}列"]
        said += ["列の合計あり"] * layout.has_foot + ["行の合計あり"] * layout.has_row_totals
        said += [f"内訳の合計 {len(layout.sums)}"] * bool(layout.sums)
        return BETWEEN.join(said)

    def changes(self, old: Question, new: Question) -> list[tuple[str, str]]:
        return [*changes.row_changes(old, new), *changes.column_changes(old, new), *threshold_changes(old, new)]


def _texts(parts: Parts, row: str) -> Callable[[str], str]:
    """Column → what stands in that cell of the row."""
    return lambda column: one(parts, f"{row}.{column}")
