"""The wide table against plain Python, over random questionnaires of two versions and awkward answers."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.questions.exporting.wide import wide
from tests.cast import Cast
from tests.questions.exporting import expected
from tests.questions.exporting.random_answers import histories, respondents, source_of
from tests.questions.exporting.reading_back import read_back


@pytest.mark.django_db
@given(data=st.data(), codes=st.booleans())
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_every_cell_is_what_the_sheets_hold(cast: Cast, data: st.DataObject, codes: bool):
    before, now = data.draw(histories())
    people = data.draw(respondents(before, now))
    made = wide(source_of(cast, before, now, people), codes=codes)

    found = read_back(made.select, made.header)

    plain = expected.wide(before, now, people, codes=codes)
    assert made.keys == plain[0]
    assert found[1:] == plain[1:]
