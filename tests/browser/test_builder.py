"""A clerk's task in a real browser: from a template to a published questionnaire, then its next version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from core.people.models import User
from core.questions.definition import Definition, Question
from core.questions.models import Questionnaire, Version
from core.questions.services.composing import create
from tests.browser.hands import Keyboard, Mouse, on_page
from tests.cast import PASSWORD, make_cast
from tests.live import LivePortal, committed_data, live_portal, session_of

pytestmark = pytest.mark.django_db
TEMPLATE = "調査票"
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Scene:
    portal: LivePortal
    clerk: User
    session: str
    to_arrange: int  # a questionnaire of five questions


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with committed_data(django_db_blocker):
        cast = make_cast()
        clerk = cast.sato
        five = Definition(tuple(Question(f"q{number}", "short_text", f"設問その{number}") for number in range(1, 6)))
        to_arrange = create(cast.prefecture, "並べ替える様式", by=clerk, definition=five)
        with live_portal(tmp_path_factory.mktemp("portal")) as portal:
            yield Scene(portal, clerk, session_of(clerk), to_arrange.pk)


class Clerk:
    """Sato at a browser: with a mouse, without JavaScript, or with the keyboard alone."""

    def __init__(self, scene: Scene, browser: Browser, way: str, javascript: bool) -> None:
        self.context = browser.new_context(
            base_url=scene.portal.url,
            locale="ja-JP",
            java_script_enabled=javascript,
            viewport={"width": 1280, "height": 900},
        )
        self.context.add_cookies([{"name": "sessionid", "value": scene.session, "url": scene.portal.url}])
        self.javascript = javascript
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda told: self.complaints.append(told.text) if "Content Security" in told.text else None
        )
        self.hands = Keyboard(self.page) if way == "keyboard" else Mouse(self.page)

    def leave(self) -> None:
        assert not self.complaints
        self.context.close()


@pytest.mark.parametrize(
    ("way", "javascript"),
    [
        # By mouse is the easier way of the three: the other two keep the page working in `make test`.
        pytest.param("mouse", True, id="with a mouse", marks=pytest.mark.long),
        pytest.param("mouse", False, id="without JavaScript"),
        pytest.param("keyboard", True, id="with the keyboard alone"),
    ],
)
def test_from_a_template_to_the_next_version(scene: Scene, browser: Browser, way: str, javascript: bool):
    title = f"期日前投票所の調べ（{way}、{'JavaScriptあり' if javascript else 'なし'}）"
    clerk = Clerk(scene, browser, way, javascript)
    _start_from_a_template(clerk, title)
    asked = _add(clerk, "はい・いいえ", "移動支援を行いましたか")
    table = _add(clerk, "表（行が決まっている）", "期日前投票所の投票者数")
    _set_up_the_table(clerk)
    number = _add(clerk, "整数", "投票者数の合計")
    _show_only_if(clerk, table, asked)
    _check_across(clerk, table, number)
    _look_at_it_on_a_phone(clerk)
    _publish(clerk, title)
    _change_it_afterwards(clerk, title)
    clerk.leave()

    questionnaire = Questionnaire.objects.get(title=title)
    first, second = questionnaire.versions.order_by("number")
    assert [version.state for version in (first, second)] == ["published", "published"]
    labels = {question.label for question in second.definition}
    assert {"移動支援を行いましたか", "期日前投票所の投票者数", "投票者数の総数"} <= labels
    assert any(question.kind == "table" and question.show_if for question in first.definition)
    assert len(first.definition.checks) >= 1


def _start_from_a_template(clerk: Clerk, title: str) -> None:
    page, hands = clerk.page, clerk.hands
    page.goto("/questions/library/")
    on_page(page, "ひな形")
    hands.follow(TEMPLATE)
    on_page(page, TEMPLATE)
    hands.follow("このひな形で作る")
    on_page(page, "様式を作る")
    hands.fill("様式名", title)
    hands.press("作って設問へ進む")
    on_page(page, title)
    expect(page.locator("h1")).to_contain_text("下書き")


def _add(clerk: Clerk, kind: str, label: str) -> str:
    """Add a question behind the one before and name it. Returns what it is called now: 問5."""
    page, hands = clerk.page, clerk.hands
    before = page.locator("[data-key]").count()
    hands.press(f"{kind}を追加")
    expect(page.locator("[data-key]")).to_have_count(before + 1)
    title = page.locator("#settings-title")
    expect(title).to_contain_text("の設定")
    expect(page.get_by_label("設問文")).to_have_value("")
    hands.fill("設問文", label)
    hands.press("設定を保存する")
    expect(page.locator("[aria-current] .mu-build__title")).to_contain_text(label)
    return (title.text_content() or "").removesuffix("の設定")


def _set_up_the_table(clerk: Clerk) -> None:
    page, hands = clerk.page, clerk.hands
    hands.pick("必須")
    hands.fill("1番目の行", "本庁舎")
    hands.fill("2番目の行", "支所・出張所")
    hands.fill("3番目の行", "商業施設")
    hands.fill("行を追加する", "大学・高等学校\n移動式（自動車）")
    hands.unfold("列1")
    hands.fill("列の名前", "投票者数")
    hands.press("設定を保存する")
    chosen = page.locator("[data-key][aria-current]")
    expect(chosen).to_contain_text("5行×2列")
    expect(chosen.locator(".mu-build__type")).to_contain_text("必須")
    for words in ("本庁舎", "移動式（自動車）", "投票者数"):
        expect(page.locator("#preview")).to_contain_text(words)


def _show_only_if(clerk: Clerk, number: str, asked: str) -> None:
    page, hands = clerk.page, clerk.hands
    hands.follow(f"設定：「{'期日前投票所の投票者数'}」")
    expect(page.locator("#settings-title")).to_have_text(f"{number}の設定")
    hands.follow("条件を付ける")
    on_page(page, "表示する条件")
    hands.choose("設問", asked)
    if not clerk.javascript:
        hands.press("この設問の条件を選ぶ")
    expect(page.get_by_label("どのようなとき")).to_be_visible()
    hands.choose("どのようなとき", "が「…」である")
    expect(page.get_by_label("比べる値")).to_be_visible()
    hands.choose("比べる値", "はい")
    hands.press("条件を保存する")
    expect(page.locator("main")).to_contain_text("が「はい」であるとき")


def _check_across(clerk: Clerk, table: str, number: str) -> None:
    page, hands = clerk.page, clerk.hands
    page.goto(page.url.partition("builder/")[0] + "builder/")
    hands.follow("確認を")
    on_page(page, "設問どうしの確認")
    hands.follow("確認を追加する")
    on_page(page, "設問どうしの確認を追加")
    hands.fill("確かめる数", f"{table}[合計、投票者数]")
    hands.fill("比べる相手", number)
    hands.fill("合わないときに示す文", "表の合計が、投票者数の合計と一致しません。")
    hands.press("確認を保存する")
    on_page(page, "設問どうしの確認")
    expect(page.locator("main")).to_contain_text("表の合計が、投票者数の合計と一致しません。")
    hands.follow("設問の編集に戻る")


def _look_at_it_on_a_phone(clerk: Clerk) -> None:
    page, hands = clerk.page, clerk.hands
    on_page(page, "設問の編集")
    hands.follow("回答画面を見る")
    hands.follow("スマートフォンの幅")
    expect(page.locator("[aria-current=page]", has_text="スマートフォンの幅")).to_be_visible()
    frame = page.frame_locator("iframe")
    expect(frame.locator("h1")).to_be_visible()
    expect(frame.locator("body")).to_contain_text("移動支援を行いましたか")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(TOO_WIDE) == 0
    inside = page.frames[1]
    assert inside.evaluate(TOO_WIDE) == 0
    page.set_viewport_size({"width": 1280, "height": 900})
    hands.follow("設問の編集に戻る")


def _publish(clerk: Clerk, title: str) -> None:
    page, hands = clerk.page, clerk.hands
    on_page(page, "設問の編集")
    hands.follow("公開の確認へ進む")
    on_page(page, "公開の確認")
    hands.press("公開する")
    on_page(page, title)
    expect(page.locator("main")).to_contain_text("公開済み")


def _change_it_afterwards(clerk: Clerk, title: str) -> None:
    """The next version: a question is relabelled; the difference is shown before publishing and afterwards."""
    page, hands = clerk.page, clerk.hands
    page.goto(page.url.rstrip("/") + "/builder/")
    hands.press("次の版の編集を始める")
    on_page(page, title)
    expect(page.locator("h1")).to_contain_text("第2版")
    hands.follow("設定：「投票者数の合計」")
    expect(page.locator("#settings-title")).to_contain_text("の設定")
    expect(page.get_by_label("設問文")).to_have_value("投票者数の合計")
    hands.fill("設問文", "投票者数の総数")
    expect(page.get_by_label("設問文")).to_have_value("投票者数の総数")
    hands.press("設定を保存する")
    expect(page.locator("[aria-current] .mu-build__title")).to_contain_text("投票者数の総数")
    hands.follow("公開の確認へ進む")
    on_page(page, "公開の確認")
    expect(page.locator("main")).to_contain_text("投票者数の総数")
    hands.press("公開する")
    on_page(page, title)
    hands.follow("違い")
    on_page(page, "版の違い")
    row = page.get_by_role("row").filter(has_text="投票者数の総数")
    expect(row).to_contain_text("投票者数の合計")


def test_questions_are_dragged_and_moved_by_the_arrow_keys(scene: Scene, browser: Browser):
    """With script: nothing else moves, nothing reloads, and the focus stays with what was moved."""
    clerk = Clerk(scene, browser, "mouse", javascript=True)
    page = clerk.page
    page.set_viewport_size({"width": 1280, "height": 1400})  # all of the list in view
    page.goto(f"/questions/{scene.to_arrange}/builder/")
    page.evaluate("() => { window.stillThere = true; }")
    expect(page.locator("[data-reorder-ready]")).to_be_visible()

    handle, first = page.locator("#handle-q4").bounding_box(), page.locator("#q-q1").bounding_box()
    assert handle
    assert first
    page.mouse.move(handle["x"] + 10, handle["y"] + 10)
    page.mouse.down()
    page.mouse.move(handle["x"] + 10, handle["y"] - 20, steps=4)
    page.mouse.move(first["x"] + 30, first["y"] + 4, steps=12)
    page.mouse.up()
    expect(page.locator(".mu-actionbar")).to_contain_text("「設問その4」を移動")
    assert _order(scene) == ["q4", "q1", "q2", "q3", "q5"]

    page.locator("#handle-q4").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-announcer]")).to_contain_text("5件中3番目です。")
    page.keyboard.press("Escape")
    expect(page.locator("[data-announcer]")).to_contain_text("元の順番に戻しました。")
    assert _order(scene) == ["q4", "q1", "q2", "q3", "q5"]

    page.keyboard.press("ArrowDown")
    with page.expect_response("**/order/"):
        page.keyboard.press("Enter")
    expect(page.locator("#handle-q4")).to_be_focused()
    assert _order(scene) == ["q1", "q4", "q2", "q3", "q5"]

    expect(page.locator("[data-announcer]")).to_contain_text("「設問その4」を移動")
    up = page.get_by_role("button", name="「設問その5」を上へ")
    up.focus()
    up.evaluate("(button) => { for (let times = 0; times < 3; times++) button.click(); }")
    expect(page.locator("[data-key]").nth(1)).to_contain_text("設問その5")
    expect(page.locator("[data-announcer]")).to_contain_text("「設問その5」を1つ上へ移動")
    expect(page.locator("#up-q5")).to_be_focused()
    assert _order(scene) == ["q1", "q5", "q4", "q2", "q3"], "Three quick clicks are three steps."
    page.get_by_role("button", name="取り消す：「設問その5」を1つ上へ移動").click()
    expect(page.locator("#redo")).to_be_visible()
    assert _order(scene) == ["q1", "q4", "q5", "q2", "q3"]
    assert page.evaluate("() => window.stillThere")
    clerk.leave()


def test_what_is_typed_shows_at_once_and_is_not_left_without_asking(scene: Scene, browser: Browser):
    clerk = Clerk(scene, browser, "mouse", javascript=True)
    page = clerk.page
    page.goto(f"/questions/{scene.to_arrange}/builder/questions/q1/")
    page.get_by_label("設問文").fill("まだ保存していない文")
    expect(page.locator("#preview")).to_contain_text("まだ保存していない文")

    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.get_by_role("link", name="設定：「設問その2」").click()
    expect(page.get_by_label("設問文")).to_have_value("まだ保存していない文")
    assert asked == ["保存していない設定があります。保存せずに進みますか。"]

    page.get_by_label("設問文").fill("")
    page.get_by_role("button", name="設定を保存する").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("設問文")).to_be_focused()
    assert "設問その1" in [question.label for question in _definition(scene)]
    clerk.leave()


def test_an_ended_session_loses_nothing_that_was_typed(scene: Scene, browser: Browser):
    clerk = Clerk(scene, browser, "mouse", javascript=True)
    page = clerk.page
    page.goto(f"/questions/{scene.to_arrange}/builder/questions/q2/")
    page.get_by_label("設問文").fill("期限が切れても残る文")
    clerk.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="設定を保存する").click()
    problem = page.locator("[data-builder-problem]")
    expect(problem).to_be_focused()
    expect(page.get_by_label("設問文")).to_have_value("期限が切れても残る文")

    with clerk.context.expect_page() as opened:
        problem.get_by_role("link").click()
    other = opened.value
    other.get_by_label("メールアドレス").fill(scene.clerk.email)
    other.get_by_label("パスワード").first.fill(PASSWORD)
    other.get_by_role("button", name="ログイン", exact=True).click()
    on_page(other, "並べ替える様式")
    other.close()
    token = page.locator("#setup input[name=csrfmiddlewaretoken]")
    old = token.input_value()
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    expect(token).not_to_have_value(old)
    page.get_by_role("button", name="設定を保存する").click()
    expect(page.locator("#q-q2 .mu-build__title")).to_contain_text("期限が切れても残る文")
    expect(problem).to_be_hidden()
    clerk.leave()


def test_a_colleagues_change_comes_into_view_with_what_was_typed(scene: Scene, browser: Browser):
    mine, theirs = (Clerk(scene, browser, "mouse", javascript=True) for _ in range(2))
    for clerk in (mine, theirs):
        clerk.page.goto(f"/questions/{scene.to_arrange}/builder/questions/q3/")
    for clerk, words in ((theirs, "同僚の書いた文"), (mine, "わたしの書いた文")):
        clerk.page.get_by_label("設問文").fill(words)
        clerk.page.get_by_role("button", name="設定を保存する").click()
    expect(theirs.page.locator("#q-q3")).to_contain_text("同僚の書いた文")

    warning = mine.page.locator(".mu-banner[role=alert]")
    expect(warning).to_contain_text("ほかの人が先に、この設問の設定を変えました")
    expect(warning).to_be_focused()
    expect(warning).to_be_in_viewport()
    row = mine.page.get_by_role("row").filter(has_text="設問文")
    expect(row).to_contain_text("同僚の書いた文")
    expect(row).to_contain_text("わたしの書いた文")
    expect(mine.page.get_by_label("設問文")).to_have_value("わたしの書いた文")
    mine.page.get_by_role("button", name="設定を保存する").click()
    expect(mine.page.locator("#q-q3 .mu-build__title")).to_contain_text("わたしの書いた文")
    for clerk in (mine, theirs):
        clerk.leave()


def _definition(scene: Scene) -> Definition:
    return Version.objects.get(questionnaire=scene.to_arrange, state="draft").definition


def _order(scene: Scene) -> list[str]:
    return [question.key for question in _definition(scene)]
