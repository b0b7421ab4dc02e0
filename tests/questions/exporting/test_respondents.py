"""What is known of respondents beside their answers, as columns."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, CharField, DateField, F, TextField, Value, When
from django.db.models.functions import Cast as As

from core.questions.crosstab.source import Attribute, Source
from core.questions.definition import Definition, Question
from core.questions.exporting.code_book import code_book
from core.questions.exporting.tidy import tidy
from core.questions.exporting.wide import wide
from core.questions.exporting.workbook import write_answers
from tests.cast import Cast
from tests.questions.exporting.random_answers import Given, source_of
from tests.questions.exporting.reading_back import read_back

ASKED = Definition((Question("voters", "integer", "投票者数", settings={"unit": "人"}),))
GROUPS = Case(
    When(organization__name="石巻市", then=Value("{沿岸,=市}")),
    default=Value("{=市}"),
    output_field=TextField(),
)


@pytest.fixture
def source(cast: Cast) -> Source:
    given = [Given(2, {"voters": 0}, ""), Given(2, {"voters": 12}, "")]
    made = source_of(cast, ASKED, ASKED, given)
    return replace(made, attributes=(
        Attribute("group", "宛先グループ", As(GROUPS, ArrayField(CharField())), many=True),
        Attribute("day", "提出日", As(Value("2026-04-01"), DateField()), is_date=True),
        Attribute("staff", "担当", F("edit"), labels=lambda codes: {code: f"担当{code}番" for code in codes}),
        Attribute("nothing", "なし", Value("", output_field=CharField())),
        Attribute("state", "状況", Value("gone", output_field=CharField()), (("open", "受付中"),)),
    ))  # fmt: skip


@pytest.mark.django_db
def test_several_values_have_a_column_each_for_machines(source: Source):
    made = wide(source)
    header, *rows = read_back(made.select, made.header)
    assert header[1:3] == ["宛先グループ：=市", "宛先グループ：沿岸"]
    assert [row[1:3] for row in rows] == [["1", "1"], ["1", "0"]]
    assert made.keys[:8] == [
        "respondent", "a_group_1", "a_group_2", "a_day", "a_staff", "a_nothing", "a_state", "version",
    ]  # fmt: skip


@pytest.mark.django_db
def test_days_codes_with_words_nothing_and_codes_that_nobody_knows(source: Source):
    for made in (wide(source), tidy(source)):
        rows = read_back(made.select, made.header)[1:]
        assert rows[0][3:8] == ["2026-04-01", "担当1番", "", "gone", "2"]


@pytest.mark.django_db
def test_for_people_several_values_stand_in_one_cell(source: Source):
    to = io.BytesIO()
    write_answers(source, to)
    sheet = openpyxl.load_workbook(to).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    start = next(place for place, row in enumerate(rows) if row[0] == "宛先グループ")
    assert rows[start][:5] == ("宛先グループ", "提出日", "担当", "なし", "状況")
    assert [row[0] for row in rows[start + 1 :]] == ["沿岸、=市", "=市"]
    assert rows[start + 1][2] == "担当1番"
    assert sheet.freeze_panes == f"C{start + 2}"


@pytest.mark.django_db
def test_the_code_book_has_their_codes(source: Source):
    made = code_book(source)
    rows = [dict(zip(made.keys, row, strict=True)) for row in made.rows]
    assert [(row["column"], row["code"], row["meaning"]) for row in rows if row["about"] == "属性のコード"] == [
        ("担当", "1", "担当1番"), ("状況", "open", "受付中"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_rows_stand_in_the_order_of_the_source(cast: Cast, source: Source):
    made = wide(replace(source, order=("-pk",)))
    assert [row[-2] for row in read_back(made.select, made.header)[1:]] == ["12", "0"]


@pytest.mark.django_db
def test_one_statement_for_each_attribute_whose_values_must_be_known(source: Source, django_assert_num_queries):
    with django_assert_num_queries(3):  # groups, staff, versions
        wide(source)
