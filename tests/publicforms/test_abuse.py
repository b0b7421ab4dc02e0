"""Against abuse: what programs run into, and what honest people never notice; whatever is refused keeps the typing."""

from __future__ import annotations

import base64
import json
import time
from unittest import mock

import altcha
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.questions.definition import Question
from publicforms.abuse import limits, pace, proof_of_work, trap
from publicforms.links.tokens import PageToken, new_token
from publicforms.models import Form, PendingFile, Submission
from publicforms.services.publishing import publish
from tests.publicforms.making import QUESTIONS, as_visited, make_form, opened, typed

ADDRESS = "/forms/witnesses/"
TOWN_HALL, ELSEWHERE = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def form(cast) -> Form:
    return opened(cast, slug="witnesses")


@pytest.fixture(autouse=True)
def _an_empty_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def _a_window_that_does_not_end(monkeypatch):
    """Nothing here waits; only the counting of a minute must not fall on its end."""
    monkeypatch.setattr(limits, "WINDOW_SECONDS", 3600 * 24)


def page_of(form: Form, *, seconds_ago: float = 60) -> PageToken:
    """The token of a page that was made so long ago."""
    with mock.patch("time.time", return_value=time.time() - seconds_ago):
        return new_token(form)


def send(form: Form, token: PageToken | None = None, address: str = TOWN_HALL, **changed: object):
    token = token or page_of(form)
    known = {**typed(mail=f"{token.digest[:8]}@example.jp"), "token": token.text, "version": form.version_id}
    return Client(REMOTE_ADDR=address).post(ADDRESS, {**known, "send": "1"} | changed)


def solved(token: PageToken, **changed: object) -> str:
    """The solution as the browser's worker finds it, of an easier challenge: the server makes and verifies the same."""
    with mock.patch.multiple(proof_of_work, COST=1):
        challenge = altcha.Challenge.from_dict(json.loads(json.dumps(proof_of_work.new_challenge(token))))
    solution = altcha.solve_challenge(challenge)
    payload = altcha.Payload(challenge, solution).to_dict()
    payload["challenge"]["parameters"] |= changed
    return base64.b64encode(json.dumps(payload).encode()).decode()


# --- The pace ---


def test_who_sends_at_once_is_asked_once_more_and_keeps_the_typing(form, settings):
    settings.FORM_MIN_SECONDS = 3
    page = send(form, page_of(form, seconds_ago=1))
    assert page.status_code == 422
    assert "もう一度送信してください" in page.content.decode()
    assert 'value="佐藤"' in page.content.decode()
    assert not Submission.objects.exists()


def test_who_took_three_seconds_sends(form, settings):
    settings.FORM_MIN_SECONDS = 3
    assert send(form, page_of(form, seconds_ago=4)).status_code == 302
    assert Submission.objects.count() == 1


def test_the_pace_goes_by_the_time_that_the_server_signed(form):
    assert abs(time.time() - 60 - pace.issued_at(page_of(form))) < 5


# --- The trap ---


def test_a_program_that_fills_every_field_is_caught_and_the_next_page_lets_people_through(form):
    token = page_of(form)
    page = send(form, token, **{trap.FIELD: "http://spam.example"})
    assert page.status_code == 422
    assert "入力しない欄に文字が入っていた" in page.content.decode()
    assert 'value="佐藤"' in page.content.decode()
    assert "spam.example" not in page.content.decode()
    assert not Submission.objects.exists()
    assert send(form, token).status_code == 302


def test_what_was_put_into_the_trap_on_the_form_is_still_in_it_on_the_confirm_page(form):
    what = {**typed(), "token": page_of(form).text, "version": form.version_id, "confirm": "1", trap.FIELD: "x-spam"}
    page = Client().post(ADDRESS, what)
    assert page.status_code == 200
    assert 'name="homepage" value="x-spam"' in page.content.decode()


# --- The proof of work ---


def test_a_challenge_is_signed_bound_to_its_page_and_solved_by_altchas_own_solver(form):
    token = page_of(form)
    told = Client().get(f"{ADDRESS}challenge/", {"token": token.text})
    assert told["Cache-Control"] == "no-store"
    challenge = altcha.Challenge.from_dict(told.json())
    assert challenge.parameters.data == {"page": token.digest}
    assert 0 < challenge.parameters.expires_at - time.time() <= proof_of_work.LIFE_SECONDS
    payload = altcha.Payload(challenge, altcha.solve_challenge(challenge)).to_base64()
    assert proof_of_work.spend(payload, token)


def test_a_page_that_is_none_of_ours_gets_no_challenge(form):
    assert Client().get(f"{ADDRESS}challenge/", {"token": "1.x:y:z"}).status_code == 404


def test_a_solution_is_good_once(form):
    token = page_of(form)
    solution = solved(token)
    assert proof_of_work.spend(solution, token)
    assert not proof_of_work.spend(solution, token)


def test_a_solution_is_good_for_its_page_only(form):
    assert not proof_of_work.spend(solved(page_of(form)), page_of(form))


def test_a_replay_while_the_cache_is_empty_sends_the_same_submission_only(form):
    token = page_of(form)
    solution = solved(token)
    first = send(form, token, proof=solution)
    cache.clear()
    again = send(form, token, proof=solution)
    assert first.status_code == again.status_code == 302
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("changed", [{"cost": 2}, {"expiresAt": 4_000_000_000}, {"keyPrefix": ""}, {"data": {}}])
def test_a_tampered_challenge_proves_nothing(form, changed):
    token = page_of(form)
    assert not proof_of_work.spend(solved(token, **changed), token)


@pytest.mark.parametrize(
    "text", ["", "x", "e30=", "bnVsbA==", "W10=", "あ", "\x00", "A" * 100_000, "eyJjaGFsbGVuZ2UiOjF9"]
)
def test_what_is_no_solution_proves_nothing_and_breaks_nothing(form, text):
    assert not proof_of_work.spend(text, page_of(form))


def test_an_old_solution_proves_nothing(form):
    token = page_of(form)
    with mock.patch.object(proof_of_work, "LIFE_SECONDS", -1):
        old = solved(token)
    assert not proof_of_work.spend(old, token)


# --- The limits ---


def test_a_town_hall_behind_one_address_sends_sixty_without_javascript(form):
    told = [send(form).status_code for _ in range(60)]
    assert told == [302] * 60
    assert Submission.objects.count() == 60


def test_a_flood_from_one_address_is_told_to_wait_and_others_are_not(form, monkeypatch):
    monkeypatch.setattr(limits, "UNPROVEN", 5)  # the same counting, sooner
    told = [send(form) for _ in range(8)]
    assert [page.status_code for page in told] == [302] * 5 + [429] * 3
    assert int(told[-1]["Retry-After"]) > 0
    assert "1分ほど待ってから" in told[-1].content.decode()
    assert 'value="佐藤"' in told[-1].content.decode()
    assert send(form, address=ELSEWHERE).status_code == 302
    assert Submission.objects.count() == 6


def test_hundreds_are_too_many_and_a_proof_allows_more():
    assert 60 < limits.UNPROVEN < 200
    assert limits.UNPROVEN < limits.PROVEN


def test_who_proves_work_is_counted_apart(form, monkeypatch):
    monkeypatch.setattr(limits, "UNPROVEN", 1)
    assert send(form).status_code == 302
    assert send(form).status_code == 429
    token = page_of(form)
    assert send(form, token, proof=solved(token)).status_code == 302


def test_another_form_has_its_own_count(cast, form, monkeypatch):
    monkeypatch.setattr(limits, "UNPROVEN", 1)
    other = opened(cast, slug="others")
    assert limits.wait_for(form, TOWN_HALL, is_proven=False) == 0
    assert limits.wait_for(form, TOWN_HALL, is_proven=False) > 0
    assert limits.wait_for(other, TOWN_HALL, is_proven=False) == 0


def test_a_flood_of_files_is_not_taken_in_and_the_typing_stays(cast, monkeypatch):
    monkeypatch.setattr(limits, "FILES", 2)
    form = opened(cast, *QUESTIONS[:2], Question("paper", "file", "書類"), slug="witnesses")
    what = {**typed(), "token": page_of(form).text, "version": form.version_id, "confirm": "1"}
    told = [Client().post(ADDRESS, what | {"f.paper": SimpleUploadedFile("a.txt", b"x")}) for _ in range(3)]
    assert [page.status_code for page in told] == [200, 200, 422]
    assert PendingFile.objects.count() == 2
    assert "多くのファイルが送られた" in told[-1].content.decode()
    assert 'value="佐藤"' in told[-1].content.decode()


def test_a_line_with_many_addresses_counts_as_one(form, monkeypatch):
    monkeypatch.setattr(limits, "UNPROVEN", 1)
    assert limits.wait_for(form, "2001:db8:1:2::1", is_proven=False) == 0
    assert limits.wait_for(form, "2001:db8:1:2:ffff::2", is_proven=False) > 0
    assert limits.wait_for(form, "2001:db8:1:3::1", is_proven=False) == 0


def test_while_redis_is_away_nobody_is_refused(form, monkeypatch):
    monkeypatch.setattr(limits, "UNPROVEN", 1)
    monkeypatch.setattr(cache, "add", lambda *_, **__: True)
    monkeypatch.setattr(cache, "incr", lambda *_, **__: None)  # what portal.cache answers then
    assert [limits.wait_for(form, TOWN_HALL, is_proven=False) for _ in range(3)] == [0, 0, 0]


def test_what_is_counted_names_nobody_and_ends_with_the_minute(cast, monkeypatch):
    monkeypatch.setattr(limits, "WINDOW_SECONDS", 60)
    form = opened(cast, QUESTIONS[3], slug="staff", audience=Form.Audience.COLLEAGUES, is_anonymous=True)
    token = page_of(form)
    limits.wait_for(form, TOWN_HALL, is_proven=proof_of_work.spend(solved(token), token))
    keys = list(cache.iter_keys("forms:*"))
    assert len(keys) == 2
    for key in keys:
        assert TOWN_HALL not in key
        assert token.digest not in key
    assert [cache.ttl(key) <= 60 for key in keys if "pace" in key] == [True]


def test_people_with_an_account_are_not_counted(cast, signed_in, monkeypatch):
    monkeypatch.setattr(limits, "UNPROVEN", 0)
    draft = make_form(cast, slug="log", audience=Form.Audience.SIGNED_IN)
    draft.participants.set([cast.ishinomaki])
    form = as_visited(publish(draft.pk, by=cast.midori))
    token = new_token(form, cast.midori)
    what = {**typed(), "token": token.text, "version": form.version_id, "send": "1"}
    assert signed_in(cast.midori).post("/forms/log/", what).status_code == 302
