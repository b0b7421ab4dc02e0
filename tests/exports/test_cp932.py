"""Exactly what cp932 loses or changes is found, with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from core.exports.cp932 import DEFAULT_MARK, NotHeld, check_copy, check_rows, encoded, not_held, replaced, trouble_with
from core.exports.reading import Select
from tests.exports.test_csv_files import select_of


def comes_back(character: str) -> bool:
    try:
        return character.encode("cp932").decode("cp932") == character
    except UnicodeError:
        return False


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("髙﨑①㈱ⅢⅰΩ～－∥―", ()),
        ("髙﨑𠮷葛\U000e0100㋿—", ("𠮷", "葛\U000e0100", "㋿", "—")),
        ("〜−‖", ("〜", "−", "‖")),
        ("¥‾¢£¬", ("¥", "‾", "¢", "£", "¬")),
        ("ﾊﾝｶｸ ＺＥＮＫＡＫＵ\t\n", ()),
        ("か\u3099き\u309aく", ("か\u3099", "き\u309a")),
        ("👨\u200d👩\u200d👧と👍🏽と🇯🇵", ("👨\u200d👩\u200d👧", "👍🏽", "🇯🇵")),
        ("𠮷と𠮷", ("𠮷",)),
        ("\ufeff\u200b", ("\ufeff", "\u200b")),
        ('"\u3099,\u3099', ("\u3099",)),
    ],
)
def test_what_is_seen_as_one_character_is_found_as_one(text, characters):
    assert not_held(text) == characters


def test_every_code_point_is_judged_by_going_there_and_back():
    wrong = [
        hex(point)
        for point in range(0x110000)
        if not 0xD800 <= point < 0xE000 and bool(not_held(chr(point))) == comes_back(chr(point))
    ]
    assert wrong == []


TEXTS = st.text(st.sampled_from('髙﨑a,"\n𠮷葛\U000e0100㋿—〜か\u3099\u200d👩👧🇯🇵'), max_size=20) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=20
)


@given(TEXTS)
def test_nothing_is_found_exactly_when_the_text_comes_back(text):
    assert (not not_held(text)) == all(comes_back(character) for character in text)


@given(TEXTS)
def test_what_is_replaced_is_held_and_the_rest_is_as_it_was(text):
    done = replaced(text, "〓")
    assert not_held(done) == ()
    if not not_held(text):
        assert done == text
    for kept in ',"\n':  # a mark never takes what separates the cells of a file with it
        assert done.count(kept) == text.count(kept)
    assert encoded(text, "〓").decode("cp932") == done


def test_one_mark_stands_for_one_character():
    assert replaced("葛\U000e0100城の𠮷か\u3099", "？") == "？城の？？"


def test_without_a_mark_nothing_is_replaced():
    assert encoded("髙﨑\r\n").decode("cp932") == "髙﨑\r\n"
    with pytest.raises(NotHeld) as refused:
        encoded("髙﨑〜")
    assert refused.value.characters == ("〜",)


@pytest.mark.parametrize("mark", [DEFAULT_MARK, "？", "*", "■", "々"])
def test_a_mark_that_serves(mark):
    assert trouble_with(mark) == ""


@pytest.mark.parametrize("mark", ["", "〓〓", "𠮷", "〜", "=", "＝", "-", "@", '"', ",", "\n", " ", "　", "\x01"])
def test_a_mark_that_does_not(mark):
    assert trouble_with(mark)


@pytest.mark.django_db
def test_each_cell_is_found_with_its_place():
    rows = [
        ("040002", "仙台市", 5, "髙﨑"),
        ("041009", "葛\U000e0100城市", 7, "〜と−"),
        ("042013", "石巻市", -8, None),
        ("042021", "塩竈市", None, '改行\nと"𠮷",あり'),
    ]
    found = list(check_copy(select_of(rows, ["text", "text", "int", "text"]), ["コード", "団体㋿", "数", "意見"]))
    assert [(each.row, each.column, each.characters) for each in found] == [
        (0, 1, ("㋿",)),
        (2, 1, ("葛\U000e0100",)),
        (2, 3, ("〜", "−")),
        (4, 3, ("𠮷",)),
    ]
    assert found[3].text == '改行\nと"𠮷",あり'
    assert found[3].cells == ("042021", "塩竈市", "", '改行\nと"𠮷",あり')
    assert [(each.row, each.column, each.text, each.characters) for each in check_rows(rows)] == [
        (each.row, each.column, each.text, each.characters) for each in found[1:]
    ]


@pytest.mark.django_db
def test_among_many_rows_each_is_found_and_counted():
    select = sql.SQL(
        "SELECT n, CASE WHEN n % 1000 = 7 THEN '𠮷' || n ELSE '吉野家' || n END FROM generate_series(1, 30000) AS n"
    )
    told: list[int] = []
    found = list(check_copy(select, ["n", "店"], progress=told.append))
    assert [(each.row, each.text) for each in found] == [(n, f"𠮷{n}") for n in range(7, 30000, 1000)]
    assert told[-1] == 30000


@pytest.mark.django_db
def test_a_text_of_any_length_is_looked_through():
    (found,) = check_copy(select_of([("", ",", '""', "\n" + 'あ"' * 200_000 + "𠮷", None, "\n")], ["text"] * 6))
    assert (found.column, len(found.text), found.characters) == (3, 400_002, ("𠮷",))
    assert found.cells == ("", ",", '""', found.text, "", "\n")


@pytest.mark.django_db
def test_among_very_many_columns_each_is_found_in_its_own():
    values = [sql.Literal("吉野家")] * 2_000 + [sql.Literal('𠮷\\n,"\n\t')]
    (found,) = check_copy(Select(values, sql.SQL("generate_series(1, 1)")))
    assert (found.row, found.column, found.text, found.characters) == (1, 2_000, '𠮷\\n,"\n\t', ("𠮷",))
