"""Preparing a year: drafts of several of last year's surveys at once, and those that are not held."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.people.models import AuditEntry
from surveys.models import NotHeld, Survey
from surveys.services import cloning, yearly
from surveys.services.cloning import clone
from surveys.services.yearly import draft_year, say_held, say_not_held
from tests.cast import Cast, make_cast
from tests.surveys.making import make_questionnaire, make_survey
from tests.surveys.scheduling import last_year, read, this_year
from tests.surveys.test_answering_races import at_once

pytestmark = pytest.mark.django_db

# --- Preparing several at once ----------------------------------------------------------------------------------------


def test_several_drafts_are_made_at_once_after_a_page_that_says_how_many(cast, signed_in):
    questionnaire = make_questionnaire(cast)
    chosen = [last_year(cast, title=f"調査その{n}", questionnaire=questionnaire) for n in range(3)]
    client = signed_in(cast.sato)
    data = {"year": this_year(), "surveys": [chosen[0].pk, chosen[1].pk, "nonsense", "²"]}
    page = client.post("/surveys/schedule/drafts/", data).content.decode()
    assert "2件の下書きを作ります" in page
    assert not Survey.objects.filter(state="draft").exists()
    done = client.post("/surveys/schedule/drafts/", data | {"confirmed": "1"}, follow=True)
    page = done.content.decode()
    assert "2件の下書きを作りました" in page
    drafts = Survey.objects.filter(state="draft")
    assert {draft.previous for draft in drafts} == set(chosen[:2])
    for draft in drafts:
        assert f'href="/surveys/{draft.pk}/edit/"' in page
        assert f'href="/surveys/{draft.pk}/deletion/"' in page
    assert AuditEntry.objects.filter(action="survey.drafted", details__copied_from=chosen[0].pk).count() == 1
    # The button for all of them takes what the page shows and has no draft.
    data = {"year": this_year(), "everyone": "1", "shown": [survey.pk for survey in chosen]}
    assert "1件の下書きを作ります" in client.post("/surveys/schedule/drafts/", data).content.decode()


def test_a_second_click_makes_no_second_draft_and_leads_to_the_first(cast, signed_in):
    survey = last_year(cast)
    client = signed_in(cast.sato)
    data = {"year": this_year(), "surveys": [survey.pk], "confirmed": "1"}
    client.post("/surveys/schedule/drafts/", data)
    page = client.post("/surveys/schedule/drafts/", data, follow=True).content.decode()
    assert "1件は、すでに" in page
    draft = Survey.objects.get(previous=survey)
    assert f'href="/surveys/{draft.pk}/edit/"' in page


def test_nothing_chosen_makes_nothing(cast, signed_in):
    page = signed_in(cast.sato).post("/surveys/schedule/drafts/", {"year": this_year()}, follow=True).content.decode()
    assert "下書きを作る調査を選んでください" in page
    assert not Survey.objects.exists()
    assert signed_in(cast.sato).get("/surveys/schedule/drafts/?of=1-2-x").status_code == 302


def test_only_who_publishes_may_and_only_their_own(cast, signed_in):
    survey = last_year(cast)
    data = {"year": this_year(), "surveys": [survey.pk], "confirmed": "1"}
    assert signed_in(cast.midori).post("/surveys/schedule/drafts/", data).status_code == 403
    assert signed_in(cast.midori).post(f"/surveys/{survey.pk}/not-held/").status_code == 403
    assert signed_in(cast.haru).post(f"/surveys/{survey.pk}/not-held/").status_code == 404
    assert not Survey.objects.filter(state="draft").exists()


def both_prepare(cast: Cast, survey: Survey) -> int:
    """Sato and Kanda press the button in the same moment; how many drafts there are then."""
    works = [lambda by=by: draft_year([survey.pk], year=this_year(), by=by) for by in (cast.sato, cast.kanda)]
    assert at_once(*works) == []
    return Survey.objects.filter(previous=survey).count()


@pytest.mark.django_db(transaction=True)
def test_two_who_prepare_at_once_make_one_draft():
    cast = make_cast()
    for _ in range(5):
        assert both_prepare(cast, last_year(cast)) == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_both_make_one(monkeypatch):
    cast = make_cast()
    survey = last_year(cast)
    both_have_read = threading.Barrier(2)

    def awaited(by, year):
        found = list(real(by, year).values_list("pk", flat=True))
        both_have_read.wait(10)
        return Survey.objects.filter(pk__in=found)

    real = yearly.awaited
    monkeypatch.setattr(yearly, "_lock", lambda ids, by: None)
    monkeypatch.setattr(yearly, "awaited", awaited)
    monkeypatch.setattr(cloning, "_untouched_copy", lambda survey, due_at: None)
    assert both_prepare(cast, survey) == 2


def test_the_lock_waits_for_who_came_first(cast):
    """The lock is on last year's survey, so that nobody can read whether it has come back before the first is done."""
    survey = last_year(cast)
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        draft_year([survey.pk], year=this_year(), by=cast.sato)
    locking = [n for n, query in enumerate(captured.captured_queries) if "FOR UPDATE" in query["sql"]]
    reading = [n for n, query in enumerate(captured.captured_queries) if "previous_id" in query["sql"]]
    assert locking[0] < reading[0]


# --- Not held ---------------------------------------------------------------------------------------------------------


def test_a_survey_that_is_not_held_leaves_the_list_of_what_is_to_be_prepared(cast, signed_in):
    survey = last_year(cast, title="隔年の調査")
    client = signed_in(cast.sato)
    assert "今年度は実施しない" in client.get(f"/surveys/{survey.pk}/not-held/").content.decode()
    page = client.post(f"/surveys/{survey.pk}/not-held/", {"reason": "隔年のため"}, follow=True).content.decode()
    assert "まだ作っていない調査が0件、実施しない調査が1件" in page
    assert "すべて準備しました" in page
    assert "隔年のため" in page
    assert NotHeld.objects.get().year == this_year()
    client.post(f"/surveys/{survey.pk}/not-held/", {"reason": "国の調査に統合されたため"})
    assert NotHeld.objects.get().reason == "国の調査に統合されたため"
    assert "国の調査に統合されたため" in client.get(f"/surveys/{survey.pk}/not-held/").content.decode()
    page = read(client.post(f"/surveys/{survey.pk}/not-held/", {"undo": "1"}, follow=True))
    assert "まだ作っていない調査が1件" in page
    assert not NotHeld.objects.exists()
    actions = list(AuditEntry.objects.filter(action__endswith="held").values_list("action", flat=True))
    assert actions == ["survey.not_held"] * 2
    assert AuditEntry.objects.filter(action="survey.held_again", details__year=this_year()).count() == 1


def test_a_reason_that_is_too_long_is_told_and_kept(cast, signed_in):
    survey = last_year(cast)
    response = signed_in(cast.sato).post(f"/surveys/{survey.pk}/not-held/", {"reason": "長" * 201})
    assert response.status_code == 422
    assert "長" * 201 in response.content.decode()
    assert not NotHeld.objects.exists()


def test_preparing_it_after_all_takes_the_mark_back(cast):
    survey = last_year(cast)
    say_not_held(survey, reason="", by=cast.sato)
    clone(survey, by=cast.sato)
    assert not NotHeld.objects.exists()
    say_held(survey, by=cast.sato)  # there is nothing to take back: nothing is said
    assert not AuditEntry.objects.filter(action="survey.held_again").exists()


def test_a_draft_cannot_be_marked(cast, signed_in):
    draft = make_survey(cast)
    response = signed_in(cast.sato).get(f"/surveys/{draft.pk}/not-held/")
    assert response.url == f"/surveys/{draft.pk}/"
