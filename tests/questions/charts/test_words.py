"""The text alternative says what the chart shows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.questions.charts.words import in_words
from tests.questions.charts.making import SVG, drawn, series, survey


def _said(chart) -> str:
    return "".join(in_words(chart))


def test_it_names_the_largest_and_the_smallest_value_without_specials():
    said = _said(survey("stacked"))
    assert "「年代 × 満足度」の積み上げ棒グラフです。" in said
    assert "行は3（20歳代以下、30歳代、40歳代）、列は4（満足、普通、不満、空欄）です。単位は人です。" in said
    assert (
        "空欄などを除いて、最も大きい値は「40歳代」の「普通」の52人、最も小さい値は「40歳代」の「不満」の0人です。"
        in said
    )


def test_specials_are_no_extremes_however_many_they_are():
    chart = survey(series=(series("満足", 5, 3, 4), series("空欄", 0, 900, 6, special=True)))
    assert "最も大きい値は「20歳代以下」の「満足」の5人、最も小さい値は「30歳代」の「満足」の3人です。" in _said(chart)


def test_of_shares_it_names_shares():
    said = _said(survey("stacked_percent"))
    assert "最も大きい値は「40歳代」の「普通」の55.9%" in said
    assert "「満足」の割合は、「40歳代」で37.6%と最も大きく、「30歳代」で22.0%と最も小さくなっています。" in said


def test_of_a_line_it_says_how_it_goes():
    said = _said(survey("line", series=(series("件数", 5, 1, 9), series("窓口", 4, 4, 4))))
    assert "「件数」は、「20歳代以下」の5人から「40歳代」の9人へ増えています。" in said
    assert "「窓口」は、「20歳代以下」の4人から「40歳代」の4人へ変わっていません。" in said


def test_masked_and_absent_values_are_counted_and_never_told():
    chart = survey(
        "grouped", series=(series("満足", 999, 27, None), series("不満", 6, 1, 2)), masked=frozenset({(0, 0)})
    )
    said = _said(chart)
    assert "1か所の値は秘匿しています（「20歳代以下」の「満足」）。" in said
    assert "値のないところが1か所あります。" in said
    assert "999" not in said
    assert "最も大きい値は「30歳代」の「満足」の27人" in said


def test_equal_values_are_counted():
    assert "（同じ値がほかに2か所）" in _said(survey(series=(series("件数", 1, 5, 5), series("別", 5, 2, 3))))
    assert "値はすべて7人です。" in _said(survey(series=(series("件数", 7, 7, 7),)))


def test_where_there_are_only_specials_they_are_told():
    assert "最も大きい値は「40歳代」の6人" in _said(survey(series=(series("空欄", 1, 3, 6, special=True),)))


def test_notes_are_said_and_the_description_of_the_drawing_is_the_same():
    chart = survey(notes=("5人未満は秘匿しました",))
    assert in_words(chart)[-1] == "5人未満は秘匿しました。"
    assert drawn(chart).find(f"{SVG}desc").text == _said(chart)


@pytest.mark.parametrize("kind", ["stacked", "stacked_percent"])
def test_what_is_not_drawn_says_why(kind):
    empty = survey(kind, series=(series("件数", None, None, None),))
    assert in_words(empty)[-1] == "グラフに表す値がありません。"


def test_percentages_are_said_as_such():
    assert "52.3%" in _said(survey("grouped", percent=True, series=(series("割合", Decimal("52.34"), 3, 4),)))
