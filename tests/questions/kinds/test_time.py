"""A time of day."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from core.questions.asking import ask, typed_of
from core.questions.checking import Checked, check
from core.questions.definition import Definition, Question
from core.questions.kinds import kind_of
from core.questions.kinds.base import Cell
from core.questions.showing import show
from tests.questions.kinds.storing import ANSWERS, selected, store

START = Question("start", "time", "開始時刻", may_be_na=True)
OFFICE = replace(START, settings={"earliest": "08:30", "latest": "17:15"})


def checked(text: str, question: Question = START) -> Checked:
    return check(Definition((question,)), {"a.start": [text]}, complete=True)


@given(st.times())
@settings(deadline=None)
def test_store_show_edit_store_is_the_identity(time: datetime.time):
    answers = {"start": time.strftime("%H:%M")}
    assert check(Definition((START,)), typed_of(Definition((START,)), answers), complete=True).answers == answers


@pytest.mark.parametrize(
    ("text", "stored"), [("17:30", "17:30"), ("9時", "09:00"), ("１７時３０分", "17:30"), ("0:00", "00:00")]
)
def test_it_is_stored_to_the_minute(text: str, stored: str):
    assert checked(text).answers == {"start": stored}


@pytest.mark.parametrize("text", ["25:00", "9時60分", "夕方", "24:00", "\x00", "\ud800", "9:00" * 50])
def test_no_such_time_is_refused(text: str):
    result = checked(text)
    assert len(result.problems) == 1
    assert result.answers == {}


def test_bounds_include_their_ends():
    assert checked("8:30", OFFICE).is_valid
    assert checked("17:15", OFFICE).is_valid
    [problem] = checked("17:16", OFFICE).problems
    assert problem.message == "08:30から17:15までの時刻を入力してください。"


def test_the_browsers_own_control_is_used_unless_it_would_lose_what_was_typed():
    definition = Definition((START,))
    good = render_to_string("questions/_question.html", {"asked": ask(definition, {"a.start": ["17:30"]})[0]})
    assert 'type="time"' in good
    assert 'value="17:30"' in good
    typed = {"a.start": ["25時"]}
    asked = ask(definition, typed, check(definition, typed, complete=True))[0]
    bad = render_to_string("questions/_question.html", {"asked": asked})
    assert 'type="text"' in bad
    assert 'value="25時"' in bad
    assert 'aria-describedby="a-start_error" aria-invalid="true"' in bad


def test_it_is_shown_and_compared():
    assert show(Definition((START,)), {"start": "09:00"})[0].text == "09:00"
    kind = kind_of(START)
    assert kind.matches(START, "09:00", "before", kind.parse_operand(START, "10時"))
    assert not kind.matches(START, "10:00", "before", "10:00")
    assert kind.matches(START, "10:00", "until", "10:00")


@pytest.mark.django_db
def test_sql_for_export_and_counting(cast):
    store(cast, START, "9時", "17:30")
    [column] = kind_of(START).columns(START, ANSWERS)
    assert selected(column.value) == ["09:00", "17:30", None, None, None]
    [facet] = kind_of(START).facets(START, ANSWERS)
    assert selected(facet.value) == ["09:00", "17:30", None, None, None]
    assert kind_of(START).cells(START) == [Cell("", "開始時刻", "time")]


def test_settings_and_what_changes_by_them():
    kind = kind_of(START)
    form = kind.settings_form({"earliest": "8:30", "latest": "17時15分"}, question=START)
    assert form.is_valid()
    assert form.settings(START) == OFFICE.settings
    assert 'value="08:30"' in str(kind.settings_form(initial=kind.settings_form.initial_of(OFFICE)))
    assert list(kind.settings_form({"earliest": "9:00", "latest": "8:00"}, question=START).errors) == ["latest"]
    assert [effect for effect, _ in kind.changes(START, OFFICE)] == ["stricter", "stricter"]
    assert kind.summary(OFFICE) == "08:30から17:15まで"
