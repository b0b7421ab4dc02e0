"""More time for one organization."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from core import clock
from core.notifications.models import Message
from surveys.models import Extension
from surveys.services.closing import close
from tests.surveys.making import handed_in, issued, response_of

pytestmark = pytest.mark.django_db


def post(client, survey, organization, day: datetime.date, reason="議会対応のため", time="17:00"):
    address = reverse("surveys:extension", args=[survey.pk, organization.code])
    return client.post(address, {"to_date": day.isoformat(), "to_time": time, "reason": reason})


def test_one_organization_is_given_more_time_and_told(cast, signed_in):
    survey = issued(cast)
    day = clock.today() + datetime.timedelta(days=20)
    assert post(signed_in(cast.sato), survey, cast.ishinomaki, day).status_code == 302
    assert response_of(survey, cast.ishinomaki).due_at.astimezone(clock.TOKYO).date() == day
    assert response_of(survey, cast.shiroishi).due_at == survey.due_at
    extension = Extension.objects.get()
    assert (extension.old_due_at, extension.reason, extension.by) == (survey.due_at, "議会対応のため", cast.sato)
    assert Message.objects.filter(kind="surveys.extended").count() == 1


def test_an_extension_never_shortens_and_the_page_keeps_what_was_typed(cast, signed_in):
    survey = issued(cast)
    day = clock.today() + datetime.timedelta(days=2)
    page = post(signed_in(cast.sato), survey, cast.ishinomaki, day, reason="間違えた")
    assert page.status_code == 422
    assert "いまの期限より後の日時" in page.content.decode()
    assert "間違えた" in page.content.decode()
    assert not Extension.objects.exists()
    assert response_of(survey, cast.ishinomaki).extended_to is None


def test_a_second_extension_is_measured_against_the_first(cast, signed_in):
    survey, client = issued(cast), signed_in(cast.sato)
    days = [clock.today() + datetime.timedelta(days=many) for many in (30, 20, 40)]
    statuses = [post(client, survey, cast.ishinomaki, day).status_code for day in days]
    assert statuses == [302, 422, 302]


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_needed(cast, signed_in, reason):
    day = clock.today() + datetime.timedelta(days=20)
    assert post(signed_in(cast.sato), issued(cast), cast.ishinomaki, day, reason=reason).status_code == 422
    assert not Extension.objects.exists()


def test_who_has_handed_in_and_a_closed_survey_get_none(cast, signed_in):
    survey, client = issued(cast), signed_in(cast.sato)
    handed_in(survey, cast.ishinomaki, cast.kaede)
    day = clock.today() + datetime.timedelta(days=20)
    assert post(client, survey, cast.ishinomaki, day).status_code == 422
    close(survey.pk, by=cast.sato)
    assert post(client, survey, cast.shiroishi, day).status_code == 422
    assert not Extension.objects.exists()
    address = reverse("surveys:extension", args=[survey.pk, cast.ishinomaki.code])
    assert client.get(address).status_code == 302
