"""One line of text."""

from __future__ import annotations

import pytest

from core.questions.definition import Need
from core.questions.kinds import kind_of
from core.questions.specials import Special, stored
from tests.questions.kinds.asking_one import DELICATE, a, answer_to, column_values, problems, sheets_of, typing


@pytest.mark.parametrize("text", ["投票所", f"  {DELICATE}　", "=1+1", "<b>", "0", "〜−‖¢£¬"])
def test_it_is_kept_exactly(text):
    assert answer_to(a("short_text"), {"": text}) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1行目\r\n2行目", "改行やタブは使えません"),
        ("品名\t数量", "改行やタブは使えません"),
        ("改\u2028行", "改行やタブは使えません"),
        ("鐘\x07", "改行やタブは使えません"),
        ("ヌル\x00", "ヌル文字"),
        ("片方\ud842", "サロゲート"),
        ("あ" * 1001, "1,000字以内"),
    ],
)
def test_what_is_no_line_is_refused_in_words(text, words):
    [(part, message)] = problems(a("short_text"), {"": text})
    assert part == ""
    assert words in message


def test_the_clerks_limit_counts_characters():
    question = a("short_text", max_length=2)
    assert answer_to(question, {"": "𠮷野"}) == "𠮷野"
    assert problems(question, {"": "吉野家"}) == [("", "2字以内で入力してください。いまは3字です。")]


def test_what_a_forged_form_sends_beside_it_is_no_answer():
    checked = typing(a("short_text"), {"forged": "1"})
    assert checked.answers == {"q1": stored(Special.BLANK)}
    assert problems(a("short_text", need=Need.REQUIRED), {"forged": "1"}) == [("", "入力してください。")]


def test_a_change_of_its_limit_is_told():
    short, long, any_length = (a("short_text", **each) for each in ({"max_length": 10}, {"max_length": 20}, {}))
    changes = kind_of(short).changes
    assert changes(long, short) == [("stricter", "文字数の上限が20字から10字に変わりました。")]
    assert [effect for effect, _ in changes(short, any_length)] == ["looser"]
    assert changes(short, short) == []
    assert kind_of(short).summary(short) == "10字以内"
    assert kind_of(short).summary(any_length) == ""


@pytest.mark.django_db
def test_the_export_has_texts_and_nothing_for_what_is_no_value(cast):
    question = a("short_text")
    sheets = sheets_of(cast.ishinomaki, question, [DELICATE, "0", stored(Special.BLANK), None])
    assert column_values(question, sheets) == {"": [DELICATE, "0", None, None]}
