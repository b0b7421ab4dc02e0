"""Consent: a text to agree to."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from core.questions.asking import ask
from core.questions.conditions import in_words, is_met
from core.questions.definition import Condition, Definition, Need, Test
from core.questions.kinds import kind_of
from core.questions.kinds.consent import ConsentSettings
from core.questions.specials import Special, stored
from tests.questions.kinds.asking_one import a, answer_to, column_values, facet_values, problems, sheets_of

TEXT = "応募者の個人情報は、選挙事務にだけ使います。"


def consent(need: Need = Need.REQUIRED):
    return a("consent", "個人情報の取扱い", need, text=TEXT)


def test_agreement_is_stored_as_true_and_silence_as_no_value():
    assert answer_to(consent(), {"": "1"}) is True
    assert answer_to(consent(), {"": "同意します"}) is True  # as a workbook says it
    assert answer_to(consent(Need.OPTIONAL), {}) == stored(Special.BLANK)


def test_required_means_that_one_must_agree():
    assert problems(consent(), {}) == [("", "同意が必要です。内容を確かめて、チェックを付けてください。")]
    assert len(problems(consent(), {"": "0"})) == 1
    assert len(problems(consent(), {"": "いいえ"})) == 1


def test_the_text_stands_above_its_checkbox():
    [asked] = ask(Definition((consent(),)), {"a.q1": ["1"]})
    page = render_to_string("questions/_question.html", {"asked": asked})
    assert page.index(TEXT) < page.index('type="checkbox"')
    assert 'aria-describedby="a-q1_text"' in page
    assert " checked" in page


def test_a_condition_asks_whether_somebody_agreed():
    question = consent()
    definition = Definition((question,))
    agreed, silent = (Condition((Test("q1", operator),)) for operator in ("agreed", "not_answered"))
    assert is_met(agreed, definition, {"q1": True})
    assert not is_met(agreed, definition, {"q1": stored(Special.BLANK)})
    assert is_met(silent, definition, {"q1": stored(Special.BLANK)})
    assert in_words(agreed, definition) == "問1「個人情報の取扱い」に同意しているとき"
    assert in_words(silent, definition) == "問1「個人情報の取扱い」に同意していないとき"


def test_without_a_text_it_cannot_be_published_and_another_text_is_another_consent():
    old, new = consent(), a("consent", text="ほかの文章")
    kind = kind_of(old)
    assert kind.troubles(a("consent"), Definition()) == ["同意を求める文章を入力してください。"]
    assert kind.troubles(old, Definition()) == []
    assert [effect for effect, _ in kind.changes(old, new)] == ["changed"]
    assert kind.changes(old, old) == []


def test_the_settings_keep_the_text():
    form = ConsentSettings({"text": "一\r\n二"}, question=consent())
    assert form.is_valid()
    assert form.settings(consent()) == {"text": "一\n二"}


@pytest.mark.django_db
def test_it_is_counted_by_code(cast):
    question = consent()
    sheets = sheets_of(cast.ishinomaki, question, [True, stored(Special.BLANK), None])
    assert column_values(question, sheets) == {"": ["true", None, None]}
    assert facet_values(question, sheets) == {"": ["true", None, None]}
