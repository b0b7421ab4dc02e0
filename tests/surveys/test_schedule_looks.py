"""The yearly schedule as it is seen: at a desk and on a phone, nothing too wide, axe clean, and without script."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from surveys.models import Survey
from surveys.services.yearly import say_not_held
from tests.looking import chromium, complaints, looks_right, open_as  # noqa: F401 - fixtures
from tests.surveys.making import make_questionnaire, make_survey
from tests.surveys.scheduling import asked_in, last_year, this_year

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


def prepared(cast) -> list[Survey]:
    """One of each sort: expected, issued, a draft with and without a date, one that is not held."""
    questionnaire = make_questionnaire(cast)
    known = {"questionnaire": questionnaire}
    expected = [last_year(cast, month=month, title=f"{month}月の調査", **known) for month in (1, 2, 3)]
    asked_in(cast, this_year(), title="気仙沼・本吉地域広域行政事務組合に関する調査", **known)
    make_survey(cast, title="日を決めた下書き", **known)
    make_survey(cast, title="日を決めていない下書き", due_at=None, **known)
    say_not_held(last_year(cast, title="隔年の調査", **known), reason="隔年のため", by=cast.sato)
    return expected


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_of_the_schedule_looks_right(cast, open_as, complaints, width):  # noqa: F811
    first = prepared(cast)[0]
    not_held = reverse("surveys:not_held", args=[first.pk])
    for user, address in (
        (cast.sato, "/surveys/schedule/"),
        (cast.sato, "/surveys/schedule/?state=draft&q=ない"),
        (cast.sato, not_held),
        (cast.kaede, "/surveys/schedule/"),
    ):
        page = open_as(user, width=width)
        complaints.listening = True
        assert page.goto(address).status == 200
        looks_right(page, complaints)


def test_a_year_is_prepared_without_script_on_a_phone(cast, open_as, complaints):  # noqa: F811
    first, second, third = prepared(cast)
    page = open_as(cast.sato, width=390, javascript=False)
    page.goto("/surveys/schedule/")
    page.get_by_label("1月の調査を選ぶ").check()
    page.get_by_label("2月の調査を選ぶ").check()
    page.get_by_role("button", name="選んだ調査の下書きを作る").click()
    assert "2件の下書きを作ります" in page.inner_text("main")
    page.get_by_role("button", name="2件の下書きを作る").click()
    assert page.get_by_role("link", name="書き換える").count() == 2
    page.goto("/surveys/schedule/")
    page.get_by_role("link", name=re.compile("今年度は実施しない.*3月の調査")).click()
    page.get_by_label("理由").fill("国の調査に統合されたため")
    page.get_by_role("button", name="今年度は実施しない").click()
    assert "すべて準備しました" in page.inner_text("main")
    page.get_by_role("button", name=re.compile("実施することに戻す.*3月の調査")).click()
    page.get_by_role("button", name="この調査を複製して今年度の下書きを作る").click()
    assert page.url.endswith("/edit/")
    assert set(Survey.objects.filter(previous__isnull=False).values_list("previous", flat=True)) == {
        first.pk, second.pk, third.pk,
    }  # fmt: skip
