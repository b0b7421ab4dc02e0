"""Dates by calendar units; a fiscal year begins in April."""

from __future__ import annotations

import pytest

from core.questions.crosstab.table import TOTAL, Place
from core.questions.definition import Definition, Question
from tests.questions.crosstab.bare import answered, tabulated, trouble

pytestmark = pytest.mark.django_db

DEFINITION = Definition((Question("day", "date", "日付"),))


def by(cast, unit: str, *days: str) -> dict[str, int]:
    table = tabulated(answered(cast, DEFINITION, *({"day": day} for day in days)), rows="day", rows_by=unit)
    return {row.label: table.cell(Place(TOTAL, row.code, TOTAL)).times for row in table.rows}


def test_fiscal_years_over_the_change_of_eras(cast):
    """January to March belong to the year before; 令和元年度 began in 平成31年, in April."""
    days = ("2019-03-31", "2019-04-01", "2019-05-01", "2020-01-31", "2020-03-31", "2020-04-01")
    assert by(cast, "fiscal_year", *days) == {"平成30年度": 1, "令和元年度": 4, "令和2年度": 1}


def test_fiscal_years_over_the_earlier_changes(cast):
    assert by(cast, "fiscal_year", "1989-01-07", "1989-01-08", "1989-04-01") == {"昭和63年度": 2, "平成元年度": 1}


def test_the_first_and_the_last_days_there_are(cast):
    assert by(cast, "fiscal_year", "0001-01-01") == {"0000年度": 1}
    assert by(cast, "year", "0001-01-01") == {"0001年": 1}
    assert by(cast, "month", "0001-01-01") == {"0001年1月": 1}
    assert by(cast, "fiscal_year", "0999-05-01", "9999-12-31") == {"0999年度": 1, "令和7981年度": 1}


def test_years_are_named_by_the_era_at_their_end(cast):
    assert by(cast, "year", "2019-01-01", "2018-12-31") == {"2018年(平成30年)": 1, "2019年(令和元年)": 1}


def test_units_that_nobody_named_stand_in_between(cast):
    assert by(cast, "month", "2025-11-30", "2026-02-01") == {
        "2025年11月": 1,
        "2025年12月": 0,
        "2026年1月": 0,
        "2026年2月": 1,
    }
    assert by(cast, "quarter", "2025-09-30", "2026-01-01") == {
        "2025年7～9月": 1,
        "2025年10～12月": 0,
        "2026年1～3月": 1,
    }
    assert by(cast, "fiscal_year", "2024-03-31", "2025-04-01") == {"令和5年度": 1, "令和6年度": 0, "令和7年度": 1}


def test_a_typing_error_of_a_thousand_years_does_not_fill_the_page(cast):
    assert by(cast, "month", "1026-04-01", "2026-04-01") == {"1026年4月": 1, "2026年4月": 1}


def test_weekdays_stand_from_monday_on(cast):
    assert by(cast, "weekday", "2026-11-29", "2026-11-23", "2026-11-27", "2026-11-30") == {
        "月曜日": 2,
        "金曜日": 1,
        "日曜日": 1,
    }


def test_days_stand_for_themselves_in_their_order(cast):
    assert by(cast, "each", "2026-11-29", "2026-02-03") == {"2026年2月3日": 1, "2026年11月29日": 1}


def test_without_a_choice_it_is_by_month(cast):
    assert by(cast, "", "2026-11-29") == {"2026年11月": 1}


def test_what_is_no_unit_is_refused(cast):
    source = answered(cast, DEFINITION)
    assert trouble(source, "rows_by", rows="day", rows_by="decade") == "日付の区切りを選び直してください。"


def test_what_is_no_day_stops_no_table(cast):
    """As an import may have left it."""
    assert by(cast, "weekday", "2026-13-45", "2026-11-27", "昨日")["金曜日"] == 1
    assert by(cast, "month", "2026-00-10", "昨日", "2026-11-27") == {"2026年11月": 1, "別の種類の回答": 2}
