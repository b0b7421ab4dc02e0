"""Formulas in the clerk's words, and back: what is typed, what the cells of a table are called, what moving does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.questions.definition import Definition, Question
from core.questions.formulas.names import paths_by_name, usable
from core.questions.formulas.syntax import Reference, Unreadable, pieces_of
from core.questions.formulas.words import read, shown
from core.questions.kinds import kind_of


def table(key: str, label: str, rows: list[str], columns: list[str]) -> Question:
    return Question(
        key,
        "table",
        label,
        settings={
            "rows": [{"key": f"r{number}", "label": row} for number, row in enumerate(rows, 1)],
            "columns": [
                {"key": f"c{number}", "kind": "integer", "label": column, "total": True}
                for number, column in enumerate(columns, 1)
            ],
        },
    )


PLACES = table("places", "期日前投票所", ["本庁舎", "支所・出張所"], ["箇所数", "投票者数"])
FORM = Definition(
    (
        Question("head", "section", "基礎的な事項"),
        Question("voters", "integer", "有権者数"),
        Question("rate", "decimal", "投票率"),
        PLACES,
        Question("note", "short_text", "備考"),
        Question("twice", "integer", "投票者数"),
        Question("again", "integer", "投票者数"),
        Question("odd", "integer", "「期日前」の数[人]"),
    )
)


def names(question: Question) -> dict[str, tuple[str, ...]]:
    return dict(paths_by_name(question))


def test_a_formula_reads_as_one_says_it():
    assert shown("{voters} / {rate} * 100", FORM) == "問1 ÷ 問2 × 100"
    assert shown("( {voters} - 1000 ) * -2", FORM) == "(問1 － 1,000) × －2"
    assert shown("{places.r1.c2} + 0.5", FORM) == "問3[本庁舎、投票者数] ＋ 0.5"


def test_totals_of_a_table_have_names():
    by_path = {path: name for name, path in names(PLACES).items()}
    assert shown("{places.*.c2}", FORM) == f"問3[{by_path['*', 'c2']}]"
    assert read(f"問3[{by_path['*', 'c2']}]", FORM) == "{places.*.c2}"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("問1 ÷ 問2 × 100", "{voters} / {rate} * 100"),
        ("問１÷問２×１００", "{voters} / {rate} * 100"),
        ("問 1／問 2＊１，０００", "{voters} / {rate} * 1000"),
        ("（問1－1.5）＋問２", "( {voters} - 1.5 ) + {rate}"),
        ("問1ー問2", "{voters} - {rate}"),
        ("問1 x 2", "{voters} * 2"),
        ("－問1", "- {voters}"),
        ("「有権者数」＋1", "{voters} + 1"),
        ("問1「有権者数」 + 1", "{voters} + 1"),
        ("「「期日前」の数[人]」＋1", "{odd} + 1"),
        ("問3[本庁舎、投票者数]", "{places.r1.c2}"),
        ("問３［本庁舎，投票者数］", "{places.r1.c2}"),
        ("「期日前投票所」[支所・出張所、箇所数]", "{places.r2.c1}"),
        ("問1\n＋\n問2", "{voters} + {rate}"),
    ],
)
def test_what_clerks_type_is_read(typed: str, kept: str):
    assert read(typed, FORM) == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "入力してください"),
        ("　", "入力してください"),
        ("問9 + 1", "問9はありません"),
        ("問0", "問0はありません"),
        ("問4 + 1", "問4「備考」の答えは数ではない"),
        ("問3 + 1", "問3「期日前投票所」は表です。どの欄の数かを、問3[本庁舎、箇所数] のように"),
        ("問3[本庁舎、人口]", "問3「期日前投票所」に「本庁舎、人口」という欄はありません"),
        ("問3[本庁舎、箇所数", "という欄はありません"),
        ("問1[計]", "問1「有権者数」は1つの数です"),
        ("「投票者数」+1", "「投票者数」という設問が、問5と問6にあります"),
        ("「人口」+1", "「人口」という設問はありません"),
        ("問1「人口」", "問1は「有権者数」です"),
        ("有権者数 + 1", "「有権者数 + 1」を読み取れません"),
        ("問1 ÷ 問2 %", "%は使えません"),
        ("問1 問2", "＋－×÷のどれか"),
        ("問1 ÷", "途中で終わって"),
        ("(問1", "閉じていません"),
        ("1,20", "「,20」を読み取れません"),
        ("削除された設問 + 1", "削除された設問が残っています"),
        ("問3[削除された欄]", "削除された欄が残っています"),
        ("{voters}", "読み取れません"),
        ("問1\x00", "読み取れません"),
        ("問" + "1" * 5000, "長すぎます"),
        ("(" * 300 + "問1" + ")" * 300, "深すぎます"),
    ],
)
def test_what_cannot_be_read_says_which_part(typed: str, words: str):
    with pytest.raises(Unreadable) as refused:
        read(typed, FORM)
    assert words in str(refused.value)


def test_what_was_removed_is_said_and_not_read_back():
    assert shown("{gone} + {places.r9.c1}", FORM) == "削除された設問 ＋ 問3[削除された欄]"
    assert shown("{head} + 1", FORM) == "削除された設問 ＋ 1"
    assert shown("no formula", FORM) == "no formula"


def test_moving_questions_changes_the_words_and_not_the_meaning():
    kept = read("問1 ÷ 問2", FORM)
    moved = FORM.moved("rate", 0)
    assert shown(kept, moved) == "問2 ÷ 問1"
    assert read(shown(kept, moved), moved) == kept
    assert shown(kept, FORM.without("rate")) == "問1 ÷ 削除された設問"


LABELS = st.text("あー、，-－[]「」#2 計人", min_size=1, max_size=5).filter(lambda label: label == label.strip())


@st.composite
def forms_with_formulas(draw: st.DrawFn) -> tuple[Definition, str]:
    """Questions with labels as awkward as they come, and a formula over their numbers."""
    questions = []
    for number in range(draw(st.integers(1, 3))):
        if draw(st.booleans()):
            rows, columns = (draw(st.lists(LABELS, min_size=1, max_size=3)) for _ in "rc")
            questions.append(table(f"q{number}", draw(LABELS), rows, columns))
        else:
            questions.append(Question(f"q{number}", "integer", draw(LABELS)))
    references = [
        str(Reference(question.key, path)) for question in questions for path in paths_by_name(question).values()
    ]
    leaves = st.one_of(st.sampled_from(references), st.sampled_from(["100", "0.5", "1234567.25"]))
    formulas = st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from([" + ", " - ", " * ", " / "]), inner).map("".join),
            inner.map("( {} )".format),
            inner.map("- {}".format),
        ),
        max_leaves=8,
    )
    return Definition(tuple(questions)), draw(formulas)


@given(forms_with_formulas())
@settings(max_examples=300, deadline=None)
def test_what_is_shown_is_read_back_as_the_same_formula(drawn: tuple[Definition, str]):
    definition, formula = drawn
    assert pieces_of(read(shown(formula, definition), definition)) == pieces_of(formula)


@given(st.text("問12「」[]（）()＋－×÷有権者数本庁舎、%{} 　,.", max_size=40))
@settings(deadline=None)
def test_any_typing_is_read_or_refused_in_words(text: str):
    try:
        kept = read(text, FORM)
    except Unreadable as unreadable:
        assert_sentence(str(unreadable))
    else:
        assert pieces_of(read(shown(kept, FORM), FORM)) == pieces_of(kept)


def assert_sentence(words: str) -> None:
    assert words.endswith("。")


def test_the_same_label_twice_is_counted():
    twins = table("t", "表", ["数", "数"], ["人", "人"])
    assert len(names(twins)) == len(set(names(twins).values())) == len(kind_of(twins).paths(twins))
    assert "数、人#2" in names(twins)


def test_what_may_be_used_comes_in_order_and_only_from_before():
    assert [(one.words, one.label, bool(one.cells)) for one in usable(FORM, before="twice")] == [
        ("問1", "有権者数", False),
        ("問2", "投票率", False),
        ("問3", "期日前投票所", True),
    ]
    assert len(list(usable(FORM))) == 6
