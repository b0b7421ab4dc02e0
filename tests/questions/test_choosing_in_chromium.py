"""What is answered by choosing, and the editor of its options, on the real pages in a real Chromium."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from core.questions.definition import Definition, Question
from core.questions.models import Questionnaire, Version
from core.questions.services.composing import create
from core.questions.services.trying import start_trial
from tests.looking import chromium, complaints, looks_right, open_as
from tests.questions.choosing_form import FORM, MUNICIPALITIES

__all__ = ["chromium", "complaints", "open_as"]

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def questionnaire(cast) -> Questionnaire:
    return create(cast.prefecture, "選択の試験", by=cast.sato, definition=FORM)


@pytest.fixture
def form_address(cast, questionnaire) -> str:
    return f"/questions/trials/{start_trial(questionnaire, by=cast.sato).pk}/"


@pytest.fixture
def builder(questionnaire) -> str:
    return f"/questions/{questionnaire.pk}/builder/questions/"


def options_now(questionnaire: Questionnaire, key: str = "all") -> list[dict[str, Any]]:
    version = Version.objects.get(questionnaire=questionnaire, state="draft")
    return list(version.definition[key].settings["options"])


def labels_now(questionnaire: Questionnaire) -> list[str]:
    return [item["label"] for item in options_now(questionnaire) if not item.get("gone")]


def save(page: Page) -> None:
    """Saved means redirected; a preview of what is typed is posted too, and is none."""
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and "preview=" not in (answer.request.post_data or "")
    ) as answer:
        page.get_by_role("button", name="設定を保存する").click()
    assert answer.value.status == 302
    page.wait_for_load_state()


# --- The form ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1280, 390])
def test_every_control_can_be_used(cast, form_address, open_as, complaints, width):
    page = open_as(cast.sato, width=width)
    page.goto(form_address)
    page.locator("#a-main-other").fill("移動式の投票所")
    page.locator("#a-days-c1").check(force=True)
    page.get_by_role("button", name="確認").click()
    expect(page.locator("#a-days_error")).to_contain_text("11月6日（金）14時～16時")
    looks_right(page, complaints)
    assert not complaints.heard


def test_by_keyboard_alone(cast, form_address, open_as):
    page = open_as(cast.sato)
    page.goto(form_address)
    page.locator("#a-exists-is-yes").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#a-exists-is-no")).to_be_checked()
    page.locator("#a-content-is-1").focus()
    for key in ("ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("#a-content-is-3")).to_be_checked()
    page.locator("#a-days-c1").focus()
    page.keyboard.press("Space")
    expect(page.locator("#a-days-c1")).to_be_checked()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#a-days-c1-maybe")).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.locator("#a-days-c2")).to_be_focused()
    page.locator("#a-all-is-o1").focus()
    page.keyboard.press("Space")
    expect(page.locator("#a-all-is-o1")).to_be_checked()


def test_typing_what_is_meant_by_other_chooses_it(cast, form_address, open_as):
    page = open_as(cast.sato)
    page.goto(form_address)
    page.locator("#a-main-is-o1").check()
    page.locator("#a-main-other").fill("駅")
    expect(page.locator("#a-main-is-other")).to_be_checked()
    page.locator("#a-all-other").fill("駅")
    expect(page.locator("#a-all-is-other")).to_be_checked()


def test_what_stands_alone_takes_the_others_back(cast, form_address, open_as):
    page = open_as(cast.sato)
    page.goto(form_address)
    for key in ("o1", "o2", "o9"):
        page.locator(f"#a-all-is-{key}").check()
    expect(page.locator("#a-all-question :checked")).to_have_count(1)
    page.locator("#a-all-is-o2").check()
    expect(page.locator("#a-all-is-o9")).not_to_be_checked()


def test_a_long_list_is_narrowed_down_and_what_is_chosen_stays(cast, form_address, open_as, complaints):
    page = open_as(cast.sato)
    page.goto(form_address)
    near = page.locator("#a-near")
    near.select_option("m3")
    page.get_by_label("選択肢を絞り込む").first.fill("０１７")
    expect(near.locator("option")).to_have_text(["選んでください", "003番目の市町村", "017番目の市町村"])
    expect(near).to_have_value("m3")
    page.get_by_label("選択肢を絞り込む").first.fill("")
    expect(near.locator("option")).to_have_count(len(MUNICIPALITIES) + 1)

    boxes = page.locator("#a-where-question .mu-choices .mu-choice")
    boxes.nth(0).locator("input").check()
    search = page.get_by_label("選択肢を絞り込む").last
    search.fill("02")
    expect(boxes.locator("visible=true")).to_have_count(12)  # 002, 020 to 029, and the one that is chosen
    expect(page.get_by_text("11件が当てはまります。")).to_be_visible()
    search.press("Enter")
    expect(page).to_have_url(page.url)
    assert not complaints.heard


def test_without_script_everything_is_there(cast, form_address, open_as):
    page = open_as(cast.sato, javascript=False)
    page.goto(form_address)
    page.locator("#a-exists-is-yes").check()
    page.locator("#a-main-is-other").check()
    page.locator("#a-main-other").fill("駅")
    page.locator("#a-home").select_option("p4")
    page.locator("#a-near").select_option("m40")
    page.locator("#a-all-is-o1").check()
    page.locator("#a-where-is-m2").check()
    page.locator("#a-ten-is-10").check()
    for candidate in ("c1", "c2", "c3"):
        page.locator(f"#a-days-{candidate}").check(force=True)
    page.get_by_role("button", name="確認").click()
    for words in ("その他：駅", "宮城県", "040番目の市町村", "移動支援（バス・タクシー券）", "002番目の市町村"):
        expect(page.get_by_text(words).first).to_be_visible()


# --- The editor of the options ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1280, 390])
def test_the_editor_can_be_used(cast, builder, open_as, complaints, width):
    page = open_as(cast.sato, width=width)
    page.goto(f"{builder}all/")
    page.get_by_text("2つの選択肢を1つにまとめる").click()
    page.get_by_role("button", name="選択肢を1つ追加").click()
    looks_right(page, complaints)
    assert not complaints.heard


def test_rows_are_added_and_moved_by_keyboard(cast, questionnaire, builder, open_as, complaints):
    page = open_as(cast.sato)
    page.goto(f"{builder}all/")
    first = page.get_by_label("1番目の選択肢")
    first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("2番目の選択肢")).to_be_focused()
    page.get_by_label("5番目の選択肢").focus()
    page.keyboard.press("Enter")  # behind the last one there is a new one
    expect(page.get_by_label("6番目の選択肢")).to_be_focused()
    page.keyboard.type("駅前")
    down = page.get_by_role("button", name="「移動支援（バス・タクシー券）」を下へ")
    down.focus()
    page.keyboard.press("Enter")
    expect(down).to_be_focused()
    expect(page.get_by_label("2番目の選択肢")).to_have_value("移動支援（バス・タクシー券）")
    expect(page.locator("[data-told]")).to_contain_text("2番目に動かしました")
    save(page)

    labels = labels_now(questionnaire)
    assert labels[:2] == ["商業施設での期日前投票所の設置", "移動支援（バス・タクシー券）"]
    assert labels[-1] == "駅前"
    assert [item["key"] for item in options_now(questionnaire)][:5] == ["o2", "o1", "o3", "o4", "o9"]
    assert not complaints.heard


def test_rows_are_dragged(cast, questionnaire, builder, open_as, complaints):
    page = open_as(cast.sato)
    page.goto(f"{builder}all/")
    rows = page.locator("[data-line]")
    handle = rows.nth(0).locator(".mu-lines__handle")
    expect(handle).to_be_visible()
    page.wait_for_load_state("networkidle")
    drag(page, handle, rows.nth(2))
    expect(page.get_by_label("1番目の選択肢")).to_have_value("商業施設での期日前投票所の設置")
    save(page)

    assert labels_now(questionnaire)[:3] != labels_of(FORM, "all")[:3]
    assert sorted(labels_now(questionnaire)) == sorted(labels_of(FORM, "all"))
    assert not complaints.heard


def drag(page: Page, handle: Locator, onto: Locator) -> None:
    onto.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), onto.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 5, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, start["y"] + 30, steps=5)
    page.mouse.move(start["x"] + 5, end["y"] + end["height"] - 5, steps=10)
    page.mouse.up()


def labels_of(definition: Definition, key: str) -> list[str]:
    return [item["label"] for item in definition[key].settings["options"]]


def test_without_script_options_are_renamed_moved_removed_merged_and_added(cast, questionnaire, builder, open_as):
    page = open_as(cast.sato, javascript=False)
    page.goto(f"{builder}all/")
    page.get_by_label("1番目の選択肢").fill("バス・タクシーの運行")
    page.get_by_label("選択肢「特になし」の順番").fill("1")
    page.locator("[data-line]", has=page.locator("input[value='投票済証の発行']")).get_by_label("外す").check()
    page.get_by_label("選択肢を追加する（1行に1つ）").fill("駅前\n役場\n")
    page.get_by_text("2つの選択肢を1つにまとめる").click()
    page.get_by_label("まとめる選択肢").select_option("o3")
    page.get_by_label("まとめる先").select_option("o1")
    save(page)

    assert labels_now(questionnaire) == [
        "特になし",
        "バス・タクシーの運行",
        "商業施設での期日前投票所の設置",
        "駅前",
        "役場",
    ]
    by_key = {item["key"]: item for item in options_now(questionnaire)}
    assert by_key["o3"] == {"key": "o3", "label": "大学・高等学校での啓発", "gone": True, "into": "o1"}
    assert by_key["o4"] == {"key": "o4", "label": "投票済証の発行", "gone": True}

    page.get_by_text("使わなくなった選択肢（2）").click()
    page.get_by_label("投票済証の発行").check()
    save(page)
    assert "投票済証の発行" in labels_now(questionnaire)


def test_what_is_wrong_comes_back_with_all_that_was_typed(cast, questionnaire, builder, open_as):
    page = open_as(cast.sato, javascript=False)
    page.goto(f"{builder}all/")
    page.get_by_label("1番目の選択肢").fill("特になし")
    page.get_by_label("選択肢を追加する（1行に1つ）").fill("駅前")
    page.get_by_role("button", name="設定を保存する").click()

    expect(page.get_by_text("「特になし」が2つあります。").first).to_be_visible()
    expect(page.get_by_label("1番目の選択肢")).to_have_value("特になし")
    expect(page.get_by_label("選択肢を追加する（1行に1つ）")).to_have_value("駅前")
    page.get_by_role("link", name="「特になし」が2つあります。").click()
    expect(page.get_by_label("1番目の選択肢")).to_be_focused()
    assert labels_now(questionnaire) == labels_of(FORM, "all")


def test_a_thousand_options_open_and_save(cast, open_as, complaints):
    options = [{"key": f"o{number}", "label": f"団体{number}"} for number in range(1000)]
    definition = Definition((Question("all", "single_choice", "団体", settings={"options": options}),))
    questionnaire = create(cast.prefecture, "千の選択肢", by=cast.sato, definition=definition)
    page = open_as(cast.sato)
    page.goto(f"/questions/{questionnaire.pk}/builder/questions/all/")
    page.get_by_label("1000番目の選択肢").fill("最後の団体")
    save(page)

    assert len(labels_now(questionnaire)) == 1000
    assert labels_now(questionnaire)[-1] == "最後の団体"
    assert not complaints.heard
