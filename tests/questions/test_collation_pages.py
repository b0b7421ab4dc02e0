"""Collation as it is read: cells of the wide table, totals, a table summed and listed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.template.loader import render_to_string

from core.questions.definition import Definition, Question
from core.questions.models import AnswerSheet, Questionnaire, Version
from core.questions.specials import Special, stored
from core.questions.tabulation.collating import collate
from core.questions.tabulation.page import LONGEST, rows
from core.questions.tabulation.table_lists import listed_table, summed_table
from tests.cast import Cast

COLUMNS = [
    {"key": "c1", "kind": "integer", "label": "人数", "settings": {"unit": "人"}, "total": True},
    {"key": "c2", "kind": "short_text", "label": "備考"},
]
ROWS = [{"key": "r1", "label": "本庁舎"}, {"key": "r2", "label": "支所"}]
OPTIONS = [{"key": "o1", "label": "商業施設"}, {"key": "o2", "label": "移動式", "gone": True}]
ASKED = Definition(
    (
        Question("voters", "integer", "投票者数", settings={"unit": "人"}),
        Question("place", "single_choice", "場所", settings={"options": OPTIONS}),
        Question("day", "date", "設置日"),
        Question("notes", "long_text", "課題"),
        Question("rooms", "table", "従事者", settings={"rows": ROWS, "columns": COLUMNS, "row_total": True}),
        Question("cars", "repeating_rows", "送迎の便", settings={"columns": COLUMNS}),
        Question("plan", "file", "配置図"),
    )
)
FULL = {
    "voters": 1204,
    "place": "o2",
    "day": "2026-11-21",
    "notes": "高齢者の移動手段が課題である。\n" * 4,
    "rooms": {"r1": {"c1": 12, "c2": "応援あり"}, "r2": {"c1": stored(Special.NOT_APPLICABLE)}},
    "cars": [{"c1": 3, "c2": "朝"}, {"c1": 4}],
    "plan": ["6f0e6d3e-8f0c-4a53-9d2f-111111111111"],
}
ZERO = {"voters": 0, "rooms": {"r1": {"c1": 0}, "r2": {"c1": stored(Special.BLANK)}}}


@pytest.fixture
def sheets(cast: Cast):
    def make(*answers: dict[str, Any], definition: Definition = ASKED, number: int = 1):
        questionnaire, _ = Questionnaire.objects.get_or_create(owner=cast.prefecture, title="期日前投票所の調査")
        version = Version.objects.create(
            questionnaire=questionnaire, number=number, content=definition.to_json(), state="published",
            published_at="2026-04-01T00:00+09:00",
        )  # fmt: skip
        for one in answers:
            AnswerSheet.objects.create(version=version, organization=cast.ishinomaki, answers=one)
        made = AnswerSheet.objects.filter(version__questionnaire=questionnaire)
        return made.select_related("organization").order_by("pk")

    return make


def words(template: str, **context: Any) -> str:
    html = render_to_string(f"questions/collation/{template}.html", context)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace(" 、", "、")


def cell(sheets, key: str, answer: Any):
    return rows(ASKED, sheets({key: answer}))[0].cells[ASKED.position[key]]


@pytest.mark.django_db
def test_a_cell_shows_numbers_with_separators_and_tables_by_what_is_filled_in(sheets):
    found = {one.question.key: one for one in rows(ASKED, sheets(FULL))[0].cells}

    assert (found["voters"].text, found["voters"].number, found["voters"].value_kind) == ("1,204", 1204, "")
    assert found["place"].text == "移動式"
    assert found["day"].text == "2026年11月21日(令和8年)"
    assert (found["rooms"].text, found["cars"].text, found["plan"].text) == ("表（2欄）", "表（2行）", "ファイル1個")


@pytest.mark.django_db
def test_a_long_text_is_cut_and_kept_whole_elsewhere(sheets):
    found = cell(sheets, "notes", FULL["notes"])

    assert found.text == " ".join(FULL["notes"].split("\n"))[:LONGEST] + "…"
    assert found.full == FULL["notes"]


@pytest.mark.django_db
def test_zero_and_every_no_value_look_different_in_a_cell(sheets):
    specials = [{"voters": stored(one)} for one in Special if one is not Special.UNANSWERED]
    found = [row.cells[0] for row in rows(ASKED, sheets({"voters": 0}, *specials, {}))]

    assert [one.value_kind for one in found] == ["zero", "blank", "na", "exempt", "unasked", "none"]
    assert [one.text for one in found] == ["0", "空欄", "該当なし", "回答不要", "対象外", "未回答"]
    assert [one.number for one in found] == [0, None, None, None, None, None]


@pytest.mark.django_db
def test_an_answer_of_another_kind_is_shown_in_its_own_words_and_is_no_number(sheets):
    earlier = Definition((Question("voters", "short_text", "投票者数"),))
    found = rows(ASKED, sheets({"voters": "120"}, definition=earlier))[0].cells

    assert (found[0].text, found[0].number, found[0].is_other_kind) == ("120", None, True)
    assert found[1].special is Special.UNANSWERED


@pytest.mark.django_db
def test_the_totals_say_every_state_in_words(sheets):
    given = sheets(FULL, ZERO, {"voters": stored(Special.EXEMPT)}, {})
    page = words("_totals", collation=collate(ASKED, given))

    assert "問1 投票者数 合計 1,204 人 平均 602.00、最小 0、最大 1,204 2 1 0 0 1 0 1" in page
    assert "商業施設 0 移動式（廃止） 1" in page
    assert "2026年11月21日(令和8年)から2026年11月21日(令和8年)まで" in page
    assert "ファイル 1個" in page
    assert "表（全2行）" in page
    legend = words("_legend")
    assert all(str(label) in legend for label in ("0", *Special.labels))


@pytest.mark.django_db
def test_a_table_is_summed_with_who_gave_no_value(sheets):
    given = sheets(FULL, ZERO, {"rooms": stored(Special.NOT_APPLICABLE)}, {})
    summed = summed_table(collate(ASKED, given)["rooms"])
    page = words("_table_sum", summed=summed, caption="従事者の集計")

    assert [[one.text for one in row.cells] for row in summed.rows] == [["12", ""], ["", ""]]
    assert [row.total for row in summed.rows] == ["12", "－"]
    assert (summed.below, summed.whole) == ([("人数", "12"), ("備考", "")], "12")
    assert "本庁舎 12 回答あり 2（うち0 1）、 該当なし 1、 未回答 1" in page
    assert "支所 回答あり 0、 空欄 1、 該当なし 2、 未回答 1" in page


@pytest.mark.django_db
def test_added_rows_are_summed_all_together(sheets):
    summed = summed_table(collate(ASKED, sheets(FULL, {"cars": [{"c1": 0}]}))["cars"])
    page = words("_table_sum", summed=summed, caption="送迎の便の集計")

    assert "全3行 7 回答あり 3（うち0 1）" in page


@pytest.mark.django_db
def test_a_table_is_listed_row_by_row(sheets):
    given = sheets(FULL, ZERO, {"rooms": stored(Special.EXEMPT)}, {})
    listed = listed_table(ASKED, "rooms", given)
    page = words("_table_list", listed=listed, caption="従事者の一覧")

    assert [line.label or line.text for line in listed.lines] == [
        "本庁舎",
        "支所",
        "本庁舎",
        "支所",
        "回答不要",
        "未回答",
    ]
    assert [[one.text for one in line.cells] for line in listed.lines[:3]] == [
        ["12", "応援あり"], ["該当なし", "未回答"], ["0", "未回答"],
    ]  # fmt: skip
    assert [one.look for line in listed.lines[:4] for one in line.cells[:1]] == ["", "na", "zero", "blank"]
    assert page.count("石巻市") == 6
    cars = listed_table(ASKED, "cars", given)
    assert [line.label or line.text for line in cars.lines] == ["1行目", "2行目", "未回答", "未回答", "未回答"]


@pytest.mark.django_db
def test_a_page_of_one_sheet_and_of_eight_cost_the_same(sheets, django_assert_num_queries):
    for number in (1, 8):
        given = sheets(*[FULL] * number, number=number)
        with django_assert_num_queries(2):
            rows(ASKED, given)
        with django_assert_num_queries(2):
            render_to_string(
                "questions/collation/_table_list.html",
                {"listed": listed_table(ASKED, "rooms", given.all()), "caption": "従事者の一覧"},
            )
