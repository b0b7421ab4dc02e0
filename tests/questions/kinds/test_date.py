"""A day, in either calendar."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from core.questions.asking import ask, typed_of
from core.questions.checking import Checked, check
from core.questions.conditions import in_words
from core.questions.definition import Condition, Definition, Question
from core.questions.definition import Test as Comparing
from core.questions.kinds import kind_of
from core.questions.kinds.base import Cell
from core.questions.showing import show
from tests.questions.kinds.storing import ANSWERS, selected, store

DAY = Question("day", "date", "実施日", may_be_na=True)
YEAR = replace(DAY, settings={"earliest": "2026-04-01", "latest": "2027-03-31"})


def checked(text: str, question: Question = DAY) -> Checked:
    return check(Definition((question,)), {"a.day": [text]}, complete=True)


@given(st.dates())
@settings(deadline=None)
def test_store_show_edit_store_is_the_identity(day: datetime.date):
    answers = {"day": day.isoformat()}
    assert check(Definition((DAY,)), typed_of(Definition((DAY,)), answers), complete=True).answers == answers


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("2026年11月21日", "2026-11-21"),
        ("令和８年１１月２１日", "2026-11-21"),
        ("R8.11.21", "2026-11-21"),
        ("2026/11/21", "2026-11-21"),
        ("令和元年5月1日", "2019-05-01"),
        ("平成31年4月30日", "2019-04-30"),
        ("2026年11月21日(令和8年)", "2026-11-21"),
        ("2028-02-29", "2028-02-29"),
    ],
)
def test_both_calendars_are_stored_as_iso(text: str, stored: str):
    assert checked(text).answers == {"day": stored}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("平成31年5月1日", "平成は2019年4月30日までです。"),
        ("2月30日", "日付として読み取れません"),
        ("2026年2月30日", "という日はありません"),
        ("令和8年2月30日", "という日はありません"),
        ("2027-02-29", "という日はありません"),
        ("来週", "日付として読み取れません"),
        ("2026年" * 40, "長すぎて"),
        ("\x00", "ヌル文字"),
        ("\ud800", "サロゲート"),
    ],
)
def test_no_such_day_is_refused_in_words(text: str, words: str):
    result = checked(text)
    assert words in result.problems[0].message
    assert "day" not in result.answers


def test_bounds_are_told_in_both_calendars():
    assert checked("2026-04-01", YEAR).is_valid
    assert checked("令和9年3月31日", YEAR).is_valid
    [problem] = checked("令和9年4月1日", YEAR).problems
    assert problem.message == "2026年4月1日(令和8年)から2027年3月31日(令和9年)までの日付を入力してください。"
    assert checked("2026-03-31", YEAR).problems


def test_it_is_shown_in_both_calendars_and_asked_with_the_house_widget():
    definition = Definition((YEAR,))
    assert show(definition, {"day": "2026-11-21"})[0].text == "2026年11月21日(令和8年)"
    typed = typed_of(definition, {"day": "2026-11-21"})
    html = render_to_string("questions/_question.html", {"asked": ask(definition, typed)[0]})
    assert 'value="2026年11月21日(令和8年)"' in html
    assert '<div class="mu-date" data-date>' in html
    assert 'aria-describedby="a-day_hint"' in html
    assert "2026年4月1日(令和8年)から2027年3月31日(令和9年)まで" in html


def test_what_was_typed_wrong_comes_back_as_typed():
    definition = Definition((DAY,))
    typed = {"a.day": ["平成31年5月1日"]}
    asked = ask(definition, typed, check(definition, typed, complete=True))[0]
    html = render_to_string("questions/_question.html", {"asked": asked})
    assert 'value="平成31年5月1日"' in html
    assert 'aria-describedby="a-day_hint a-day_error" aria-invalid="true"' in html


@pytest.mark.parametrize(
    ("operator", "holds_for"),
    [("on", "2"), ("before", "1"), ("until", "12"), ("from", "23"), ("after", "3")],
)
def test_conditions_compare_days(operator: str, holds_for: str):
    kind = kind_of(DAY)
    operand = kind.parse_operand(DAY, "令和8年11月2日")
    assert [day for day in "123" if kind.matches(DAY, f"2026-11-0{day}", operator, operand)] == list(holds_for)
    condition = Condition((Comparing("day", "before", operand),))
    assert in_words(condition, Definition((DAY,))) == "問1「実施日」が2026年11月2日(令和8年)より前であるとき"


@pytest.mark.django_db
def test_sql_for_export_and_counting(cast):
    store(cast, DAY, "令和8年11月21日", "2026-11-30")
    [column] = kind_of(DAY).columns(DAY, ANSWERS)
    assert column.type == "date"
    assert selected(column.value) == [datetime.date(2026, 11, 21), datetime.date(2026, 11, 30), None, None, None]
    by_day, by_month = kind_of(DAY).facets(DAY, ANSWERS)
    assert selected(by_day.value) == ["2026-11-21", "2026-11-30", None, None, None]
    assert selected(by_month.value) == ["2026-11", "2026-11", None, None, None]
    assert kind_of(DAY).cells(DAY) == [Cell("", "実施日", "date")]


def test_settings_are_typed_in_either_calendar():
    form = kind_of(DAY).settings_form({"earliest": "R8.4.1", "latest": "2027年3月31日"}, question=DAY)
    assert form.is_valid()
    assert form.settings(DAY) == YEAR.settings
    again = kind_of(DAY).settings_form(initial=kind_of(DAY).settings_form.initial_of(YEAR))
    assert 'value="2026年4月1日(令和8年)"' in str(again)
    assert kind_of(DAY).settings_form({}, question=DAY).is_valid()


def test_bounds_that_exclude_everything_are_refused_and_a_trouble():
    crossed = {"earliest": "2027-03-31", "latest": "2026-04-01"}
    assert list(kind_of(DAY).settings_form(crossed, question=DAY).errors) == ["latest"]
    assert len(kind_of(DAY).troubles(replace(DAY, settings=crossed), Definition())) == 1
    assert kind_of(DAY).troubles(YEAR, Definition()) == []


@pytest.mark.parametrize(
    ("old", "new", "effects"),
    [
        ({}, {"earliest": "2026-04-01"}, ["stricter"]),
        ({"earliest": "2026-04-01"}, {}, ["looser"]),
        ({"earliest": "2026-04-01"}, {"earliest": "2026-03-31"}, ["looser"]),
        ({"latest": "2026-04-01"}, {"latest": "2026-03-31"}, ["stricter"]),
        ({"latest": "2026-03-31"}, {"latest": "2026-04-01"}, ["looser"]),
        ({"latest": "2026-03-31"}, {}, ["looser"]),
        ({}, {}, []),
    ],
)
def test_changes_say_whether_answers_may_be_refused_now(old: dict, new: dict, effects: list[str]):
    changes = kind_of(DAY).changes(replace(DAY, settings=old), replace(DAY, settings=new))
    assert [effect for effect, _ in changes] == effects
