"""The long table against plain Python, over random questionnaires of two versions and awkward answers."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.questions.exporting.tidy import tidy
from tests.cast import Cast
from tests.questions.exporting import expected
from tests.questions.exporting.random_answers import histories, respondents, source_of
from tests.questions.exporting.reading_back import read_back

COMPARED = [*expected.RESPONDENT_KEYS, "question", "part", "line", "state", "code", "value", "number"]


@pytest.mark.django_db
@given(data=st.data())
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_every_answer_has_its_row(cast: Cast, data: st.DataObject):
    before, now = data.draw(histories())
    people = data.draw(respondents(before, now))
    made = tidy(source_of(cast, before, now, people))

    found = read_back(made.select, made.header)[1:]

    assert [int(row[0]) for row in found] == sorted(int(row[0]) for row in found)
    places = [made.keys.index(key) for key in COMPARED]
    rows = [[row[place] for place in places] for row in found]
    assert sorted(rows) == sorted(expected.tidy(before, now, people))
