"""Tables of ten thousand rows, of 52 layers, of nothing but blanks, of nothing; and how their figures are written."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.exports.csv_files import write_csv
from core.questions.crosstab.files import FileTable, tidy, wide
from core.questions.crosstab.notes import conditions, notes, summary
from core.questions.crosstab.shown import shown
from core.questions.crosstab.spec import Spec
from core.questions.crosstab.table import TOTAL, CrossTable, Place
from core.questions.definition import Definition, Question
from core.questions.models import AnswerSheet
from core.questions.options import FORGOTTEN
from core.questions.views.crosstab import MOST_CHARTS, MOST_LINES
from tests.questions.crosstab.bare import answered, source_of_questions, tabulated
from tests.questions.crosstab.pages import BarePage

pytestmark = pytest.mark.django_db

OPTIONS = [
    {"key": "a", "label": "甲"},
    {"key": "b", "label": "乙"},
    {"key": "c", "label": "丙", "gone": True},
    {"key": "d", "label": "丁", "gone": True, "into": "a"},
]
DEFINITION = Definition(
    (
        Question("town", "short_text", "町"),
        Question("choice", "single_choice", "選択", settings={"options": OPTIONS}),
        Question("rate", "decimal", "割合", settings={"decimals": 3}),
        Question("people", "integer", "人数"),
    )
)


def texts(table: CrossTable) -> dict[str, list[str]]:
    """What stands in each row of the page, shares behind a slash."""
    return {
        row.category.label: [f"{cell.text}/{cell.share}" if cell.share else cell.text for cell in row.cells]
        for layer in shown(table)
        for row in layer.rows
    }


def lines(made: FileTable) -> int:
    to = io.BytesIO()
    write_csv(made.header, made.rows, to)
    return to.getvalue().count(b"\n")


def test_of_ten_thousand_texts_the_page_shows_five_hundred_and_says_so(cast):
    source = answered(cast, DEFINITION, *({"town": f"町{n:05}"} for n in range(10_000)))
    html = BarePage(source, {"rows": "town"}).html()
    assert html.count('<th scope="row">町') == MOST_LINES
    assert "残りは9,500行です。" in html
    assert 'href="/page/?rows=town&amp;all=1#result"' in html
    assert "行が10,000あるため、グラフは描きません" in html
    everything = BarePage(source, {"rows": "town", "all": "1"}).html()
    assert everything.count('<th scope="row">町') == 10_000
    assert "残りは" not in everything
    table = tabulated(source, rows="town")
    assert table.cell(Place(TOTAL, TOTAL, TOTAL)).times == 10_000
    assert lines(wide(table)) == 10_002
    assert lines(tidy(table)) == 10_001


def test_the_total_stands_below_the_rows_that_are_shown(cast):
    source = answered(cast, DEFINITION, *({"town": f"町{n:05}"} for n in range(600)))
    html = BarePage(source, {"rows": "town"}).html()
    assert html.index("町00499") < html.index('<tr data-total><th scope="row">合計</th>')
    assert "町00500" not in html


def test_fifty_two_layers_are_all_in_the_table_and_twelve_of_them_drawn(cast):
    answers = [{"town": f"町{n:02}", "choice": "ab"[n % 2]} for n in range(52)]
    source = answered(cast, DEFINITION, *answers)
    with CaptureQueriesContext(connection) as queries:
        html = BarePage(source, {"rows": "choice", "layer": "town"}).html()
    assert html.count('scope="rowgroup"') == 52
    assert html.count("<figure") == MOST_CHARTS
    assert "残りの40層は、上の表をご覧ください。" in html
    few = answered(cast, DEFINITION, *answers[:2])
    with CaptureQueriesContext(connection) as fewer:
        BarePage(few, {"rows": "choice", "layer": "town"}).html()
    assert len(queries) == len(fewer)
    assert len({row[0] for row in wide(tabulated(source, rows="choice", layer="town")).rows}) == 52


def test_nothing_but_blanks_is_shown_and_hidden_with_its_number(cast):
    source = answered(cast, DEFINITION, *[{"choice": {"special": "blank"}}] * 3)
    table = tabulated(source, rows="choice")
    assert texts(table) == {"甲": ["0"], "乙": ["0"], "空欄": ["3"], "合計": ["3"]}
    hidden = tabulated(source, rows="choice", hide="1")
    assert texts(hidden) == {"甲": ["0"], "乙": ["0"], "合計": ["0"]}
    assert notes(hidden)[0] == "値のない回答（空欄・該当なし・未回答など）の3団体を、表に入れていません。"
    assert summary(hidden) == "件数、0団体"


def test_without_any_answer_the_page_says_so(cast):
    source = answered(cast, DEFINITION)
    table = tabulated(source, rows="choice", columns="town", measure="mean", of="rate")
    assert texts(table) == {"甲": ["－"], "乙": ["－"], "合計": ["－"]}
    assert "条件に合う回答はありません。" in BarePage(source, {"rows": "choice"}).html()
    assert wide(table).rows == [["甲", None], ["乙", None], ["合計", None]]
    nobody = source_of_questions(DEFINITION, AnswerSheet.objects.none())
    assert texts(tabulated(nobody, rows="choice")) == {"甲": ["0"], "乙": ["0"], "合計": ["0"]}


def test_removed_options_stand_where_they_were_chosen_merged_ones_count_as_what_they_are_now(cast):
    source = answered(cast, DEFINITION, {"choice": "a"}, {"choice": "d"}, {"choice": "x"})
    assert texts(tabulated(source, rows="choice")) == {"甲": ["2"], "乙": ["0"], FORGOTTEN: ["1"], "合計": ["3"]}
    source = answered(cast, DEFINITION, {"choice": "c"})
    assert texts(tabulated(source, rows="choice")) == {"甲": ["0"], "乙": ["0"], "丙（廃止）": ["1"], "合計": ["1"]}


def test_means_are_rounded_half_up_to_two_digits_and_sums_are_exact(cast):
    source = answered(cast, DEFINITION, {"rate": "0.1", "choice": "a"}, {"rate": "0.2", "choice": "a"})
    assert texts(tabulated(source, rows="choice", measure="sum", of="rate"))["甲"] == ["0.3"]
    source = answered(cast, DEFINITION, *({"rate": rate, "choice": "a"} for rate in ("0.12", "0.13")))
    table = tabulated(source, rows="choice", measure="mean", of="rate")
    assert texts(table)["甲"] == ["0.13"]
    assert texts(table)["乙"] == ["－"]
    assert wide(table).rows[0] == ["甲", Decimal("0.13")]
    source = answered(cast, DEFINITION, *({"people": n, "choice": "a"} for n in (1, 2, 2)))
    assert texts(tabulated(source, rows="choice", measure="mean", of="people"))["甲"] == ["1.67"]


def test_a_mean_below_zero_is_rounded_away_from_zero(cast):
    source = answered(cast, DEFINITION, *({"rate": rate, "choice": "a"} for rate in ("-0.12", "-0.13")))
    assert texts(tabulated(source, rows="choice", measure="mean", of="rate"))["甲"] == ["-0.13"]


def test_large_numbers_keep_every_digit(cast):
    most = 10**15 - 1
    source = answered(cast, DEFINITION, *({"people": most, "choice": "a"} for _ in range(3)))
    assert texts(tabulated(source, rows="choice", measure="sum", of="people"))["甲"] == ["2,999,999,999,999,997"]
    assert tidy(tabulated(source, rows="choice", measure="max", of="people")).rows[0][2:] == [Decimal(most), 3]


def test_medians_lie_between_the_two_in_the_middle(cast):
    source = answered(cast, DEFINITION, *({"people": n, "choice": "a"} for n in (1, 2, 5, 100)))
    assert texts(tabulated(source, rows="choice", measure="median", of="people"))["甲"] == ["3.5"]


def test_shares_may_add_up_to_a_tenth_more_and_the_page_says_why(cast):
    source = answered(cast, DEFINITION, *({"town": town} for town in "いろはははは"))
    table = tabulated(source, rows="town", percent="column")
    assert texts(table) == {"は": ["4/66.7%"], "い": ["1/16.7%"], "ろ": ["1/16.7%"], "合計": ["6/100.0%"]}
    assert any("合計が100.0％にならない" in note for note in notes(table))


def test_shares_of_nobody_are_no_number(cast):
    source = answered(cast, DEFINITION, {"town": "い", "choice": "a"})
    assert texts(tabulated(source, rows="choice", columns="town", percent="row"))["乙"] == ["0/－", "0/－"]


def test_filters_stand_above_the_table_in_words(cast):
    source = answered(cast, DEFINITION)
    address = {"rows": "choice", "f.choice": ["a", "!blank"], "from.people": "10", "to.people": "20", "has.town": "仙"}
    spec = Spec.read(source, address)
    assert conditions(spec.filters, source.specials) == [
        ("問2 選択", "甲／空欄"),
        ("問4 人数", "10以上、20以下"),
        ("問1 町", "「仙」を含む"),
    ]
