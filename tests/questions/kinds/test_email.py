"""E-mail addresses."""

from __future__ import annotations

import pytest

from tests.questions.kinds.asking_one import a, answer_to, column_values, problems, sheets_of


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Hanako.Sato+27@city.example.jp", "Hanako.Sato+27@city.example.jp"),
        ("  hanako@example.jp　", "hanako@example.jp"),
        ("ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ", "hanako@example.jp"),
        ("o'hara_1@sub.example.co.jp", "o'hara_1@sub.example.co.jp"),
    ],
)
def test_what_can_be_written_to_is_taken(typed, kept):
    assert answer_to(a("email"), {"": typed}) == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("hanako", "「@」"),
        ("hanako@", "例のように"),
        ("hanako@example", "例のように"),
        ("花子@example.jp", "例のように"),
        ("a@example.jp, b@example.jp", "1つだけ"),
        ("a@example.jp;b@example.jp", "1つだけ"),
        ("a@b@example.jp", "1つだけ"),
        ("a@example.jp\r\nBcc: b@example.jp", "改行"),
        ("\x00@example.jp", "ヌル文字"),
        ("\ud800@example.jp", "サロゲート"),
        (f"{'a' * 250}@example.jp", "254字以内"),
    ],
)
def test_what_cannot_is_refused_in_words(typed, words):
    [(_, message)] = problems(a("email"), {"": typed})
    assert words in message


@pytest.mark.django_db
def test_the_export_has_the_address(cast):
    question = a("email")
    assert column_values(question, sheets_of(cast.ishinomaki, question, ["a@example.jp", None])) == {
        "": ["a@example.jp", None]
    }
