"""The preview: the real form, in a frame of its own site only, that keeps nothing."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from core.questions.definition import Check, Comparison, Condition, Definition, Need, Question, Test
from core.questions.models import AnswerSheet, Draft, Questionnaire, Step
from core.questions.services.composing import change, create, start_draft
from core.questions.services.editing import edit
from core.questions.services.publishing import publish

FORM = Definition(
    (
        Question("has", "yes_no", "移動支援の有無", need=Need.REQUIRED),
        Question("men", "integer", "男性", show_if=Condition((Test("has", "is", "yes"),))),
        Question("women", "integer", "女性"),
        Question("sum", "calculated", "合計", settings={"formula": "{men} + {women}"}),
        Question("p", "page_break"),
        Question("note", "long_text", "備考", need=Need.REQUIRED),
        Question("map", "file", "位置図", need=Need.REQUIRED),
    ),
    (Check("k1", "{men} + {women}", Comparison.AT_MOST, "1000", "多すぎませんか。", soft=True),),
    intro="市町村課が行う調査です。",
)


@pytest.fixture
def questionnaire(cast) -> Questionnaire:
    return create(cast.ishinomaki, "移動支援の調査", by=cast.kaede, definition=FORM)


@pytest.fixture
def kaede(cast, signed_in):
    return signed_in(cast.kaede)


@pytest.fixture
def frame(kaede, questionnaire):
    """Works the form in the frame: what the page before carried goes with what is typed, as in a browser."""
    address = reverse("questions:preview_frame", args=[questionnaire.pk])
    carried: dict[str, str] = {}

    def press(button: str, value: str = "1", **typed):
        fields = {f"a.{name.replace('__', '.')}": text for name, text in typed.items()}
        response = kaede.post(address, {**carried, **fields, button: value})
        carried.clear()
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', response.content.decode())
        carried.update({name: unescape(text) for name, text in hidden if name != "csrfmiddlewaretoken"})
        return response

    press.open = lambda: kaede.get(address)
    return press


def policy_of(response) -> dict[str, list[str]]:
    directives = (part.split() for part in response["Content-Security-Policy"].split(";") if part.strip())
    return {name: values for name, *values in directives}


# --- The frame --------------------------------------------------------------------------------------------------------


def test_the_page_may_hold_the_frame_and_nothing_else_may(kaede, questionnaire):
    page = kaede.get(reverse("questions:preview", args=[questionnaire.pk]))
    assert policy_of(page)["frame-src"] == ["'self'"]
    assert policy_of(page)["frame-ancestors"] == ["'none'"]
    assert page["X-Frame-Options"] == "DENY"

    framed = kaede.get(reverse("questions:preview_frame", args=[questionnaire.pk]))
    assert policy_of(framed)["frame-ancestors"] == ["'self'"]
    assert "frame-src" not in policy_of(framed)
    assert policy_of(framed)["script-src"] == ["'self'"]
    assert framed["X-Frame-Options"] == "SAMEORIGIN"

    usual = kaede.get(reverse("questions:builder", args=[questionnaire.pk]))
    assert policy_of(usual)["frame-ancestors"] == ["'none'"]
    assert "frame-src" not in policy_of(usual)


def test_the_width_of_a_phone_is_a_link(kaede, questionnaire):
    address = reverse("questions:preview", args=[questionnaire.pk])
    assert "data-width" not in re.search(r"<iframe[^>]*>", kaede.get(address).content.decode())[0]
    phone = kaede.get(address, {"width": "phone"}).content.decode()
    assert 'data-width="phone"' in re.search(r"<iframe[^>]*>", phone)[0]
    assert "data-width" not in re.search(r"<iframe[^>]*>", kaede.get(address, {"width": '"x'}).content.decode())[0]


# --- The form in it ---------------------------------------------------------------------------------------------------


def test_the_form_is_the_real_one(frame):
    text = frame.open().content.decode()
    assert "市町村課が行う調査です。" in text
    assert 'name="a.women"' in text
    assert 'name="a.note"' not in text
    assert re.search(r'data-question="men" data-unmet', text)


def test_conditions_and_sums_follow_what_is_typed(kaede, questionnaire):
    address = reverse("questions:preview_following", args=[questionnaire.pk])
    told = kaede.post(address, {"a.has": "yes", "a.men": "１２", "a.women": "8"}).json()
    assert told["hidden"] == []
    assert told["computed"]["a-sum"] == "20"
    assert kaede.post(address, {"a.has": "no"}).json()["hidden"] == ["men"]


def test_without_script_a_button_makes_them_follow(frame):
    text = frame("follow", has="yes", men="12", women="8").content.decode()
    assert not re.search(r'data-question="men" data-unmet', text)
    assert ">20<" in text or "20" in re.search(r'data-computed="a-sum"[^>]*>([^<]*)', text)[1]
    assert 'value="12"' in text


def test_what_was_typed_goes_from_page_to_page(frame):
    second = frame("go", "2", has="yes", men="12", women="8")
    assert 'name="a.note"' in second.content.decode()
    first = frame("go", "1", note="確認中<です>").content.decode()
    assert 'value="12"' in first
    assert "確認中&lt;です&gt;" in first


def test_confirming_says_what_would_be_said(frame):
    refused = frame("confirm", women="8")
    assert refused.status_code == 422
    assert "入力に誤りが2件あります" in refused.content.decode()
    assert "移動支援の有無" in refused.content.decode()

    frame("go", "2", has="yes", men="700", women="500")
    soft = frame("confirm", note="なし")
    assert soft.status_code == 422
    assert "多すぎませんか。" in soft.content.decode()

    fits = frame("confirm", has="yes", men="700", women="500", k1__reason="合併のため")
    assert fits.status_code == 200
    text = fits.content.decode()
    assert "この内容で提出できます。" in text
    assert "1,200" in text
    back = frame("go", "1").content.decode()
    assert 'value="700"' in back


def test_what_is_hidden_is_said_to_be_left_out(frame):
    frame("go", "2", has="no", men="3", women="4")
    text = frame("confirm", note="なし").content.decode()
    assert "提出する回答に含めません" in text
    assert "問2「男性」" in text


def test_nothing_is_kept(frame, questionnaire):
    frame("go", "2", has="yes", men="12", women="8")
    frame("confirm", note="なし")
    assert AnswerSheet.objects.count() == Draft.objects.count() == Step.objects.count() == 0
    assert Questionnaire.objects.get(pk=questionnaire.pk).draft.definition == FORM


@pytest.mark.parametrize("note", ["\x00", "𠮷\ufffd", "<script>alert(1)</script>", "x" * 100_000])
def test_bad_input_breaks_nothing(frame, note):
    answer = frame("confirm", note=note, women="12,34", unknown="1", has="nonsense")
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "2:a-note", "9" * 30])
def test_pages_beyond_the_ends_are_the_ends(frame, page):
    assert frame("go", page).status_code == 200


def test_a_questions_own_button_works_and_takes_no_message_from_the_page_around(kaede, cast):
    place = Question("place", "address", "施設の所在地")
    made = create(cast.ishinomaki, "施設の調査", by=cast.kaede, definition=Definition((place,)))
    address = reverse("questions:preview_frame", args=[made.pk])
    filled = kaede.post(address, {"a.place.postcode": "980-8570", "lookup": "place"}).content.decode()
    assert "仙台市青葉区" in filled
    unknown = kaede.post(address, {"a.place.postcode": "000-0000", "lookup": "place"}).content.decode()
    assert "問1「施設の所在地」：" in unknown


def test_an_empty_questionnaire_says_so(kaede, cast):
    empty = create(cast.ishinomaki, "空の様式", by=cast.kaede)
    text = kaede.get(reverse("questions:preview_frame", args=[empty.pk])).content.decode()
    assert "まだ設問がありません" in text


# --- Who sees what ----------------------------------------------------------------------------------------------------


def test_others_see_only_shared_templates_as_they_were_published(kaede, cast, signed_in, questionnaire):
    publish(questionnaire, by=cast.kaede)
    yui = signed_in(cast.yui)
    addresses = [reverse(f"questions:preview{name}", args=[questionnaire.pk]) for name in ("", "_frame")]
    following = reverse("questions:preview_following", args=[questionnaire.pk])
    assert [yui.get(address).status_code for address in addresses] == [404, 404]
    assert yui.post(following, {}).status_code == 404

    change(questionnaire, title="移動支援の調査", is_template=True, is_shared=True, by=cast.kaede)
    start_draft(questionnaire, by=cast.kaede)
    questionnaire = Questionnaire.objects.get(pk=questionnaire.pk)
    edit(questionnaire, lambda d: d.with_question(Question("s", "short_text", "秘密"), after="has"), said="x", by=None)

    assert [yui.get(address).status_code for address in addresses] == [200, 200]
    assert yui.post(following, {}).status_code == 200
    assert "秘密" not in yui.get(addresses[1]).content.decode()
    assert "秘密" in kaede.get(addresses[1]).content.decode()
    assert "設問の編集に戻る" not in yui.get(addresses[0]).content.decode()
