"""Setting up a table in the builder: rows, typed columns, sums. All of it is one form that works without script."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import QueryDict
from lxml.html import fromstring

from core.questions.definition import Question
from core.questions.kinds import kind_of
from core.questions.kinds.base import KindSettings

ROWS = [{"key": "r1", "label": "計"}, {"key": "r2", "label": "男"}, {"key": "r3", "label": "女"}]
OPTIONS = [{"key": "o1", "label": "ある"}, {"key": "o2", "label": "ない"}]
COLUMNS = [
    {
        "key": "c1",
        "kind": "integer",
        "label": "投票者数",
        "need": "required",
        "settings": {"minimum": 0, "unit": "人"},
        "total": True,
    },
    {"key": "c2", "kind": "integer", "label": "従事者数", "settings": {"minimum": 0, "unit": "人"}},
    {"key": "c3", "kind": "single_choice", "label": "駐車場", "settings": {"options": OPTIONS}},
]
SUM = {"axis": "rows", "total": "r1", "parts": ["r2", "r3"], "tolerance": "1", "message": "計を確かめてください。"}
TABLE = Question(
    "t",
    "table",
    "状況",
    settings={"rows": ROWS, "columns": COLUMNS, "sums": [SUM], "row_header": "性別", "na_cells": True},
)
PEOPLE = Question("p", "repeating_rows", "出席者", settings={"columns": COLUMNS, "minimum": 1, "maximum": 9})


def form_of(question: Question, data: QueryDict | None = None) -> KindSettings:
    kind = kind_of(question)
    return kind.settings_form(data, prefix="kind", initial=kind.settings_form.initial_of(question), question=question)


def opened(question: Question) -> QueryDict:
    """What a browser would send of the form as it is opened: read from the page itself."""
    data = QueryDict(mutable=True)
    for name, value in fromstring(f"<form>{form_of(question)}</form>").form_values():
        data.appendlist(name, value)
    return data


def saved(question: Question, data: QueryDict) -> dict:
    form = form_of(question, data)
    assert form.is_valid(), form.errors
    return form.settings(question)


@pytest.mark.parametrize("question", [TABLE, PEOPLE], ids=["table", "repeating_rows"])
def test_saving_what_was_opened_changes_nothing(question):
    assert saved(question, opened(question)) == question.settings


def test_columns_are_renamed_retyped_reordered_and_removed():
    data = opened(TABLE)
    data["kind-columns-0-label"] = "投票した人"
    data["kind-columns-0-own-unit"] = "名"
    data["kind-columns-0-position"] = "2"
    data["kind-columns-1-kind"] = "decimal"
    data["kind-columns-1-required"] = "on"
    data["kind-columns-2-remove"] = "on"
    first, second = saved(TABLE, data)["columns"]
    assert (first["key"], first["kind"], first["need"]) == ("c2", "decimal", "required")
    assert first["settings"]["unit"] == "人"
    assert (second["key"], second["label"], second["total"]) == ("c1", "投票した人", True)
    assert second["settings"] == {"minimum": 0, "unit": "名"}


def test_columns_are_added_one_a_line_with_what_they_have_in_common():
    data = opened(TABLE)
    data["kind-columns-new-labels"] = "箇所数\r\n\r\n 延べ日数 \r\n"
    data["kind-columns-new-unit"] = "か所"
    data["kind-columns-new-total"] = "on"
    *_, first, second = saved(TABLE, data)["columns"]
    assert (first["label"], second["label"]) == ("箇所数", "延べ日数")
    assert first["settings"]["unit"] == "か所"
    assert first["total"] is second["total"] is True
    assert first["need"] == "required"
    assert len({column["key"] for column in saved(TABLE, data)["columns"]}) == 5


def test_options_of_a_choice_keep_their_keys():
    data = opened(TABLE)
    data["kind-columns-2-own-options-added"] = "不明"
    options = saved(TABLE, data)["columns"][2]["settings"]["options"]
    assert options[:2] == OPTIONS
    assert options[2]["label"] == "不明"


def test_a_removed_row_stays_as_removed():
    data = opened(TABLE)
    data["kind-rows-remove"] = "r3"
    rows = saved(TABLE, data)["rows"]
    assert rows == [*ROWS[:2], {**ROWS[2], "gone": True}]


def test_a_column_without_a_name_is_named_by_its_fault():
    data = opened(TABLE)
    data["kind-columns-0-label"] = " "
    data["kind-columns-1-own-minimum"] = "9"
    data["kind-columns-1-own-maximum"] = "1"
    form = form_of(TABLE, data)
    assert not form.is_valid()
    (first, second) = form.errors["columns"]
    assert "列の名前" in first
    assert second == "列「従事者数」の最大値：最大値は、最小値以上の数にしてください。"
    assert 'value="9"' in str(form)


def test_a_sum_is_added_changed_and_removed():
    data = opened(replace(TABLE, settings={**TABLE.settings, "sums": []}))
    data["kind-sums-new-columns-total"] = "c1"
    data.setlist("kind-sums-new-columns-parts", ["c2"])
    plain = replace(TABLE, settings={**TABLE.settings, "sums": []})
    assert saved(plain, data)["sums"] == [{"axis": "columns", "total": "c1", "parts": ["c2"], "tolerance": "0"}]

    data = opened(TABLE)
    data["kind-sums-0-tolerance"] = "０．５"
    assert saved(TABLE, data)["sums"] == [{**SUM, "tolerance": "0.5"}]

    data["kind-sums-0-remove"] = "on"
    assert "sums" not in saved(TABLE, data)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"total": "", "parts": ["r2"]}, "合計を選んでください。"),
        ({"total": "r1", "parts": []}, "内訳を選んでください。"),
        ({"total": "r1", "parts": ["r1", "r2"]}, "合計そのものは、内訳に選べません。"),
        ({"total": "r1", "parts": ["r2"], "tolerance": "-1"}, "0以上の数を入力してください。"),
        ({"total": "r1", "parts": ["r2"], "tolerance": "少し"}, "数として読み取れません"),
    ],
)
def test_what_is_wrong_with_a_sum_is_said(typed, words):
    data = opened(TABLE)
    for name, value in typed.items():
        data.setlist(f"kind-sums-0-{name}", value if isinstance(value, list) else [value])
    form = form_of(TABLE, data)
    assert not form.is_valid()
    assert words in "".join(form.errors["sums"])


def test_a_sum_over_a_row_that_was_removed_can_be_seen_and_mended():
    rows = [*ROWS[:2], {**ROWS[2], "gone": True}]
    question = replace(TABLE, settings={**TABLE.settings, "rows": rows})
    assert "削除されたもの" in str(form_of(question))
    assert saved(question, opened(question))["sums"] == [SUM]


def test_a_forged_column_gets_a_key_of_its_own():
    data = opened(TABLE)
    data["kind-columns-3-key"] = "../../x"
    data["kind-columns-3-was"] = "table"
    data["kind-columns-3-kind"] = "integer"
    data["kind-columns-3-label"] = "列"
    *_, last = saved(TABLE, data)["columns"]
    assert last["key"].isalnum()
    assert last["kind"] == "integer"


def test_limits_of_rows_must_fit_each_other():
    data = opened(PEOPLE)
    data["kind-minimum"] = "10"
    form = form_of(PEOPLE, data)
    assert not form.is_valid()
    assert "最も多い行数" in str(form.errors["maximum"])
