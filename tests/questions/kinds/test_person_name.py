"""Names of people, exactly as they are written."""

from __future__ import annotations

import pytest

from core.questions.definition import Definition, Need
from core.questions.kinds import kind_of
from core.questions.kinds.person_name import PersonNameSettings
from core.questions.specials import Special, stored
from tests.questions.kinds.asking_one import (
    DELICATE,
    a,
    answer_to,
    column_values,
    facet_values,
    problems,
    sheets_of,
    typing,
)

KAEDE = {"family": "髙橋", "given": "楓", "family_kana": "たかはし", "given_kana": "かえで"}


@pytest.mark.parametrize(
    "parts",
    [
        KAEDE,
        {**KAEDE, "family_kana": "タカハシ", "given_kana": "ｶｴﾃﾞ"},
        {**KAEDE, "family_kana": "たか はし", "given_kana": "か゚ゔーゞ"},
        {"family": DELICATE, "given": " ‘Ō ", "family_kana": "ファン・デル・ベルク", "given_kana": "𛀆ヷㇰ"},
    ],
)
def test_every_letter_is_kept(parts):
    assert answer_to(a("person_name"), parts) == parts


@pytest.mark.parametrize(
    ("part", "text", "words"),
    [
        ("family_kana", "高はし", "「高」"),
        ("family_kana", "タカハシ髙髙", "「髙」"),
        ("given_kana", "kaede", "「kaed」"),
        ("given_kana", "かえで1", "「1」"),
        ("family", "髙\x00橋", "姓：使えない文字（ヌル文字）"),
        ("given", "楓\ud83d", "名：壊れた文字"),
        ("given", "楓\n", "名：改行やタブ"),
        ("family", "髙" * 201, "姓は200字以内"),
    ],
)
def test_what_is_no_name_or_no_reading_is_refused_at_its_line(part, text, words):
    [(place, message)] = problems(a("person_name"), {**KAEDE, part: text})
    assert place == part
    assert words in message


def test_what_is_missing_is_told_when_the_sheet_is_handed_in():
    question = a("person_name", need=Need.REQUIRED)
    assert problems(question, {"family": "髙橋", "given_kana": "　"}) == [
        ("given", "名を入力してください。"),
        ("family_kana", "姓のふりがなを入力してください。"),
        ("given_kana", "名のふりがなを入力してください。"),
    ]
    assert problems(question, {"family": "髙橋"}, complete=False) == []
    assert problems(question, {"family": " ", "given": "　"}) == [("", "氏名を入力してください。")]


def test_a_name_that_is_wrong_in_one_line_keeps_the_others_meanwhile():
    checked = typing(a("person_name"), {**KAEDE, "given_kana": "楓"}, complete=False)
    assert len(checked.problems) == 1
    assert checked.answers == {"q1": {part: text for part, text in KAEDE.items() if part != "given_kana"}}


def test_the_clerk_may_do_without_the_reading_or_with_a_single_name():
    assert answer_to(a("person_name", with_kana=False), {"family": "髙橋", "given": "楓"}) == {
        "family": "髙橋",
        "given": "楓",
    }
    single = a("person_name", single_name=True)
    assert answer_to(single, {"family": "SUHARTO", "family_kana": "スハルト"}) == {
        "family": "SUHARTO",
        "family_kana": "スハルト",
    }
    forged = {"forged": "1"}
    assert problems(a("person_name"), forged, complete=False) == [("", "氏名を入力してください。")]


def test_it_is_found_by_name_and_reading():
    question = a("person_name")
    assert kind_of(question).search_text(question, KAEDE) == "髙橋 楓 髙橋楓 たかはし かえで たかはしかえで"
    assert kind_of(question).display(question, KAEDE) == "髙橋　楓（たかはし　かえで）"


def test_two_names_differ_line_by_line():
    question = a("person_name")
    [difference] = kind_of(question).differences(question, KAEDE, {**KAEDE, "family": "高橋"})
    assert (difference.place, difference.old, difference.new) == ("姓", "髙橋", "高橋")


def test_asking_for_the_reading_is_stricter():
    old, new = a("person_name", with_kana=False), a("person_name", single_name=True)
    kind = kind_of(old)
    assert [effect for effect, _ in kind.changes(old, new)] == ["stricter", "looser"]
    assert [effect for effect, _ in kind.changes(new, old)] == ["looser", "stricter"]
    assert kind.summary(new) == "ふりがなあり"
    assert kind.troubles(new, Definition()) == []


def test_a_setting_that_is_taken_away_is_gone():
    question = a("person_name")
    form = PersonNameSettings({}, question=question)
    assert form.is_valid()
    assert form.settings(question) == {}


@pytest.mark.django_db
def test_the_export_has_a_column_for_each_line(cast):
    question = a("person_name", "応募者")
    answers = [KAEDE, {"family": DELICATE}, stored(Special.EXEMPT), None]
    sheets = sheets_of(cast.ishinomaki, question, answers)
    assert column_values(question, sheets) == {
        "family": ["髙橋", DELICATE, None, None],
        "given": ["楓", None, None, None],
        "family_kana": ["たかはし", None, None, None],
        "given_kana": ["かえで", None, None, None],
    }
    assert facet_values(question, sheets) == {}
    assert [cell.label for cell in kind_of(question).cells(question)] == ["姓", "名", "姓のふりがな", "名のふりがな"]
