"""When a survey of last year is due this year."""

from __future__ import annotations

import datetime

import pytest

from core import clock
from surveys.fiscal_years import fiscal_year_of
from surveys.models import Survey
from surveys.services.cloning import a_year_later
from tests.surveys.scheduling import last_year, on, shown, this_year

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2025-06-10", "2026-06-10"),
        ("2025-11-20", "2026-11-20"),
        ("2024-06-15", "2025-06-16"),  # a Sunday
        ("2025-05-05", "2026-05-07"),  # three holidays in a row
        ("2024-02-29", "2025-02-28"),
        ("2025-12-26", "2026-12-28"),  # a Saturday
        ("2024-12-29", "2026-01-05"),  # a Monday, but the offices are closed until 4 January, a Sunday
        ("2023-03-31", "2024-03-29"),  # a Sunday, and Monday would be another fiscal year
        ("2022-04-01", "2023-04-03"),  # a Saturday at the other end of the year
    ],
)
def test_a_year_later_offices_work_and_it_is_the_next_fiscal_year(last, expected):
    due = datetime.datetime.fromisoformat(f"{last}T17:00").replace(tzinfo=clock.TOKYO)
    later = a_year_later(due)
    assert later.date().isoformat() == expected
    assert later.time() == due.time()
    assert fiscal_year_of(later) == fiscal_year_of(due) + 1


def test_the_end_of_march_stays_in_its_year(cast, signed_in):
    """31 March of the year before may fall on a weekend now: the line stands in March, wherever it is moved."""
    survey = last_year(cast, month=3)
    Survey.objects.filter(pk=survey.pk).update(due_at=on(this_year() - 1, 3, 31))
    page = shown(signed_in(cast.sato))
    assert f"{this_year() + 1}年3月 <span" in page
    assert "まだ作っていない調査が1件" in page
