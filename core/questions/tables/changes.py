"""What changed in a table's settings between two versions: see Kind.changes for the effects."""

from __future__ import annotations

from collections.abc import Iterator

from core.questions.definition import Question
from core.questions.options import changes as changes_of_lines
from core.questions.tables.layout import Column, Layout, Sum
from core.questions.tables.lines import Limits
from core.questions.tables.sums import labels

Change = tuple[str, str]


def row_changes(old: Question, new: Question) -> list[Change]:
    """Rows and the sums over them. A new row must be filled in where a column demands it."""
    demanding = any(column.is_required for column in Layout.of(new).columns)
    found = changes_of_lines(
        old.settings.get("rows", ()),
        new.settings.get("rows", ()),
        "行",
        when_added="stricter" if demanding else "changed",
        when_removed="changed",
    )
    before, after = Layout.of(old), Layout.of(new)
    if before.row_header != after.row_header:
        found.append(("relabelled", f"行の見出しが「{after.row_header}」に変わりました。"))
    if before.has_row_totals != after.has_row_totals:
        found.append(("relabelled", f"行の合計を{_shown(after.has_row_totals)}。"))
    return found + list(_sum_changes(before, after))


def column_changes(old: Question, new: Question) -> list[Change]:
    before, after = Layout.of(old), Layout.of(new)
    found: list[Change] = []
    for column in after.columns:
        if column.key not in before.column:
            found.append(("stricter" if column.is_required else "changed", f"列「{column.label}」が増えました。"))
        else:
            found += _column_changes(before.column[column.key], column)
    found += [
        ("changed", f"列「{column.label}」がなくなりました。")
        for column in before.columns
        if column.key not in after.column
    ]
    stayed = [column.key for column in after.columns if column.key in before.column]
    if stayed != [column.key for column in before.columns if column.key in after.column]:
        found.append(("relabelled", "列の順番が変わりました。"))
    na_before, na_after = bool(old.settings.get("na_cells")), bool(new.settings.get("na_cells"))
    if na_before != na_after:
        said = "使えるようになりました" if na_after else "使えなくなりました"
        found.append(("looser" if na_after else "stricter", f"欄の「－」（該当なし）が{said}。"))
    return found


def limit_changes(old: Limits, new: Limits) -> list[Change]:
    """How many rows a respondent may add."""
    found: list[Change] = []
    if old.minimum != new.minimum:
        effect = "stricter" if new.minimum > old.minimum else "looser"
        found.append((effect, f"最も少ない行数が{old.minimum}から{new.minimum}に変わりました。"))
    if old.maximum != new.maximum:
        effect = "stricter" if new.maximum < old.maximum else "looser"
        found.append((effect, f"最も多い行数が{old.maximum}から{new.maximum}に変わりました。"))
    if old.starting != new.starting:
        found.append(("relabelled", f"はじめに見せる行数が{old.starting}から{new.starting}に変わりました。"))
    return found


def _column_changes(old: Column, new: Column) -> Iterator[Change]:
    if old.label != new.label:
        yield "relabelled", f"列「{old.label}」が「{new.label}」に変わりました。"
    if old.question.help != new.question.help:
        yield "relabelled", f"列「{new.label}」の説明が変わりました。"
    if old.is_required != new.is_required:
        said = "必須になりました" if new.is_required else "任意になりました"
        yield "stricter" if new.is_required else "looser", f"列「{new.label}」が{said}。"
    if old.total != new.total:
        yield "relabelled", f"列「{new.label}」の合計を{_shown(new.total)}。"
    if old.question.kind != new.question.kind:
        yield "changed", f"列「{new.label}」の種類が「{old.kind.label}」から「{new.kind.label}」に変わりました。"
    elif dict(old.question.settings) != dict(new.question.settings):
        for effect, words in new.kind.changes(old.question, new.question):
            yield effect, f"列「{new.label}」：{words}"


def _sum_changes(before: Layout, after: Layout) -> Iterator[Change]:
    was = {(rule.axis, rule.total): rule for rule in before.sums}
    is_now = {(rule.axis, rule.total): rule for rule in after.sums}
    for place, rule in is_now.items():
        if place not in was:
            yield "stricter", f"「{_total(after, rule)}」が内訳の合計と一致することを確かめるようになりました。"
        elif was[place] != rule:
            old = was[place]
            if (old.parts, old.across) != (rule.parts, rule.across):
                yield "stricter", f"「{_total(after, rule)}」の内訳が変わりました。"
            if old.margin != rule.margin:
                effect = "looser" if rule.margin > old.margin else "stricter"
                yield effect, f"「{_total(after, rule)}」の許容する差が{old.margin}から{rule.margin}に変わりました。"
            if old.message != rule.message:
                yield "relabelled", f"「{_total(after, rule)}」が内訳と合わないときの言葉が変わりました。"
    for place, rule in was.items():
        if place not in is_now:
            yield "looser", f"「{_total(before, rule)}」が内訳の合計と一致することを確かめなくなりました。"


def _total(layout: Layout, rule: Sum) -> str:
    return labels(layout, rule).get(rule.total, rule.total)


def _shown(shown: bool) -> str:
    return "表示するようになりました" if shown else "表示しなくなりました"
