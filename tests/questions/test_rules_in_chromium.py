"""Conditions, checks, lists, copies and the preview in a real browser: with script, by keyboard, on a phone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from core.questions.definition import Check, Comparison, Condition, Definition, Need, Question, Test
from core.questions.models import Questionnaire
from core.questions.services.composing import create
from core.questions.services.editing import edit
from tests.browser.hands import Keyboard
from tests.looking import chromium, complaints, looks_right, open_as  # noqa: F401 - fixtures

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAYS = [{"key": "o1", "label": "バス"}, {"key": "o2", "label": "タクシー"}]
FORM = Definition(
    (
        Question("s", "section", "1 移動支援"),
        Question("has", "yes_no", "投票所までの移動支援を実施していますか", need=Need.REQUIRED),
        Question("way", "single_choice", "主な方法", settings={"options": WAYS}),
        Question("men", "integer", "男性の利用者数", settings={"unit": "人"}),
        Question("women", "integer", "女性の利用者数", settings={"unit": "人"}, may_be_na=True),
        Question("all", "integer", "利用者の総数", settings={"unit": "人"}),
        Question("why", "long_text", "課題", show_if=Condition((Test("has", "is", "yes"), Test("men", "ge", 1200)))),
    ),
    (
        Check("k1", "{men} + {women}", Comparison.EQUAL, "{all}", "男女の合計が総数と一致しません。"),
        Check("k2", "{all}", Comparison.AT_MOST, "10000", "", soft=True),
    ),
    intro="投票所までの移動支援について、令和8年11月1日現在の状況を回答してください。",
)
LIST = "第1 基礎的な事項\n問1 投票者数（人）※必須\n問2 方法（バス／タクシー／そのほか）\n3\t図\tグラフ\n④ 課題と対応"


@pytest.fixture
def questionnaire(cast) -> Questionnaire:
    create(
        cast.prefecture, "昨年度の気仙沼・本吉地域広域行政事務組合の移動支援に関する調査", by=cast.sato, definition=FORM
    )
    return create(cast.prefecture, "投票所までの移動支援に関する調査", by=cast.sato, definition=FORM)


@pytest.fixture
def opened(cast, open_as, questionnaire):  # noqa: F811
    def make(name: str, *args: str, query: str = "", **options) -> Page:
        page = open_as(cast.sato, **options)
        page.goto(reverse(f"questions:{name}", args=[questionnaire.pk, *args]) + query)
        return page

    return make


PAGES = {
    "condition": ("condition", ("why",), ""),
    "no-condition": ("condition", ("has",), ""),
    "checks": ("checks", (), ""),
    "check-new": ("check_new", (), ""),
    "check": ("check", ("k1",), ""),
    "import": ("import_questions", (), ""),
    "sources": ("copy_questions", (), ""),
    "preview": ("preview", (), ""),
    "preview-phone": ("preview", (), "?width=phone"),
    "frame": ("preview_frame", (), ""),
}


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_looks_right(opened, complaints, name, width):  # noqa: F811
    view, args, query = PAGES[name]
    page = opened(view, *args, query=query, width=width)
    assert complaints.heard == []
    looks_right(page, complaints)


@pytest.mark.parametrize("width", [1280, 390])
def test_what_was_read_looks_right(opened, complaints, width):  # noqa: F811
    page = opened("import_questions", width=width)
    page.get_by_label("設問の一覧").fill(LIST)
    page.get_by_role("button", name="読み取って確認する").click()
    expect(page.locator("h2").first).to_contain_text("5行")
    looks_right(page, complaints)


@pytest.mark.parametrize("width", [1280, 390])
def test_what_can_be_copied_looks_right(opened, complaints, width):  # noqa: F811
    page = opened("copy_questions", width=width)
    page.get_by_role("link", name="昨年度の気仙沼").click()
    expect(page.locator("[data-select-all]")).to_be_visible()
    looks_right(page, complaints)


def test_a_condition_is_made_by_keyboard_and_follows_what_is_chosen(opened, complaints, questionnaire):  # noqa: F811
    page = opened("condition", "all")
    keyboard = page.keyboard
    page.locator("#id_question_0").focus()
    for _ in range(3):
        keyboard.press("ArrowDown")
    keyboard.press("ArrowUp")
    expect(page.get_by_label("どのようなとき")).to_be_visible()
    expect(page.get_by_label("比べる値")).to_contain_text("タクシー")
    assert page.evaluate("document.activeElement.id") == "id_question_0"
    keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "id_operator_0"
    keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "id_operand_0"
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    expect(page.locator("#words")).to_contain_text("問2「主な方法」が「タクシー」であるときだけ表示します。")
    assert page.locator("#words").count() == 1
    expect(page.get_by_role("button", name="この設問の条件を選ぶ")).to_be_hidden()
    page.get_by_role("button", name="条件を保存する").focus()
    with page.expect_navigation():
        keyboard.press("Enter")
    kept = Questionnaire.objects.get(pk=questionnaire.pk).draft.definition["all"].show_if
    assert kept == Condition((Test("way", "is", "o2"),))
    assert complaints.heard == []


def test_a_condition_is_made_without_script(opened, questionnaire):
    page = opened("condition", "all", javascript=False)
    page.locator("#id_question_0").select_option("way")
    page.get_by_role("button", name="この設問の条件を選ぶ").click()
    page.get_by_label("比べる値").select_option(label="バス")
    page.get_by_role("button", name="条件を保存する").click()
    kept = Questionnaire.objects.get(pk=questionnaire.pk).draft.definition["all"].show_if
    assert kept == Condition((Test("way", "is", "o1"),))


def test_a_check_is_made_and_tried_by_keyboard(opened, questionnaire):
    page = opened("checks")
    hands = Keyboard(page)
    hands.follow("確認を追加する")
    hands.fill("確かめる数", "問３＋問４")
    hands.fill("比べる相手", "問5")
    hands.press("数を入れて試す")
    expect(page.get_by_text("この数では、次のように知らせます。")).to_be_visible()
    hands.fill("問5「利用者の総数」", "20")
    hands.press("この数で試す")
    expect(page.get_by_text("この数では、何も知らせません。")).to_be_visible()
    hands.fill("合わないときに示す文", "合計が合いません。")
    hands.press("確認を保存する")
    expect(page.get_by_text("合計が合いません。")).to_be_visible()
    made = Questionnaire.objects.get(pk=questionnaire.pk).draft.definition.checks[-1]
    assert (made.left, made.right, made.comparison) == ("{men} + {women}", "{all}", "eq")


def test_a_list_is_taken_over_by_keyboard(opened, questionnaire):
    page = opened("builder")
    hands = Keyboard(page)
    hands.follow("一覧を貼り付ける")
    hands.fill("設問の一覧", "問1 団体名")
    page.keyboard.press("Enter")
    page.keyboard.type("問2 担当者氏名")
    hands.press("読み取って確認する")
    hands.press("設問を追加する")
    expect(page.get_by_text("2件を追加しました")).to_be_visible()
    assert [one.kind for one in Questionnaire.objects.get(pk=questionnaire.pk).draft.definition][-2:] == [
        "short_text",
        "person_name",
    ]


def test_the_preview_has_a_phones_width_and_lives(opened, complaints):  # noqa: F811
    page = opened("preview", query="?width=phone")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_label("課題")).to_be_hidden()
    assert page.locator("iframe").evaluate("frame => frame.contentWindow.innerWidth") == 390
    frame.get_by_label("はい", exact=True).check()
    frame.get_by_label("男性の利用者数").fill("１，２００")
    expect(frame.get_by_label("課題")).to_be_visible()
    frame.get_by_role("button", name="確認へ進む").click()
    expect(frame.get_by_text("この内容で提出できます。")).to_be_visible()
    frame.get_by_role("button", name="入力に戻る").click()
    expect(frame.get_by_label("男性の利用者数")).to_have_value("１，２００")
    # Nothing asks whether to leave: nothing would be lost.
    page.get_by_role("link", name="パソコンの幅").click()
    expect(page.locator("iframe:not([data-width])")).to_be_visible()
    assert complaints.heard == []


def test_the_preview_follows_the_builder_in_another_window(opened, cast, questionnaire):
    page = opened("preview")
    frame = page.frame_locator("iframe")
    frame.get_by_label("男性の利用者数").fill("12")
    edit(questionnaire, lambda d: d.with_question(Question("new", "short_text", "加えた設問")), said="x", by=cast.sato)

    builder = page.context.new_page()
    builder.goto(reverse("questions:builder", args=[questionnaire.pk]))

    expect(frame.get_by_label("加えた設問")).to_be_visible()
    expect(frame.get_by_label("男性の利用者数")).to_have_value("12")
