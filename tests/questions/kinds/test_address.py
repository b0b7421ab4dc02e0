"""Postal addresses, filled from their postcode."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from core.questions.asking import ask
from core.questions.definition import Definition, Need
from core.questions.kinds import kind_of
from core.questions.kinds.base import Refused
from core.questions.specials import Special, stored
from tests.questions.kinds.asking_one import DELICATE, a, answer_to, column_values, facet_values, problems, sheets_of

CITY_HALL = {
    "postcode": "986-8501",
    "region": "宮城県",
    "city": "石巻市",
    "street": "穀町14番1号",
    "building": "石巻市役所",
}


@pytest.mark.parametrize(
    "parts",
    [
        CITY_HALL,
        {**CITY_HALL, "city": f"　{DELICATE}市", "street": "一丁目２−３ ", "building": "メゾン・か゚ 101"},
        {"region": "東京都", "city": "府中市", "street": "宮西町2-24"},
    ],
)
def test_it_is_kept_exactly(parts):
    assert answer_to(a("address"), parts) == parts


def test_the_postcode_alone_gets_one_form_and_an_unknown_one_is_taken():
    assert answer_to(a("address"), {**CITY_HALL, "postcode": "〒９８６ー８５０１"})["postcode"] == "986-8501"
    assert answer_to(a("address"), {**CITY_HALL, "postcode": "9999999"})["postcode"] == "999-9999"


@pytest.mark.parametrize(
    ("part", "text", "words"),
    [
        ("postcode", "986-850", "7桁の数字"),
        ("region", "宮城", "都道府県を選んでください。"),
        ("city", "石巻\r\n市", "市区町村：改行やタブ"),
        ("street", "\x00", "町名・番地：使えない文字"),
        ("building", "\udfff", "建物名・部屋番号：壊れた文字"),
        ("street", "番" * 201, "町名・番地は200字以内"),
    ],
)
def test_what_is_no_address_is_refused_at_its_line(part, text, words):
    [(place, message)] = problems(a("address"), {**CITY_HALL, part: text})
    assert place == part
    assert words in message


def test_what_is_missing_is_told_when_the_sheet_is_handed_in():
    question = a("address", need=Need.REQUIRED)
    missing = [("city", "市区町村を入力してください。"), ("street", "町名・番地を入力してください。")]
    assert problems(question, {"region": "宮城県"}) == missing
    assert problems(question, {"region": "宮城県"}, complete=False) == []
    assert problems(question, {"region": ""}) == [("", "住所を入力してください。")]


def test_the_postcode_fills_in_what_it_stands_for():
    question = a("address")
    look_up = kind_of(question).lookup
    filled = {"postcode": ["986-0822"], "region": ["宮城県"], "city": ["石巻市"], "street": ["中央"]}
    assert look_up(question, {"postcode": ["９８６０８２２"], "city": ["どこか"], "street": ["　"]}) == filled
    begun = look_up(question, {"postcode": ["9860822"], "street": ["中央二丁目1"]})
    assert "street" not in begun
    assert look_up(question, {"postcode": ["9850000"]}) == {"postcode": ["985-0000"], "region": ["宮城県"]}
    for nothing in ({}, {"postcode": ["999-9999"]}, {"postcode": ["\ud800"]}):
        with pytest.raises(Refused):
            look_up(question, nothing)


def test_the_form_names_its_lines_for_the_browser():
    [asked] = ask(Definition((a("address"),)), {"a.q1.region": ["宮城県"]})
    page = render_to_string("questions/_question.html", {"asked": asked})
    for token in ("postal-code", "address-level1", "address-level2", "address-line1", "address-line2"):
        assert f'autocomplete="{token}"' in page
    assert page.count(" selected") == 1
    assert page.count("<option") == 48
    assert '<button class="mu-button" type="submit" name="lookup" value="q1"' in page
    assert asked.first_control == "a-q1-postcode"


def test_it_reads_as_an_address():
    question = a("address")
    assert kind_of(question).display(question, CITY_HALL) == "〒986-8501\n宮城県石巻市穀町14番1号　石巻市役所"
    [difference] = kind_of(question).differences(question, CITY_HALL, {**CITY_HALL, "street": "中央"})
    assert (difference.place, difference.old, difference.new) == ("町名・番地", "穀町14番1号", "中央")


@pytest.mark.django_db
def test_it_is_counted_by_prefecture_and_municipality(cast):
    question = a("address")
    fuchu = {"region": "広島県", "city": "府中市", "street": "府川町315"}
    sheets = sheets_of(cast.ishinomaki, question, [CITY_HALL, fuchu, stored(Special.BLANK), None])
    assert facet_values(question, sheets) == {
        "region": ["宮城県", "広島県", None, None],
        "city": ["宮城県石巻市", "広島県府中市", None, None],
    }
    values = column_values(question, sheets)
    assert list(values) == ["postcode", "region", "city", "street", "building"]
    assert values["postcode"] == ["986-8501", None, None, None]
    assert values["street"] == ["穀町14番1号", "府川町315", None, None]
