"""What keeps a table from being published, in words for the clerk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from core.questions.definition import RESERVED, Definition, Question
from core.questions.tables.layout import MOST_CELLS, TOTAL, Column, Layout, Row, Sum
from core.questions.tables.lines import MOST, Limits
from core.questions.tables.sums import labels


def column_troubles(question: Question, definition: Definition) -> list[str]:
    layout = Layout.of(question)
    if not layout.columns:
        return ["列がありません。列を加えてください。"]
    found = list(_labels("列", [column.label for column in layout.columns]))
    found += _taken("列", layout.columns)
    for column in layout.columns:
        if not column.kind.in_table:
            found.append(f"列「{column.label}」：「{column.kind.label}」は表の列に使えません。種類を変えてください。")
            continue
        if column.question.settings.get("with_other"):
            found.append(f"列「{column.label}」：表の中では「その他」の自由記入を使えません。外してください。")
        found += [f"列「{column.label}」：{words}" for words in column.kind.troubles(column.question, definition)]
    return found


def row_troubles(question: Question) -> list[str]:
    layout = Layout.of(question)
    if not layout.rows:
        return ["行がありません。行を加えてください。"]
    found = list(_labels("行", [row.label for row in layout.rows]))
    found += _taken("行", layout.rows)
    cells = len(layout.rows) * len(layout.columns)
    if cells > MOST_CELLS:
        found.append(f"欄が{cells:,}あります。{MOST_CELLS:,}以内になるように、表を分けてください。")
    if layout.row_total and not layout.numbers:
        found.append("行の合計を出しますが、数の列がありません。数の列を加えるか、行の合計を外してください。")
    elif layout.row_total and not layout.summed_columns:
        found.append(
            "行の合計は同じ単位の列を足しますが、列の単位がまちまちです。行の合計を外すか、表を分けてください。"
        )
    return found + [words for rule in layout.sums for words in _sum_troubles(layout, rule)]


def limit_troubles(question: Question) -> list[str]:
    """How many rows respondents may add."""
    limits, columns = Limits.of(question), len(Layout.of(question).columns)
    found = []
    if limits.minimum > limits.maximum:
        found.append("最も少ない行数が、最も多い行数より大きくなっています。どちらかを直してください。")
    most = min(MOST, MOST_CELLS // max(columns, 1))
    if limits.maximum > most:
        found.append(f"最も多い行数は、{most:,}以内にしてください（列が{columns}あるため）。")
    return found


def _labels(what: str, labels: Iterable[str]) -> Iterator[str]:
    counts = Counter(label.strip() for label in labels)
    if counts.pop("", 0):
        yield f"名前のない{what}があります。名前を入力してください。"
    for label, count in counts.items():
        if count > 1:
            yield f"{what}「{label}」が{count}つあります。見分けられる名前にしてください。"


def _taken(what: str, lines: Iterable[Row | Column]) -> Iterator[str]:
    """Keys that mean something else in the names of controls. The builder makes none; a file that is read in may."""
    for line in lines:
        if line.key in RESERVED or line.key == TOTAL:
            yield f"{what}「{line.label}」に付いている記号「{line.key}」は使えません。外して、加え直してください。"


def _sum_troubles(layout: Layout, rule: Sum) -> Iterator[str]:
    along = labels(layout, rule)
    what = "行" if rule.axis == "rows" else "列"
    if rule.total not in along:
        yield f"内訳の合計が、削除された{what}を使っています。合計の{what}を選び直してください。"
        return
    called = f"内訳の合計「{along[rule.total]}」"
    if not rule.parts:
        yield f"{called}：内訳がありません。内訳の{what}を選んでください。"
    if not set(rule.parts) <= along.keys():
        yield f"{called}：内訳が、削除された{what}を使っています。内訳を選び直してください。"
    if rule.total in rule.parts:
        yield f"{called}：合計の{what}が、その内訳にも入っています。内訳から外してください。"
    if rule.axis == "columns":
        used = [layout.column[key] for key in (rule.total, *rule.parts) if key in layout.column]
        words = "、".join(f"「{column.label}」" for column in used if not column.is_number)
        if words:
            yield f"{called}：数でない列（{words}）は足せません。内訳から外してください。"
    elif not layout.numbers:
        yield f"{called}：数の列がありません。"
    try:
        fine = Decimal(rule.tolerance) >= 0
    except InvalidOperation:
        fine = False
    if not fine:
        yield f"{called}：許容する差は、0以上の数で入力してください。"
