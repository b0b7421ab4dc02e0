from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from psycopg import sql

from core.questions.definition import Definition, Question
from core.questions.forms.table_settings import RepeatingRowsSettings
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
from core.questions.tables import blocks, cells, changes, earlier, line_exports, totals, troubles, view
from core.questions.tables.layout import ANY, BETWEEN, COUNT, Layout, starting_column
from core.questions.tables.line_differences import differences
from core.questions.tables.lines import AT_ONCE, Limits, Lines, called
from core.questions.tables.shown import shown_table
from core.questions.typed import Parts, control_id
from core.questions.wording import said_of

if TYPE_CHECKING:
    from core.questions.asking import Asked
    from core.questions.showing import Shown


@register
class RepeatingRows(Kind):
    """A table whose rows the respondent adds. Stored as a list: [{"c1": "佐藤 花子", "c2": {"special": "blank"}}].

    Rows in which nothing stands are left out; the order of the others is kept.
    """

    code, label, group = "repeating_rows", "表（行を増やせる）", Group.TABLE
    several_controls: ClassVar[bool] = True
    marks_parts: ClassVar[bool] = True
    template = "questions/kinds/table.html"
    shown = "questions/shown/table.html"
    shown_apart: ClassVar[bool] = True
    when_missing: ClassVar[str | Promise] = gettext_lazy("1行以上入力してください。")
    settings_form = RepeatingRowsSettings

    # --- ask ---

    def context(self, asked: Asked) -> dict[str, Any]:
        lines = Lines.of(asked.question, asked.parts)
        columns, errors = view.columns_of(asked, lines.layout), view.errors_of(asked)
        rows = [
            view.row_of(asked, columns, str(line), called(place), lines.text_of(line), errors)
            for place, line in enumerate(lines.shown, 1)
        ]
        computed = self.computed(asked.question, asked.parts, asked.computed)
        return {
            "several": True,
            "most": lines.limits.maximum,
            "columns": columns,
            "rows": rows,
            "new_row": view.row_of(asked, columns, "new", gettext("新しい行"), lambda column: "", {}),
            **view.around(asked, lines.layout, computed),
        }

    def first_control(self, asked: Asked) -> str:
        lines = Lines.of(asked.question, asked.parts)
        if not lines.layout.columns:
            return control_id(asked.question.key, "block")
        return control_id(asked.question.key, f"{lines.shown[0]}.{lines.layout.columns[0].key}")

    def computed(self, question: Question, parts: Parts, answer: Any) -> dict[str, str]:
        lines = Lines.of(question, parts)
        if not lines.layout.has_foot:
            return {}
        rows, wrong = [], set()
        for line in lines.filled:
            read, unread = totals.typed_numbers(lines.layout.numbers, lines.text_of(line), {})
            rows.append(read)
            wrong |= unread
        return totals.below_in_words(lines.layout, rows, wrong)

    # --- check and store ---

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        lines = Lines.of(question, parts)
        rows: list[cells.Cells] = []
        faults = cells.left_over(parts)
        for place, line in enumerate(lines.sent, 1):
            if not lines.holds_something(line):
                continue
            read, wrong = cells.read_row(lines.layout.columns, lines.text_of(line), around)
            for key, message in wrong.items():
                cell = lines.layout.place(lines.row(line, place), lines.layout.column[key])
                faults.append((f"{line}.{key}", said_of(cell, message)))
            if read:
                rows.append(read)
        faults += _too_many_or_few(lines, around)
        if faults:
            raise Refused(*faults, rest=rows or None)
        return rows or None

    def parts_of(self, question: Question, answer: Any) -> dict[str, list[str]]:
        columns = Layout.of(question).columns
        return {
            f"{line}.{column.key}": [text]
            for line, row in enumerate(answer, 1)
            for column in columns
            if column.key in row and (text := cells.text_in(column, row[column.key]))
        }

    def more(self, question: Question, parts: Parts) -> Parts:
        lines = Lines.of(question, parts)
        wanted = min(len(lines.shown) + AT_ONCE, lines.limits.maximum) - len(lines.sent)
        new = lines.with_more(wanted)[len(lines.sent) :]
        return {**parts, **{f"{line}.{column.key}": [""] for line in new for column in lines.layout.columns}}

    def fill(self, question: Question, parts: Parts) -> tuple[Parts, list[str]]:
        """A pasted list goes below the rows that hold something."""
        lines = Lines.of(question, parts)
        return blocks.fill(lines.free(), lines.layout.columns, lines.layout.row_header, parts)

    # --- beside an earlier answer ---

    def carried(self, question: Question, was: Question, answer: Any) -> Any:
        now, before = Layout.of(question), Layout.of(was)
        rows = [earlier.carried_cells(now, before, row) for row in answer]
        return [row for row in rows if row] or None

    def units(self, question: Question) -> dict[str, str]:
        return earlier.units(Layout.of(question))

    def jumps(self, question: Question, old: Any, new: Any) -> list[Jump]:
        percent = threshold_of(question.settings)
        return earlier.total_jumps(Layout.of(question), old, new, percent) if percent else []

    # --- show and compare ---

    def shown_context(self, shown: Shown) -> dict[str, Any]:
        layout, answer = Layout.of(shown.question), shown.answer or []
        rows = [(str(place), called(place), row) for place, row in enumerate(answer, 1)]
        return shown_table(layout, rows, totals.below_in_words(layout, answer))

    def display(self, question: Question, answer: Any) -> str:
        """Row by row: 1行目：氏名 佐藤 花子、職名 係長"""
        columns = Layout.of(question).columns
        return "\n".join(
            said_of(called(place), cells.row_in_words(columns, row)) for place, row in enumerate(answer, 1)
        )

    def differences(self, question: Question, old: Any, new: Any) -> list[Difference]:
        return list(differences(Layout.of(question), old, new))

    def search_text(self, question: Question, answer: Any) -> str:
        columns = Layout.of(question).columns
        return "\n".join(filter(None, (cells.words_in(column, row) for row in answer for column in columns)))

    # --- formulas ---

    def number(self, question: Question, answer: Any, path: tuple[str, ...]) -> Decimal | None:
        layout = Layout.of(question)
        if path == (COUNT,):
            return Decimal(len(answer))
        if len(path) != 2 or path[0] != ANY or path[1] not in layout.column:
            return None
        return totals.as_number(totals.column_total(layout.column[path[1]], answer))

    def paths(self, question: Question) -> list[tuple[tuple[str, ...], str]]:
        layout = Layout.of(question)
        found: list[tuple[tuple[str, ...], str]] = [
            ((ANY, column.key), f"{layout.total_label}{BETWEEN}{column.label}") for column in layout.numbers
        ]
        return [*found, ((COUNT,), line_exports.HOW_MANY)]

    # --- add up and export ---

    def columns(self, question: Question, answers: sql.Composable) -> list[Column]:
        return list(line_exports.columns(question, answers))

    def facets(self, question: Question, answers: sql.Composable) -> list[Facet]:
        return list(line_exports.facets(question, answers))

    def cells(self, question: Question) -> list[Cell]:
        return list(line_exports.cells(question))

    # --- build ---

    def starting_settings(self) -> dict[str, Any]:
        return {"columns": [starting_column("short_text", f"列{place}") for place in (1, 2)], "starting": 3}

    def troubles(self, question: Question, definition: Definition) -> list[str]:
        return [*troubles.column_troubles(question, definition), *troubles.limit_troubles(question)]

    def summary(self, question: Question) -> str:
        layout, limits = Layout.of(question), Limits.of(question)
        said = [f"{len(layout.columns)}列"]
        said += [f"{limits.minimum}行以上"] * bool(limits.minimum)
        said += [f"{limits.maximum}行まで"] * ("maximum" in question.settings)
        return BETWEEN.join(said + ["列の合計あり"] * layout.has_foot)

    def changes(self, old: Question, new: Question) -> list[tuple[str, str]]:
        limits = changes.limit_changes(Limits.of(old), Limits.of(new))
        return [*limits, *changes.column_changes(old, new), *threshold_changes(old, new)]


def _too_many_or_few(lines: Lines, around: Surroundings) -> cells.Faults:
    filled, limits = lines.filled, lines.limits
    if len(filled) > limits.maximum:
        first = f"{filled[limits.maximum]}.{lines.layout.columns[0].key}"
        message = gettext("%(most)s行以内で入力してください。いまは%(number)s行です。")
        return [(first, message % {"most": limits.maximum, "number": len(filled)})]
    if around.complete and 0 < len(filled) < limits.minimum:
        message = gettext("%(least)s行以上入力してください。いまは%(number)s行です。")
        return [("", message % {"least": limits.minimum, "number": len(filled)})]
    return []
