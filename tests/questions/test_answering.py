"""Filling in the form of a trial: page by page, to the confirmation, and in."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.questions.definition import Question
from core.questions.models import AnswerSheet, Draft
from core.questions.services.editing import edit
from core.questions.services.exempting import exempt
from tests.questions.trying import Form, Need, a_check, a_trial, only_if, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(cast, signed_in):
    def make(*questions, checks=(), user=cast.sato):
        return Form(signed_in(user), a_trial(cast.prefecture, cast.sato, *questions, checks=checks))

    return make


def number(key: str, label: str = "", **fields) -> Question:
    return Question(key, "integer", label or key, **fields)


def test_from_the_empty_form_to_the_handed_in_sheet(form):
    form = form(text("name", "担当者", need=Need.REQUIRED), text("note", "備考"))
    assert "担当者" in form.open().content.decode()
    assert form.press("confirm", name="髙﨑𠮷葛󠄀", note="").url == form.address("trial_confirm")
    page = form.confirm().content.decode()
    assert "髙﨑𠮷葛󠄀" in page
    assert "空欄" in page
    assert not form.sheet.answers  # looking is not handing in
    response = form.hand_in()
    assert response.url == form.address("trial_sheet")
    assert form.sheet.answers == {"name": "髙﨑𠮷葛󠄀", "note": {"special": "blank"}}
    assert form.sheet.completed_at
    assert not Draft.objects.exists()


def test_saving_for_a_while_asks_for_nothing(form):
    form = form(text("name", need=Need.REQUIRED), text("note"))
    response = form.press("save", note="あとで")
    assert response.status_code == 302
    assert form.sheet.answers == {"note": "あとで"}
    assert form.sheet.completed_at is None


def test_saving_for_a_while_stores_what_is_right_and_keeps_what_is_wrong(form):
    form = form(number("voters", "投票者数"), text("note"))
    response = form.press("save", voters="12,4OO", note="備考です")
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="12,4OO"' in page
    assert 'href="#a-voters"' in page
    assert form.sheet.answers == {"note": "備考です"}
    assert 'value="12,4OO"' in form.open().content.decode()  # another day, in another session


def test_what_is_missing_is_told_with_links_and_every_typed_value_is_kept(form):
    form = form(text("name", "担当者", need=Need.REQUIRED), text("note", "備考"))
    response = form.press("confirm", name="", note="残る")
    page = form.client.get(response.url, follow=True).content.decode()
    assert "入力に誤りが1件あります。" in page
    assert 'href="#a-name"' in page
    assert 'value="残る"' in page


def test_a_form_of_several_pages_keeps_all_of_them(form):
    pages = (text("one"), Question("b1", "page_break"), text("two", need=Need.REQUIRED), Question("b2", "page_break"))
    form = form(*pages, text("three"))
    assert form.press("go", "2", page=1, one="一").url == f"{form.address()}?page=2"
    assert form.press("go", "3", page=2, two="").url == f"{form.address()}?page=3"
    assert form.press("confirm", page=3, three="三").url == form.address("trial_confirm")
    response = form.confirm()
    assert response.url == f"{form.address()}?page=2&checked=1"
    assert "入力に誤りが1件あります。" in form.client.get(response.url).content.decode()
    first = form.client.get(f"{form.address()}?page=1&checked=1").content.decode()
    assert 'value="2:a-two"' in first  # a button that takes along what is typed here
    assert (
        form.press(
            "go",
            "2:a-two",
            page=1,
            one="一に",
        ).url
        == f"{form.address()}?page=2#a-two"
    )
    form.press("confirm", page=2, two="二")
    form.hand_in()
    assert form.sheet.answers == {"one": "一に", "two": "二", "three": "三"}


def test_a_page_without_anything_to_answer_is_passed_over(form):
    form = form(
        text("one"),
        Question("b1", "page_break"),
        text("two", show_if=only_if("one")),
        Question("b2", "page_break"),
        text("three"),
    )
    assert 'name="go" value="3">次のページ' in form.open().content.decode()
    form.press("save", one="あり")
    assert 'name="go" value="2">次のページ' in form.open().content.decode()


def test_pages_beyond_the_ends_are_the_ends(form):
    form = form(text("one"), Question("b1", "page_break"), text("two"))
    for page in ("0", "99", "x", "１", "-1", "9" * 30):
        assert form.client.get(form.address(), {"page": page}).status_code == 200
    assert "two" in form.client.get(form.address(), {"page": "99"}).content.decode()


def test_an_empty_questionnaire_opens_and_is_handed_in(form):
    form = form()
    assert form.open().status_code == 200
    form.press("save")
    form.hand_in()
    assert form.sheet.completed_at


def test_hidden_answers_are_set_aside_and_said(form):
    form = form(text("has", "あるか"), text("what", "内容", show_if=only_if("has")))
    response = form.press("save", what="隠れた回答")
    assert "次の設問の入力は回答に含めていません" in form.client.get(response.url).content.decode()
    assert form.sheet.answers == {}
    assert 'value="隠れた回答"' in form.open().content.decode()  # the condition may be met again
    form.press("confirm", what="隠れた回答")
    assert "問2「内容」" in form.confirm().content.decode()
    form.hand_in()
    assert form.sheet.answers == {"has": {"special": "blank"}, "what": {"special": "not_asked"}}


def test_what_is_soft_passes_with_a_reason(form):
    checks = (a_check("{part}", "{whole}", soft=True),)
    form = form(text("note", "備考", need=Need.SOFT), number("whole"), number("part"), checks=checks)
    response = form.press("confirm", note="", whole="1", part="2")
    page = form.client.get(response.url, follow=True).content.decode()
    for name in ("a.note.reason", "a.k1.reason"):
        assert f'name="{name}"' in page
    form.press("confirm", note__reason="資料がない", whole="1", part="2", k1__reason="重複して数えるため")
    page = form.confirm().content.decode()
    assert "資料がない" in page
    assert "重複して数えるため" in page
    form.hand_in()
    assert form.sheet.reasons == {"note": "資料がない", "k1": "重複して数えるため"}


def test_what_is_handed_in_is_what_was_looked_at(form):
    form = form(text("name"))
    form.press("confirm", name="見た回答")
    seen = form.confirm().content.decode().split('name="seen" value="')[1].split('"')[0]
    form.type(name="別の画面で変えた回答")
    response = form.client.post(form.address("trial_confirm"), {"seen": seen})
    assert response.url == form.address("trial_confirm")
    assert form.sheet.answers == {}
    form.hand_in()
    assert form.sheet.answers == {"name": "別の画面で変えた回答"}


def test_the_buttons_inside_questions_come_back_to_the_question(form):
    form = form(Question("place", "address", "住所"))
    response = form.press("lookup", "place", place__postcode="9868501")
    assert response.url == f"{form.address()}#a-place-question"
    assert "石巻市" in form.open().content.decode()


@pytest.mark.parametrize("button", ["lookup", "more", "fill"])
def test_a_button_of_no_question_changes_nothing(form, button):
    form = form(text("name"))
    for key in ("nobody", "../x", "name", ""):
        assert form.press(button, key, name="そのまま").status_code == 302
        assert 'value="そのまま"' in form.open().content.decode()


def test_an_exempt_question_has_nothing_to_fill_in(form, cast):
    form = form(text("name", "担当者"), text("note"))
    exempt(form.sheet, ["name"], by=cast.kanda)
    page = form.open().content.decode()
    assert "この設問には、回答しなくて構いません。" in page
    assert 'name="a.name"' not in page
    assert 'name="a.note"' in page


# --- Bad input --------------------------------------------------------------------------------------------------------


def test_answers_to_questions_that_do_not_exist_are_said_and_not_stored(form):
    form = form(text("name"))
    response = form.press("save", name="ある", ghost="どこにもない設問")
    assert "どこにもない設問" in response.content.decode()
    assert form.sheet.answers == {"name": "ある"}


def test_a_question_that_was_removed_meanwhile_is_not_lost_silently(form, cast):
    form = form(text("name"), text("gone", "消える設問"))
    form.type(name="ある", gone="書きかけ")
    edit(form.trial.questionnaire, lambda definition: definition.without("gone"), said="削除", by=cast.sato)
    assert "書きかけ" in form.open().content.decode()
    form.press("save", name="ある")
    assert form.sheet.answers == {"name": "ある"}


def test_unticked_boxes_of_the_page_are_unticked(form):
    form = form(text("name", may_be_na=True), text("note"))
    form.press("save", name__na="1", note="x")
    assert form.sheet.answers["name"] == {"special": "not_applicable"}
    form.open()
    form.press("save", note="x")
    assert "name" not in form.sheet.answers


def test_a_post_that_is_no_form_takes_nothing_away(form):
    form = form(text("name"), text("note"))
    form.press("save", name="ある", note="ある")
    form.client.post(form.address(), {})
    form.client.post(form.address(), {"a.note": "直した"})
    assert form.sheet.answers == {"name": "ある", "note": "直した"}


@pytest.mark.parametrize("bad", ["\x00", "前\x00後"])
def test_what_cannot_be_stored_is_refused_with_everything_kept(form, bad):
    form = form(text("name", "担当者"), text("note"))
    response = form.press("save", name=bad, note="残る")
    page = response.content.decode()
    assert response.status_code == 422
    assert "ヌル文字" in page
    assert 'value="残る"' in page
    assert "\x00" not in page
    assert not form.sheet.answers
    assert form.type(name=bad).status_code == 422


def test_lone_surrogates_are_refused(form):
    """No form sends them, but a request may claim a charset by which bytes become them."""
    form = form(text("name"))
    body = b'--x\r\nContent-Disposition: form-data; name="a.name"\r\n\r\n\\ud800\r\n--x--\r\n'
    kind = "multipart/form-data; boundary=x; charset=raw_unicode_escape"
    for page in ("trial", "trial_draft"):
        response = form.client.post(form.address(page), body, content_type=kind)
        assert response.status_code == 422
    assert not form.sheet.answers


def test_thousands_of_fields_that_nobody_asked_for(form):
    form = form(text("name"))
    junk = {f"a.junk{number}.x": "1" for number in range(4900)}
    response = form.client.post(form.address(), {"edit": "1", "page": "1", "a.name": "ある", **junk})
    assert response.status_code == 200
    assert len(response.content) < 60_000
    assert form.sheet.answers == {"name": "ある"}


@pytest.mark.expects_errors
def test_more_fields_than_any_form_has_are_refused(form):
    form = form(text("name"))
    response = form.client.post(form.address(), {f"a.x{number}": "1" for number in range(5100)})
    assert response.status_code == 400


def test_the_number_of_queries_does_not_grow_with_the_questions(form, django_assert_max_num_queries):
    _work(form(text("q0")))  # what is looked up once in the life of a process
    with django_assert_max_num_queries(1000) as few:
        _work(form(*(text(f"q{place}") for place in range(3))))
    with django_assert_max_num_queries(1000) as many:
        _work(form(*(text(f"q{place}") for place in range(60))))
    # The posts of both forms differ by nothing but what was typed.
    assert len(many) == len(few)


def _work(form) -> None:
    form.open()
    form.type(q0="一")
    form.press("save", q0="一", q1="二")
    form.press("confirm", q0="一", q1="二")
    form.hand_in()
    form.client.get(form.address("trial_sheet"))


# --- Who --------------------------------------------------------------------------------------------------------------

PAGES = ["trial", "trial_confirm", "trial_merge", "trial_sheet", "trial_print", "trial_prefill", "trial_removal"]


@pytest.mark.parametrize("page", PAGES)
def test_other_organizations_find_nothing(form, cast, signed_in, page):
    form = form(text("name"))
    assert signed_in(cast.midori).get(form.address(page)).status_code == 404
    assert signed_in(cast.midori).post(form.address("trial_draft"), {"a.name": "x"}).status_code == 404
    assert signed_in(cast.kanda).get(form.address(page)).status_code in (200, 302)  # the same owner's people


def test_a_removed_trial_takes_everything_along(form):
    form = form(text("name"))
    form.press("save", name="一")
    form.open()
    form.type(name="二")
    assert "1人分" in form.client.get(form.address("trial_removal")).content.decode()
    form.client.post(form.address("trial_removal"))
    assert not AnswerSheet.objects.exists()
    assert not Draft.objects.exists()


def test_the_list_of_trials_and_a_new_one(form, cast):
    form = form(text("name"))
    address = reverse("questions:trials", args=[form.trial.questionnaire_id])
    assert cast.sato.name in form.client.get(address).content.decode()
    assert form.client.post(address).status_code == 302
    assert form.trial.questionnaire.trials.count() == 2
