"""Reading: the sheet, paper, differences; taking answers over; letting people off questions."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.people.models import AuditEntry
from core.questions.definition import Definition, Question
from core.questions.models import AnswerSheet, Draft
from core.questions.services.composing import create
from core.questions.services.editing import edit
from core.questions.services.exempting import exempt, unexempt
from core.questions.services.prefilling import prefill
from core.questions.services.saving import save
from core.questions.services.trying import start_trial
from core.questions.showing import show
from tests.questions.trying import Form, Need, a_trial, only_if, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(cast, signed_in):
    def make(*questions):
        return Form(signed_in(cast.sato), a_trial(cast.prefecture, cast.sato, *questions))

    return make


def number(key: str, label: str = "", **fields) -> Question:
    return Question(key, "integer", label or key, **fields)


def test_the_five_kinds_of_no_value_and_zero_look_different(form, cast):
    form = form(
        *(number(key, f"設問{key}", may_be_na=True) for key in ("zero", "blank", "na", "exempt")),
        number("unasked", "設問unasked", show_if=only_if("blank")),
    )
    exempt(form.sheet, ["exempt"], by=cast.kanda)
    form.open()
    form.press("confirm", zero="0", na__na="1")
    form.hand_in()
    edit(
        form.trial.questionnaire, lambda one: one.with_question(number("none", "新しい設問")), said="追加", by=cast.sato
    )
    page = form.client.get(form.address("trial_sheet"), {"all": "1"}).content.decode()
    for kind, words in (
        ("zero", "0"),
        ("blank", "空欄"),
        ("na", "該当なし"),
        ("exempt", "回答不要"),
        ("unasked", "対象外"),
        ("none", "未回答"),
    ):
        assert f'data-kind="{kind}">{words}' in page
    assert "対象外" not in form.client.get(form.address("trial_sheet")).content.decode().split("mu-sheet")[1]


def test_the_print_page_shows_answers_and_era_dates_and_no_control(form):
    form = form(Question("s", "section", "基本"), text("name", "担当者"), Question("day", "date", "期日"))
    form.press("save", name="髙橋", day="R8.11.21")
    page = form.client.get(form.address("trial_print")).content.decode()
    body = page.split('<div class="mu-sheet">')[1].split("mu-actionbar")[0]
    assert "髙橋" in body
    assert "令和8年" in body
    assert "<input" not in body


def test_paper_has_boxes_options_and_conditions_in_words(form, cast, signed_in):
    choice = Question("c", "single_choice", "方法", settings={"options": [{"key": "o1", "label": "郵送"}]})
    form = form(
        choice, text("name", "担当者", show_if=only_if("c", "is", "o1"), may_be_na=True), Question("d", "date", "期日")
    )
    address = reverse("questions:paper", args=[form.trial.questionnaire_id, 1])
    page = form.client.get(address).content.decode()
    for words in ("□ 郵送", "問1「方法」が「郵送」である", "□ 該当なし", "</span>年<span", "mu-paper__box"):
        assert words in page
    assert signed_in(cast.midori).get(address).status_code == 404
    assert form.client.get(reverse("questions:paper", args=[form.trial.questionnaire_id, 9])).status_code == 404


def test_the_differences_of_two_trials(form, cast):
    first = form(text("a", "担当者"), text("b", "備考"))
    first.press("save", a="髙橋", b="同じ")
    second = Form(first.client, start_trial(first.trial.questionnaire, by=cast.sato))
    second.press("save", a="及川", b="同じ")
    address = reverse("questions:trial_differences", args=[first.trial.questionnaire_id])
    page = first.client.get(address, {"old": first.trial.pk, "new": second.trial.pk}).content.decode()
    assert "髙橋" in page
    assert "及川" in page
    assert "同じ" not in page.split("<tbody")[1]
    for query in ({}, {"old": "x"}, {"old": "9" * 40, "new": "1"}, {"old": first.trial.pk, "new": first.trial.pk}):
        assert first.client.get(address, query).status_code == 200


def test_a_trial_of_another_questionnaire_is_not_compared(form, cast):
    first, other = form(text("a")), form(text("a"))
    other.press("save", a="よその回答")
    address = reverse("questions:trial_differences", args=[first.trial.questionnaire_id])
    page = first.client.get(address, {"old": first.trial.pk, "new": other.trial.pk}).content.decode()
    assert "よその回答" not in page


# --- Taking over ------------------------------------------------------------------------------------------------------


def test_prefill_takes_what_passes_today_into_the_draft(cast):
    before = Definition(
        (text("same"), text("kind"), text("long"), text("typed"), text("na", may_be_na=True), text("none"))
    )
    after = Definition(
        (
            text("same"),
            number("kind"),
            text("long", settings={"max_length": 3}),
            text("typed"),
            text("na", may_be_na=True),
            text("none"),
        )
    )
    earlier = start_trial(create(cast.prefecture, "去年", by=cast.sato, definition=before), by=cast.sato).sheet
    typed = {f"a.{key}": ["去年の回答"] for key in ("same", "kind", "long", "typed")} | {"a.na.na": ["1"]}
    earlier, _ = save(earlier, typed, edit=1, by=cast.sato, complete=False)
    sheet = start_trial(create(cast.prefecture, "今年", by=cast.sato, definition=after), by=cast.sato).sheet
    save(sheet, {"a.typed": ["今年の回答"]}, edit=1, by=cast.sato, complete=False)
    sheet = AnswerSheet.objects.get(pk=sheet.pk)

    report = prefill(sheet, earlier, by=cast.sato)
    assert report.taken == ["same", "na"]
    assert set(report.left) == {"kind", "long", "typed"}
    assert "種類が変わった" in report.left["kind"]
    assert Draft.objects.get().typed == {"a.typed": ["今年の回答"], "a.same": ["去年の回答"], "a.na.na": ["1"]}
    assert AnswerSheet.objects.get(pk=sheet.pk).answers == {"typed": "今年の回答"}


def test_the_prefill_page(form, cast):
    first = form(text("a", "担当者"))
    first.press("save", a="髙橋")
    second = Form(first.client, start_trial(first.trial.questionnaire, by=cast.sato))
    address = second.address("trial_prefill")
    assert second.client.post(address, {"earlier": "x"}).status_code == 422
    assert second.client.post(address, {"earlier": str(second.trial.pk)}).status_code == 422
    response = second.client.post(address, {"earlier": str(first.trial.pk)})
    page = second.client.get(response.url).content.decode()
    assert "1問の回答を写しました" in page
    assert 'value="髙橋"' in page


# --- 回答不要 ---------------------------------------------------------------------------------------------------------


def test_exempt_is_a_value_of_its_own_and_audited(form, cast):
    form = form(text("a", "担当者", need=Need.REQUIRED), number("n", "人数"))
    form.press("save", a="書いた回答")
    sheet = exempt(form.sheet, ["a", "nobody"], by=cast.kanda)
    assert sheet.answers == {"a": {"special": "exempt"}}
    assert sheet.past.get(edit=2).answers == {"a": "書いた回答"}
    entry = AuditEntry.objects.get(action="answer_sheet.exempted")
    assert entry.details == {"questions": "問1"}
    assert exempt(sheet, ["a"], by=cast.kanda).edit == sheet.edit  # already
    assert "回答不要" in form.open().content.decode()
    form.press("confirm", a="それでも書く")
    form.hand_in()
    assert form.sheet.answers == {"a": {"special": "exempt"}, "n": {"special": "blank"}}


def test_asked_again(form, cast):
    form = form(text("a"), text("b"))
    exempt(form.sheet, ["a"], by=cast.kanda)
    form.open()
    form.press("confirm", b="一")
    form.hand_in()
    sheet = unexempt(form.sheet, ["a"], by=cast.kanda)
    assert sheet.answers == {"b": "一"}
    assert sheet.completed_at is None
    assert AuditEntry.objects.filter(action="answer_sheet.unexempted").count() == 1


def test_exempting_leaves_the_offices_own_draft_alone(form, cast):
    form = form(text("a"), text("b"))
    form.type(b="書きかけ")
    exempt(form.sheet, ["a"], by=cast.sato)
    assert Draft.objects.get().typed["a.b"] == ["書きかけ"]


def test_what_is_calculated_counts_an_exempt_number_as_zero(form, cast):
    form = form(number("x"), number("y"), Question("sum", "calculated", "計", settings={"formula": "{x} + {y}"}))
    form.press("save", x="2", y="3")
    sheet = exempt(form.sheet, ["y"], by=cast.kanda)
    shown = {one.question.key: one.text for one in show(sheet.definition, sheet.answers)}
    assert shown == {"x": "2", "y": "回答不要", "sum": "2"}
