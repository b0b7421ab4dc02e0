"""Of an anonymous questionnaire no masked number leaves: by no page, no drawing, no file, whatever is measured.

Every cell counts a number of its own, and everybody in it gave the same number, so that each can be looked for.
"""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from openpyxl import load_workbook

from core.exports.csv_files import write_csv
from core.questions.charts.svg import svg
from core.questions.crosstab.charting import chart_of, kinds_for
from core.questions.crosstab.files import remarks, tidy, wide
from core.questions.crosstab.notes import notes
from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Measure, Percent, Spec
from core.questions.crosstab.table import TOTAL, CrossTable, Place
from core.questions.crosstab.workbook import write_table
from core.questions.definition import Definition, Question
from core.questions.models import AnswerSheet, Questionnaire, Version
from core.questions.tabulation.versions import Versions
from tests.questions.crosstab.bare import answered, tabulated
from tests.questions.crosstab.pages import BarePage

pytestmark = pytest.mark.django_db

FEW = 1300
SMALL = 1153
PLACES = [{"key": "a", "label": "甲"}, {"key": "b", "label": "乙"}]
DEFINITION = Definition(
    (
        Question(
            "sex", "single_choice", "性別", settings={"options": [{"key": f"s{n}", "label": f"性{n}"} for n in (1, 2)]}
        ),
        Question(
            "part",
            "single_choice",
            "所属",
            settings={"options": [{"key": f"p{n}", "label": f"課{n}"} for n in (1, 2, 3)]},
        ),
        Question("score", "decimal", "点", settings={"decimals": 2}),
        Question(
            "uses",
            "multiple_choice",
            "使うもの",
            settings={"options": [{"key": f"u{n}", "label": f"品{n}"} for n in (1, 2)]},
        ),
    )
)
# How many, and what each of them answered. The smallest and the largest number are those of the one small cell.
PEOPLE = {
    ("s1", "p1"): (SMALL, "97.43"),
    ("s1", "p2"): (1409, "31.37"),
    ("s1", "p3"): (2003, "41.59"),
    ("s2", "p1"): (1511, "53.71"),
    ("s2", "p2"): (1613, "61.83"),
    ("s2", "p3"): (2111, "73.97"),
}
EVERYBODY = sum(times for times, _ in PEOPLE.values())


@pytest.fixture
def source(cast) -> Source:
    questionnaire = Questionnaire.objects.create(owner=cast.prefecture, title="試験", created_by=cast.sato)
    version = Version.objects.create(
        questionnaire=questionnaire,
        number=1,
        content=DEFINITION.to_json(),
        state="published",
        published_at="2026-04-01T00:00:00Z",
    )
    with connection.cursor() as cursor:
        for (sex, part), (times, score) in PEOPLE.items():
            cursor.execute(
                "INSERT INTO questions_answersheet"
                " (version_id, organization_id, is_private, answers, reasons, edit, folded)"
                " SELECT %s, %s, false, jsonb_build_object('sex', %s::text, 'part', %s::text, 'score', %s::text,"
                # Of the small cell nobody uses the second thing, of the others everybody does.
                " 'uses', to_jsonb(%s::text[])), '{}', 1, '' FROM generate_series(1, %s)",
                [version.pk, cast.prefecture.pk, sex, part, score, ["u1"] if times == SMALL else ["u1", "u2"], times],
            )
    rows = AnswerSheet.objects.filter(version=version)
    return Source("試験", Versions({version.pk: DEFINITION}), DEFINITION, rows, at_least=FEW, noun="人")


def everything(source: Source, chosen: dict[str, Any]) -> dict[str, str]:
    """All that shows the table: the page with every kind of chart, and every file, as text."""
    table = tabulated(source, **chosen)
    shown = {}
    for kind, _ in kinds_for(table.spec):
        shown[f"page with {kind}"] = unescape(BarePage(source, {**chosen, "chart": kind}).html())
        for layer in table.layers:
            shown[f"{kind} of {layer.label}"] = unescape(svg(chart_of(table, layer, kind)) or "")
    for name, made in (("wide", wide(table)), ("tidy", tidy(table))):
        to = io.BytesIO()
        write_csv(made.header, made.rows, to)
        shown[name] = to.getvalue().decode("utf-8-sig")
    to = io.BytesIO()
    write_table(table, to)
    book = load_workbook(to)
    shown["workbook"] = "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    return shown


def stands_in(text: str, number: Decimal) -> bool:
    plain = format(number.normalize(), "f")
    return any(re.search(rf"(?<![\d.]){re.escape(form)}(?!\d)", text) for form in (plain, f"{Decimal(plain):,}"))


def numbers_of(table: CrossTable, place: Place) -> set[Decimal]:
    """What must be nowhere: how many, what is measured, and to two digits."""
    cell = table.cell(place)
    found = {Decimal(cell.times), Decimal(cell.values)}
    figure = cell.figure(table.spec.measure)
    if figure is not None:
        found |= {figure, figure.quantize(Decimal("0.01"))}
    return {number for number in found if number > 0}


MEASURED = [{}, *({"measure": one.value, "of": "score"} for one in Measure if one is not Measure.COUNT)]


@pytest.mark.parametrize("measured", MEASURED, ids=lambda one: one.get("measure", "count"))
def test_no_masked_number_stands_anywhere(source, measured):
    chosen = {"rows": "sex", "columns": "part", **measured}
    table = tabulated(source, **chosen)
    small = Place(TOTAL, "=s1", "=p1")
    assert small in table.masked
    assert len([place for place in table.masked if TOTAL not in place[1:]]) >= 4
    assert Place(TOTAL, "=s2", "=p3") not in table.masked
    masked = {number for place in table.masked for number in numbers_of(table, place)}
    open_ = {number for place in table.places() if place not in table.masked for number in numbers_of(table, place)}
    masked -= open_ | {Decimal(EVERYBODY)}  # which stands above the table
    assert numbers_of(table, small) <= masked
    for name, text in everything(source, chosen).items():
        for number in masked:
            assert not stands_in(text, number), (name, number)
        assert stands_in(text, table.figure(Place(TOTAL, "=s2", "=p3"))) or name.startswith(("heat", "page")), name


def test_without_a_limit_all_of_them_stand_there(source):
    """The control: the same numbers are found where nothing is masked."""
    object.__setattr__(source, "at_least", 0)
    for name, text in everything(source, {"rows": "sex", "columns": "part"}).items():
        assert stands_in(text, Decimal(SMALL)), name


@pytest.mark.parametrize("percent", [one.value for one in Percent if one])
def test_no_share_of_a_masked_cell_stands_anywhere(source, percent):
    chosen = {"rows": "sex", "columns": "part", "percent": percent}
    table = tabulated(source, **chosen)
    for line in csv.reader(io.StringIO(everything(source, chosen)["tidy"])):
        if line[1] == "s1" and line[3] == "p1":
            assert line[4:] == ["X", "X"]
            break
    else:
        pytest.fail("no such line")
    for name, text in everything(source, chosen).items():
        assert not stands_in(text, Decimal(SMALL)), name
    for place in table.places():
        if place in table.masked:
            assert table.share(place) is None


def test_a_file_says_nothing_of_a_masked_cell_but_that(source):
    """Not even how many gave a number, from which a mean could be multiplied."""
    made = tidy(tabulated(source, rows="sex", columns="part", measure="mean", of="score"))
    assert made.header[-2:] == ["問3 点の平均", "回答数"]
    assert ["性1", "s1", "課1", "p1", "X", "X"] in made.rows


def test_a_filter_that_leaves_few_leaves_nothing(source):
    chosen = {"rows": "sex", "columns": "part", "f.sex": ["s1"], "f.part": ["p1"]}
    table = tabulated(source, **chosen)
    assert set(table.places()) <= table.masked
    for name, text in everything(source, chosen).items():
        assert not stands_in(text, Decimal(SMALL)), name
    html = BarePage(source, chosen).html()
    assert "件数、1300人未満" in html
    assert not re.findall(r"<td data-num[^>]*>\s*[\d－]", html)


def test_a_layer_of_few_goes_and_with_it_another_that_would_tell_it(source):
    """With a filter the first part has 1,153, the others 1,409 and 2,003; all together stand above the table."""
    chosen = {"rows": "sex", "layer": "part", "f.sex": ["s1"]}
    table = tabulated(source, **chosen)
    assert {place.layer for place in table.masked} == {"=p1", "=p2"}
    for name, text in everything(source, chosen).items():
        assert not stands_in(text, Decimal(SMALL)), name
        assert not stands_in(text, Decimal(1409)), name


def test_few_who_did_not_choose_are_masked_as_few_who_did(source):
    """All but 1,153 use the second thing."""
    table = tabulated(source, rows="uses")
    assert table.masked == {Place(TOTAL, "=u2", TOTAL)}
    for name, text in everything(source, {"rows": "uses"}).items():
        assert not stands_in(text, Decimal(EVERYBODY - SMALL)), name


def test_no_values_are_never_left_out_of_such_a_table(source):
    """A total without them would tell how many they are."""
    spec = Spec.read(source, {"rows": "sex", "hide": "1"})
    assert not spec.hides
    assert "hide" not in spec.query
    assert 'name="hide"' not in BarePage(source, {"rows": "sex", "hide": "1"}).html()


def test_rows_of_typed_texts_do_not_stand_in_the_order_of_their_counts(source, cast):
    version = Version.objects.get()
    definition = Definition((Question("town", "short_text", "町"),))
    for town, times in (("い", 2), ("ろ", 3), ("は", 7)):
        AnswerSheet.objects.bulk_create(
            AnswerSheet(version=version, organization=cast.prefecture, answers={"town": town}) for _ in range(times)
        )
    rows = AnswerSheet.objects.filter(answers__has_key="town")
    few = Source("試験", Versions({version.pk: definition}), definition, rows, at_least=5)
    assert [one.label for one in tabulated(few, rows="town").rows] == sorted(["い", "ろ", "は"])
    object.__setattr__(few, "at_least", 0)
    assert [one.label for one in tabulated(few, rows="town").rows] == ["は", "ろ", "い"]


def test_the_same_cells_are_masked_when_rows_and_columns_are_exchanged(source):
    """Else each table would show what the other hides."""
    one = tabulated(source, rows="sex", columns="part").masked
    other = tabulated(source, rows="part", columns="sex").masked
    assert one == {Place(place.layer, place.column, place.row) for place in other}


def test_one_person_who_says_the_same_in_many_lines_is_one(cast):
    """Elsewhere lines are counted; here six lines of one person are one person's."""
    columns = [{"key": "sort", "kind": "single_choice", "label": "区分", "settings": {"options": PLACES}}]
    definition = Definition((Question("lines", "repeating_rows", "行", settings={"columns": columns}),))
    answers = [{"lines": [{"sort": "a"}] * 6}, *[{"lines": [{"sort": "b"}]}] * 12]
    few = answered(cast, definition, *answers, at_least=5)
    assert Place(TOTAL, "=a", TOTAL) in tabulated(few, rows="lines.sort").masked
    assert tabulated(few, rows="lines.sort").cell(Place(TOTAL, "=a", TOTAL)).times == 1
    object.__setattr__(few, "at_least", 0)
    assert tabulated(few, rows="lines.sort").cell(Place(TOTAL, "=a", TOTAL)).times == 6


def test_what_is_masked_and_why_stands_below_the_table(source):
    assert notes(tabulated(source, rows="sex"))[-1] == (
        "1300人未満の欄と、差し引きでそれが分かる欄は「秘匿」としています。個人が分からないようにするためです。"
    )
    assert "選ばなかった人が1300人未満の欄も同じです。" in notes(tabulated(source, rows="uses"))[-1]
    assert "「X」は、個人が分からないように秘匿した数です。" in remarks(tabulated(source, rows="uses"))
