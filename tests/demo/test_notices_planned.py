"""The year of notices is the same in manner whatever day it is looked at from."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest

from core.clock import TOKYO
from demo.notices import corpus
from demo.notices.calendar import Calendar, fiscal_year_start, is_working_day
from demo.notices.planning import MEMO, plan
from demo.notices.wording import ADDRESSEES, body
from demo.people import PREFECTURE
from demo.stored_files import READY

DAYS = [
    "2026-01-05 09:01",
    "2027-03-31 16:00",
    "2027-04-01 08:00",
    "2028-02-29 12:00",
    "2026-11-22 07:00",
    "2030-12-30 23:59",
]


@pytest.fixture(scope="module")
def templates() -> list[corpus.Template]:
    return corpus.read()


@pytest.fixture(params=DAYS)
def now(request: pytest.FixtureRequest) -> datetime.datetime:
    return datetime.datetime.strptime(request.param, "%Y-%m-%d %H:%M").replace(tzinfo=TOKYO)


def test_every_entry_names_what_exists(templates):
    for template in templates:
        assert template.category in ADDRESSEES, template.title
        assert template.issuer.section in PREFECTURE or template.issuer.owner, template.title
        for file in template.files:
            assert (READY / file.partition(":")[0]).exists(), file


def test_a_year_of_notices_denser_towards_today(templates, now):
    planned = plan(templates, Calendar(now))

    assert 240 <= len(planned) <= 330
    assert all(now - datetime.timedelta(days=366) <= each.at <= now for each in planned)
    assert all(is_working_day(each.day) for each in planned)
    last_month = sum(each.at > now - datetime.timedelta(days=30) for each in planned)
    half_a_year_ago = sum(190 > (now - each.at).days > 160 for each in planned)
    assert last_month > 1.5 * half_a_year_ago


def test_document_numbers_count_up_and_never_repeat_within_a_fiscal_year(templates, now):
    planned = plan(templates, Calendar(now))
    numbered = [(fiscal_year_start(each.day), each.number) for each in planned if each.number != MEMO]
    repeated = [number for number, times in Counter(numbered).items() if times > 1]
    assert not repeated


def test_no_placeholder_is_left_and_titles_fit(templates, now):
    for each in plan(templates, Calendar(now)):
        text = body(each.template, each.values, officer="佐々木")
        assert "{" not in text + each.title
        assert len(each.title) <= 200


def test_the_same_moment_gives_the_same_year(templates, now):
    def told():
        return [(each.at, each.number, each.title) for each in plan(templates, Calendar(now))]

    assert told() == told()


def test_what_follows_names_what_went_before(templates, now):
    follow_ups = [each for each in plan(templates, Calendar(now)) if each.follows]
    assert follow_ups
    for each in follow_ups:
        assert each.follows.at < each.at
        assert each.follows.number in body(each.template, each.values, officer="佐々木")
