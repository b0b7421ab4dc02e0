"""「これは、もう聞いていませんか」: which texts are like one that is just being written."""

from __future__ import annotations

import pytest

from core.search.models import Entry


def alike(text: str, limit: int = 10) -> list[tuple[str, float]]:
    return [(entry.text, round(entry.likeness, 2)) for entry in Entry.objects.similar_to(text, limit)]


def test_the_most_alike_comes_first(written):
    written(
        "投票所数を記入してください",
        "職員の数を記入してください",
        "期日前投票所の設置数",
        "投票所の数",
        "ワクチンの接種者数",
    )
    assert alike("投票所の数") == [
        ("投票所の数", 1.0),
        ("投票所数を記入してください", 0.5),
        ("期日前投票所の設置数", 0.46),
    ]


def test_polite_phrases_make_nothing_alike(written):
    written("職員の人数を記入してください", "記入してください")
    assert alike("消防団の車両を記入してください") == []
    assert alike("を記入してください") == []


def test_width_kana_and_case_do_not_matter(written):
    written("ﾎｰﾑﾍﾟｰｼﾞのＵＲＬ")
    assert alike("ほーむぺーじのurl") == [("ﾎｰﾑﾍﾟｰｼﾞのＵＲＬ", 1.0)]


@pytest.mark.parametrize("nothing", ["", "　", "数", "a b c", "。"])
def test_a_text_of_less_than_two_characters_in_a_row_is_like_nothing(written, nothing):
    written("数", "a b c", "投票所の数")
    assert alike(nothing) == []


@pytest.mark.parametrize("text", ["'x' & \\", "𠮷野家か゚", "(:* | <->", "👩‍👩‍👧👩‍👩‍👧", "%s %(name)s"])
def test_no_text_breaks_the_query(written, text):
    written(text)
    assert alike(text) == [(text, 1.0)]


def test_only_so_many_are_given(written):
    written(*(f"投票所の数{number}" for number in range(30)))
    assert len(alike("投票所の数", limit=5)) == 5


def test_what_is_rare_in_a_text_finds_its_like_among_thousands(written):
    """Every one of them is about the number of something, and the one about 投票所 is the oldest."""
    written("投票所の数について", *(f"第{number}号の数について" for number in range(4_500)))
    assert alike("投票所の数について")[0] == ("投票所の数について", 1.0)


def test_where_every_bigram_is_common_the_same_text_is_still_found(written):
    """Each bigram is in more texts than are compared, and those who share only one are newer."""
    many = range(4_500)
    written("件数と人数", *(f"{n}件数" for n in many), *(f"{n}数と" for n in many), *(f"{n}と人数" for n in many))
    assert alike("件数と人数")[0] == ("件数と人数", 1.0)


def test_what_is_much_longer_is_left_out(written):
    written("投票所の数" + "、備考" * 10_000, "投票所の数")
    assert alike("投票所の数" * 200) == [("投票所の数", 0.89)]
