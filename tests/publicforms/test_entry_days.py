"""Of which day an entry of an internal form is: what a colleague may not read does not tell it."""

from __future__ import annotations

import datetime

import pytest

from core import clock
from core.exports.models import Export
from core.questions.definition import Question
from publicforms.links.tokens import new_token
from publicforms.models import Form, Submission
from publicforms.services.submitting import submit
from tests.publicforms.making import entry_for
from tests.publicforms.test_internal import internal

pytestmark = pytest.mark.django_db

QUESTIONS = (
    Question("birth", "date", "生年月日", personal=True),
    Question("worked", "date", "従事した日"),
    Question("hours", "integer", "時間"),
)
BIRTHDAY, WORKED = datetime.date(1987, 3, 14), datetime.date(2026, 11, 20)
WRITTEN = ("1987年3月14日", "1987-03-14", "1987/03/14", "昭和62年")


@pytest.fixture
def form(cast) -> Form:
    return internal(cast, *QUESTIONS, to=[cast.ishinomaki], shares_entries=True)


@pytest.fixture
def entry(form, cast) -> Submission:
    """Kaede's, which Ren of the same town reads with masks."""
    what = {"a.birth": [BIRTHDAY.isoformat()], "a.worked": [WORKED.isoformat()], "a.hours": ["3"]}
    token = new_token(form, cast.kaede).digest
    return submit(form, entry_for(form, what, by=cast.kaede, organization=cast.ishinomaki, token=token))


def read(client, form: Form, entry: Submission, **query: str) -> str:
    listed = f"/forms/manage/answerable/{form.pk}/"
    pages = [client.get(listed, query), client.get(f"{listed}{entry.receipt}/"), client.get(f"{listed}chart/", query)]
    assert [one.status_code for one in pages] == [200] * 3
    return "".join(one.content.decode() for one in pages)


def test_a_masked_birthday_is_not_the_day_of_an_entry(client, form, entry, cast):
    client.force_login(cast.ren)
    text = read(client, form, entry)
    assert [one for one in WRITTEN if one in text] == []
    assert "2026年11月20日" in text


def test_it_is_not_found_out_by_asking_for_that_day(client, form, entry, cast):
    client.force_login(cast.ren)
    on_it = {"start": BIRTHDAY.isoformat(), "end": BIRTHDAY.isoformat()}
    assert entry.receipt not in client.get(f"/forms/manage/answerable/{form.pk}/", on_it).content.decode()
    client.post(
        f"/forms/manage/answerable/{form.pk}/file/",
        {"encoding": "utf-8", "query": "&".join(f"{name}={value}" for name, value in on_it.items())},
    )
    assert [one.rows for one in Export.objects.all()] in ([], [0])


def test_who_made_it_reads_both(client, form, entry, cast):
    """The control."""
    client.force_login(cast.kaede)
    text = read(client, form, entry)
    assert "1987年3月14日" in text
    assert "2026年11月20日" in text


def test_a_new_entry_starts_with_today_as_its_day_and_not_as_the_birthday(client, form, cast):
    client.force_login(cast.kaede)
    page = client.get(f"/forms/{form.slug}/").content.decode()
    today = clock.today()
    shown = f"{today.year}年{today.month}月{today.day}日"
    assert shown in page.partition('name="a.worked"')[2] or f"{today:%Y-%m-%d}" in page.partition('name="a.worked"')[2]
