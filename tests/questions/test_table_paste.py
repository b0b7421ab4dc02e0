"""Tables in a real Chromium: blocks pasted from Excel, moving about by keys, rows added and taken out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from core.questions.definition import Need, Question
from core.questions.models import AnswerSheet, Trial
from tests.looking import chromium, complaints, looks_right, open_as
from tests.questions.trying import a_trial

__all__ = ["chromium", "complaints", "open_as"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLACES = ["本庁舎", "支所・出張所", "商業施設"]
ROWS = [{"key": f"r{n}", "label": label} for n, label in enumerate(PLACES, 1)]
NUMBER = {"kind": "integer", "need": "required", "total": True}
COLUMNS = [
    {**NUMBER, "key": "c1", "label": "従事者数", "settings": {"unit": "人"}},
    {**NUMBER, "key": "c2", "label": "投票者数", "settings": {"unit": "人"}},
    {"key": "c3", "kind": "yes_no", "label": "駐車場"},
]
TABLE = Question(
    "places",
    "table",
    "期日前投票所の種別ごとの状況",
    "設置していない種別は 0 を入力してください。",
    Need.REQUIRED,
    may_be_na=True,
    settings={"rows": ROWS, "columns": COLUMNS, "row_header": "種別", "row_total": True, "na_cells": True},
)
PEOPLE = Question(
    "people",
    "repeating_rows",
    "出席者",
    settings={
        "columns": [
            {"key": "c1", "kind": "short_text", "label": "氏名", "need": "required"},
            {"key": "c2", "kind": "short_text", "label": "職名"},
            {"key": "c3", "kind": "integer", "label": "人数", "settings": {"unit": "人"}, "total": True},
        ],
        "maximum": 6,
    },
)


@pytest.fixture
def trial(cast) -> Trial:
    return a_trial(cast.prefecture, cast.sato, TABLE, PEOPLE)


@pytest.fixture
def form(cast, open_as, trial):
    def opened(**options) -> Page:
        page = open_as(cast.sato, **options)
        page.goto(f"/questions/trials/{trial.pk}/")
        return page

    return opened


def paste(page: Page, start: str, text: str) -> None:
    """As Ctrl+V does, with what Excel puts on the clipboard."""
    page.locator(start).focus()
    page.evaluate(
        """text => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def values(page: Page, question: str) -> list[list[str]]:
    return page.evaluate(
        """question => [...document.querySelectorAll(`#${question}-question tbody tr`)].map(
            row => [...row.querySelectorAll("input, select")].map(control => control.value))""",
        question,
    )


def test_a_block_fills_the_cells_to_the_right_and_below(form, complaints):
    page = form()
    paste(page, "#a-places-r1-c1", "2\t1,204\tはい\r\n3\t88\t\r\n")
    assert values(page, "a-places") == [["2", "1,204", "yes"], ["3", "88", ""], ["", "", ""]]
    expect(page.locator("#a-places-question [data-paste-report]")).to_have_text("5個の欄に入れました。")
    expect(page.locator("[data-computed='a-places-total-c2']")).to_have_text("1,292")
    expect(page.locator("[data-computed='a-places-total-c1']")).to_have_text("5")
    assert not complaints.heard


def test_what_does_not_fit_is_named_and_the_pasting_can_be_taken_back(form, complaints):
    page = form()
    page.locator("#a-places-r3-c2").fill("7")
    paste(page, "#a-places-r3-c2", "8\tたぶん\t9\t10\n11\t\t\t\n")
    assert values(page, "a-places")[2] == ["", "8", ""]
    report = page.locator("#a-places-question [data-paste-report]")
    expect(report.locator("p")).to_have_text(
        [
            "1個の欄に入れました。",
            "表の外になるため、入れなかったもの（2個）：商業施設、5列目「10」、4行目、投票者数「11」",
            "計算で決まる欄のため、入れなかったもの（1個）：商業施設、合計「9」",
            "選択肢にないため、入れなかったもの（1個）：商業施設、駐車場「たぶん」",
        ]
    )
    page.get_by_role("button", name="貼り付けを取り消す").click()
    assert values(page, "a-places")[2] == ["", "7", ""]
    expect(report).to_have_text("取り消しました。")
    assert not complaints.heard


def test_one_word_is_pasted_as_anywhere_else(form):
    page = form()
    paste(page, "#a-places-r1-c1", "12\r\n")
    expect(page.locator("#a-places-question [data-paste-report]")).to_be_empty()


def test_quotes_line_breaks_and_tabs_of_excel(form):
    page = form()
    paste(page, "#a-people-1-c1", '"佐藤\n花子"\t"係長 ""代理"""\n鈴木\t主査\n')
    assert values(page, "a-people")[:2] == [["佐藤 花子", '係長 "代理"', ""], ["鈴木", "主査", ""]]


def test_pasted_rows_that_are_more_are_added_up_to_the_limit(form, complaints):
    page = form()
    paste(page, "#a-people-1-c1", "\n".join(f"人{n}\t職\t{n}" for n in range(1, 9)))
    assert [row[0] for row in values(page, "a-people")] == [f"人{n}" for n in range(1, 7)]
    expect(page.locator("#a-people-question [data-paste-report] p").nth(1)).to_contain_text("7行目、氏名「人7」")
    expect(page.locator("[data-computed='a-people-total-c3']")).to_have_text("21")
    page.get_by_role("button", name="貼り付けを取り消す").click()
    assert values(page, "a-people") == [["", "", ""]] * 3
    assert not complaints.heard


def test_enter_and_arrows_go_up_and_down_and_send_nothing(form):
    page = form()
    address = page.url
    page.locator("#a-places-r1-c2").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#a-places-r2-c2")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#a-places-r3-c2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#a-places-r3-c2")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#a-places-r2-c2")).to_be_focused()
    page.keyboard.press("Shift+Enter")
    expect(page.locator("#a-places-r1-c2")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#a-places-r1-c3")).to_be_focused()
    assert page.url == address


def test_rows_are_added_and_taken_out_in_place_and_kept(form, trial, complaints):
    page = form()
    for n, name in enumerate(["佐藤", "鈴木", "高橋"], 1):
        page.locator(f"#a-people-{n}-c1").fill(name)
    page.get_by_role("button", name="行を増やす").click()
    expect(page.locator("#a-people-4-c1")).to_be_focused()
    page.keyboard.type("伊藤")
    page.locator("#a-people-question [data-remove-row]").nth(1).click()
    assert [row[0] for row in values(page, "a-people")] == ["佐藤", "高橋", "伊藤"]
    expect(page.locator("#a-people-question tbody th")).to_have_text(["1行目", "2行目", "3行目"])
    page.get_by_role("button", name="取り除きを取り消す").click()
    assert [row[0] for row in values(page, "a-people")] == ["佐藤", "鈴木", "高橋", "伊藤"]
    page.locator("#a-people-question [data-remove-row]").first.click()
    page.get_by_role("button", name="一時保存").last.click()
    page.wait_for_load_state()
    trial.sheet.refresh_from_db()
    assert trial.sheet.answers["people"] == [{"c1": "鈴木"}, {"c1": "高橋"}, {"c1": "伊藤"}]
    assert not complaints.heard


def test_without_script_a_block_goes_through_the_server(form, trial):
    page = form(javascript=False)
    table = page.locator("#a-places-question")
    table.locator("summary").click()
    table.locator("textarea").fill("種別\t投票者数\t立会人数\n商業施設\t12\t3\n本庁舎\t1,204\t5\n")
    table.get_by_role("button", name="表に入れる").click()
    assert page.locator("#a-places-r1-c2").input_value() == "1,204"
    assert page.locator("#a-places-r3-c2").input_value() == "12"
    expect(page.locator("main")).to_contain_text("2個の欄に入れました。")
    expect(page.locator("main")).to_contain_text("本庁舎、立会人数「5」")


def test_without_script_rows_are_added_by_the_server(form):
    page = form(javascript=False)
    page.locator("#a-people-1-c1").fill("佐藤")
    expect(page.locator("#a-people-question [data-remove-row]").first).to_be_hidden()
    page.get_by_role("button", name="行を増やす").click()
    expect(page.locator("#a-people-question tbody tr")).to_have_count(6)
    assert page.locator("#a-people-1-c1").input_value() == "佐藤"


def test_a_block_that_was_left_in_its_field_is_not_lost_without_a_word(form):
    page = form(javascript=False)
    table = page.locator("#a-people-question")
    table.locator("summary").click()
    table.locator("textarea").fill("佐藤\t係長")
    page.get_by_role("button", name="確認へ進む").click()
    expect(page.locator("#a-people-block")).to_have_value("佐藤\t係長")
    expect(page.locator("#a-people-block")).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.long), 390])
def test_it_can_be_seen_and_used_at_any_width(form, complaints, width):
    page = form(width=width)
    page.locator("#a-places-r1-c1").fill("12,4OO")
    page.get_by_role("button", name="確認へ進む").click()
    expect(page.locator("#a-places-r1-c1")).to_have_attribute("aria-invalid", "true")
    looks_right(page, complaints)
    assert not complaints.heard


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.long), 390])
def test_it_can_be_read_and_set_up_at_any_width(cast, open_as, complaints, trial, width):
    special = {"special": "not_applicable"}
    answers = {"places": {"r1": {"c1": 0, "c2": special}}, "people": [{"c1": "佐藤", "c3": 3}]}
    AnswerSheet.objects.filter(pk=trial.sheet.pk).update(answers=answers)
    page = open_as(cast.sato, width=width)
    page.goto(f"/questions/trials/{trial.pk}/sheet/")
    expect(page.locator("tbody tr").first).to_contain_text("該当なし")
    looks_right(page, complaints)
    page.goto(f"/questions/{trial.questionnaire_id}/builder/questions/places/")
    for folded in page.locator("#settings details").all():
        folded.evaluate("details => { details.open = true; }")
    expect(page.get_by_role("textbox", name="加える列の名前")).to_be_visible()
    looks_right(page, complaints)
    assert not complaints.heard
