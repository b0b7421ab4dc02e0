"""Numbers, days, times and calculated values on the real pages: filled in, refused, followed, set up."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from core.questions.definition import Definition, Question
from core.questions.models import Questionnaire, Version
from core.questions.services.composing import create
from core.questions.services.trying import start_trial
from tests.looking import chromium, complaints, looks_right, open_as

__all__ = ["chromium", "complaints", "open_as"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLACES = {
    "rows": [{"key": "r1", "label": "本庁舎"}, {"key": "r2", "label": "支所・出張所"}],
    "columns": [
        {"key": "c1", "kind": "integer", "label": "箇所数", "settings": {"unit": "か所"}, "total": True},
        {"key": "c2", "kind": "integer", "label": "投票者数", "settings": {"unit": "人"}, "total": True},
    ],
}
FORM = Definition(
    (
        Question("electors", "integer", "有権者数", "直近の選挙の数。", settings={"unit": "人", "minimum": 0}),
        Question("voters", "integer", "投票者数", settings={"unit": "人", "minimum": 0, "maximum": 999999}),
        Question("area", "decimal", "面積", settings={"unit": "平方キロメートル", "decimals": 2}),
        Question("day", "date", "選挙期日", settings={"earliest": "2026-04-01", "latest": "2027-03-31"}),
        Question("close", "time", "閉鎖時刻", settings={"earliest": "16:00", "latest": "20:00"}),
        Question("places", "table", "期日前投票所の状況", settings=PLACES),
        Question(
            "rate",
            "calculated",
            "投票率",
            "投票者数 ÷ 有権者数",
            settings={"formula": "{voters} / {electors} * 100", "decimals": 2, "unit": "%", "rounding": "half_up"},
        ),
    )
)


@pytest.fixture
def questionnaire(cast) -> Questionnaire:
    return create(cast.prefecture, "投票の状況", by=cast.sato, definition=FORM)


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.long), 390])
def test_the_form_is_filled_in_and_wrong_numbers_come_back(cast, questionnaire, open_as, complaints, width):
    trial = start_trial(questionnaire, by=cast.sato)
    page = open_as(cast.sato, width=width)
    page.goto(f"/questions/trials/{trial.pk}/")
    expect(page.get_by_role("button", name="問4をカレンダーから選ぶ")).to_be_visible()
    page.get_by_label("有権者数").fill("１，２０，４")
    page.get_by_label("投票者数").first.fill("1,000,000人")
    page.locator("#a-day").fill("平成31年5月1日")
    page.get_by_role("button", name="確認").click()
    for words in ("コンマの位置が違います", "0人以上999,999人以下", "平成は2019年4月30日まで"):
        expect(page.locator(".mu-question", has_text=words).first).to_be_visible()
    expect(page.locator("#a-electors")).to_have_value("１，２０，４")
    looks_right(page, complaints)


def test_the_calculated_value_follows(cast, questionnaire, open_as, complaints):
    trial = start_trial(questionnaire, by=cast.sato)
    page = open_as(cast.sato)
    page.goto(f"/questions/trials/{trial.pk}/")
    result = page.locator("#a-rate")
    expect(result).to_have_text("計算に使う数がそろうと、ここに表示します。")
    page.locator("#a-electors").fill("３，０００")
    page.locator("#a-voters").fill("2,000人")
    page.keyboard.press("Tab")
    expect(result).to_have_text("66.67%")
    page.locator("#a-electors").fill("0")
    page.keyboard.press("Tab")
    expect(result).to_have_text("0で割るため計算できません")
    assert not complaints.heard


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.long), 390])
def test_a_formula_is_put_together_with_buttons(cast, questionnaire, open_as, complaints, width):
    page = open_as(cast.sato, width=width)
    page.goto(f"/questions/{questionnaire.pk}/builder/questions/rate/")
    formula = page.get_by_label("式", exact=False).and_(page.locator("textarea[name$=formula]"))
    expect(formula).to_have_value("問2 ÷ 問1 × 100")
    page.get_by_role("button", name="足し算の記号を入れる").click()
    expect(formula).to_have_value("問2 ÷ 問1 × 100 ＋")  # nobody had put the cursor anywhere
    formula.fill("")
    page.get_by_text("式に使える設問").click()
    page.get_by_role("button", name="問1を式に入れる").click()
    page.get_by_role("button", name="引き算の記号を入れる").click()
    page.get_by_text("問6「期日前投票所の状況」の欄").click()
    page.get_by_role("button", name="問6[合計、投票者数]を式に入れる").click()
    expect(formula).to_have_value("問1 － 問6[合計、投票者数]")
    with page.expect_navigation():
        page.get_by_role("button", name="設定を保存").click()
    expect(formula).to_have_value("問1 － 問6[合計、投票者数]")
    version = Version.objects.get(questionnaire=questionnaire)
    assert version.definition["rate"].settings["formula"] == "{electors} - {places.*.c2}"
    page.get_by_text("式に使える設問").click()
    looks_right(page, complaints)
    assert not complaints.heard


def test_a_formula_is_typed_without_script(cast, questionnaire, open_as):
    page = open_as(cast.sato, javascript=False)
    page.goto(f"/questions/{questionnaire.pk}/builder/questions/rate/")
    formula = page.locator("textarea[name$=formula]")
    page.get_by_text("式に使える設問").click()
    expect(page.locator("[data-insert]", has_text="問1").first).to_be_visible()
    formula.fill("問１÷問9")
    page.get_by_role("button", name="設定を保存").click()
    expect(page.get_by_text("問9はありません。設問の番号を確かめてください。").first).to_be_visible()
    expect(formula).to_have_value("問１÷問9")
    formula.fill("問１÷問３")
    page.get_by_role("button", name="設定を保存").click()
    expect(formula).to_have_value("問1 ÷ 問3")
