"""Copying an issued survey twice in a row, or two people at once: one draft, until somebody has written in it."""

from __future__ import annotations

import pytest

from surveys.models import NotHeld, Survey
from surveys.services import cloning
from surveys.services.cloning import clone
from surveys.services.composing import save_survey
from surveys.services.yearly import say_not_held
from tests.cast import Cast, make_cast
from tests.surveys.making import issued
from tests.surveys.test_answering_races import at_once

pytestmark = pytest.mark.django_db


def test_a_second_click_leads_to_the_same_draft(cast, signed_in):
    survey = issued(cast)
    first, second = (signed_in(cast.sato).post(f"/surveys/{survey.pk}/copies/") for _ in range(2))
    assert first.url == second.url == f"/surveys/{Survey.objects.get(previous=survey).pk}/edit/"


def test_a_colleague_is_led_to_it_and_told_whose_it_is(cast, signed_in):
    survey = issued(cast)
    draft = clone(survey, by=cast.sato)
    page = signed_in(cast.kanda).post(f"/surveys/{survey.pk}/copies/", follow=True).content.decode()
    assert f"{cast.sato}さんが複製した" in page
    assert Survey.objects.get(previous=survey) == draft


def test_of_a_copy_that_was_written_in_there_is_another(cast):
    survey = issued(cast)
    draft = clone(survey, by=cast.sato)
    save_survey(draft, edit=1, by=cast.sato, title="第1回")
    assert clone(survey, by=cast.sato) != draft


def test_a_survey_that_is_said_not_to_be_held_is_held_again_by_the_second_copy_too(cast):
    survey = issued(cast)
    draft = clone(survey, by=cast.sato)
    say_not_held(survey, reason="", by=cast.kanda)
    assert clone(survey, by=cast.sato) == draft
    assert not NotHeld.objects.exists()


def both_copy(cast: Cast) -> int:
    """Sato and Kanda press the button in the same moment; how many drafts there are then."""
    survey = issued(cast)
    assert at_once(lambda: clone(survey, by=cast.sato), lambda: clone(survey, by=cast.kanda)) == []
    return Survey.objects.filter(previous=survey).count()


@pytest.mark.django_db(transaction=True)
def test_two_who_copy_at_once_make_one_draft():
    cast = make_cast()
    assert [both_copy(cast) for _ in range(5)] == [1] * 5


@pytest.mark.django_db(transaction=True)
def test_control_who_does_not_look_makes_a_second(monkeypatch):
    monkeypatch.setattr(cloning, "_untouched_copy", lambda survey, due_at: None)
    assert both_copy(make_cast()) == 2
