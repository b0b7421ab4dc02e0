"""Text of several lines."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from core.questions.asking import ask, typed_of
from core.questions.definition import Definition
from core.questions.kinds import kind_of
from tests.questions.kinds.asking_one import DELICATE, a, answer_to, column_values, facet_values, problems, sheets_of


def test_line_breaks_are_stored_as_one_character_however_they_are_sent():
    for sent in ("1行目\r\n2行目\r\n", "1行目\n2行目\n", "1行目\r2行目\r"):
        assert answer_to(a("long_text"), {"": sent}) == "1行目\n2行目\n"


@pytest.mark.parametrize(
    "text", [f"　{DELICATE}\n\n最後の空白 ", "項目\t数\n=1+1", "\n先頭の改行", "縦\x0bタブ", "<p>&amp;"]
)
def test_everything_else_is_kept_exactly(text):
    assert answer_to(a("long_text"), {"": text}) == text


def test_a_leading_line_break_survives_the_text_area():
    """HTML drops one line break right after <textarea>."""
    question = a("long_text")
    definition = Definition((question,))
    [asked] = ask(definition, typed_of(definition, {"q1": "\n先頭の改行"}))
    assert ">\n\n先頭の改行</textarea>" in render_to_string("questions/_question.html", {"asked": asked})


def test_what_cannot_be_stored_or_is_too_long_is_refused():
    question = a("long_text", max_length=5)
    assert answer_to(question, {"": "一\r\n二\r\n三"}) == "一\n二\n三"  # five, as the browser counts
    assert problems(question, {"": "123456"}) == [("", "5字以内で入力してください。いまは6字です。")]
    assert "ヌル文字" in problems(question, {"": "\x00"})[0][1]
    assert "サロゲート" in problems(question, {"": "\udc00"})[0][1]
    assert "20,000字以内" in problems(a("long_text"), {"": "あ" * 20_001})[0][1]


def test_the_area_is_as_high_as_its_text():
    def rows(text: str) -> int:
        definition = Definition((a("long_text"),))
        [asked] = ask(definition, {"a.q1": [text]})
        return asked.extra["rows"]

    assert rows("") == 4
    assert rows("行\n" * 9) == 10
    assert rows("あ" * 400) == 11
    assert rows("行\n" * 500) == 20


def test_a_lower_limit_is_stricter():
    old, new = a("long_text"), a("long_text", max_length=400)
    assert kind_of(old).changes(old, new) == [("stricter", "文字数の上限が20,000字から400字に変わりました。")]
    assert kind_of(new).summary(new) == "400字以内"


@pytest.mark.django_db
def test_the_export_has_the_text_and_nobody_counts_it(cast):
    question = a("long_text")
    sheets = sheets_of(cast.ishinomaki, question, ["一\n二", None])
    assert column_values(question, sheets) == {"": ["一\n二", None]}
    assert facet_values(question, sheets) == {}
