"""The doors of a staff questionnaire: network, passcode, one-time codes."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client

from core.people.models import AuditEntry
from core.questions.definition import Question
from publicforms.models import Form, OneTimeCode, Submission
from publicforms.services import submitting
from publicforms.services.codes import codes_left, make_codes, void_codes
from publicforms.services.submitting import BadCode, submit
from publicforms.visiting import doors
from tests.publicforms.making import as_visited, entry_for, opened

pytestmark = pytest.mark.django_db
AGE = Question("age", "single_choice", "年代", settings={"options": [{"key": "x", "label": "20代"}]})
NOTE = Question("note", "short_text", "意見")


@pytest.fixture(autouse=True)
def _no_wrong_ones_yet() -> None:
    cache.clear()


def questionnaire(cast, **known: object) -> Form:
    return opened(cast, AGE, NOTE, title="職員アンケート", audience="colleagues", **known)


def hidden(html: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found}


def come_in(client: Client, form: Form, **typed: str) -> str:
    """Through the door; the page behind it, or the door again."""
    door = client.get(f"/forms/{form.slug}/").content.decode()
    return client.post(f"/forms/{form.slug}/", hidden(door) | {"enter": "1"} | typed).content.decode()


def answer(client: Client, form: Form, page: str, **more: str):
    """Fill in, confirm, send."""
    typed = {"a.age": "x", "a.note": "よい職場です"} | more
    confirmed = client.post(f"/forms/{form.slug}/", hidden(page) | typed).content.decode()
    return client.post(f"/forms/{form.slug}/", hidden(confirmed) | {"send": "1"})


# --- Passcode ---


def test_who_knows_the_passcode_comes_in_and_answers(client, cast):
    form = questionnaire(cast, passcode="いしのまき 2026")
    door = client.get(f"/forms/{form.slug}/").content.decode()
    assert "合言葉" in door
    assert "年代" not in door, "no question before the door"
    page = come_in(client, form, passcode="イシノマキ２０２６")
    assert "年代" in page
    assert answer(client, form, page).status_code == 302
    assert Submission.objects.get().sheet.answers["note"] == "よい職場です"
    assert not client.cookies, "a cookie could tell who"


def test_a_wrong_passcode_stays_outside(client, cast):
    form = questionnaire(cast, passcode="ishinomaki")
    page = come_in(client, form, passcode="shiroishi")
    assert "合言葉が違います。" in page
    assert "年代" not in page


@pytest.mark.parametrize("forged", ["", "x", "1:2:3"])
def test_nobody_goes_round_the_door(client, cast, forged):
    form = questionnaire(cast, passcode="ishinomaki")
    other = questionnaire(cast, passcode="ishinomaki", slug="other")
    inside = hidden(come_in(client, other, passcode="ishinomaki"))
    for text in (forged, inside["pass"]):
        for button in ("send", "confirm", "go"):
            data = {"a.age": "x", "token": inside["token"], "pass": text, button: "1"}
            response = client.post(f"/forms/{form.slug}/", data)
            assert response.status_code == 422
            assert "年代" not in response.content.decode()
        assert client.post(f"/forms/{form.slug}/following/", {"a.age": "x", "pass": text}).status_code == 422
    assert not Submission.objects.exists()


def test_another_passcode_shuts_the_door_and_keeps_what_was_typed(client, cast):
    form = questionnaire(cast, passcode="spring")
    page = come_in(client, form, passcode="spring")
    Form.objects.filter(pk=form.pk).update(passcode="autumn")
    shut = client.post(f"/forms/{form.slug}/", hidden(page) | {"a.note": "よい職場です"}).content.decode()
    assert "もう一度入力してください。" in shut
    assert hidden(shut)["a.note"] == "よい職場です"
    again = client.post(f"/forms/{form.slug}/", hidden(shut) | {"passcode": "autumn"}).content.decode()
    assert 'value="よい職場です"' in again
    assert answer(client, form, again).status_code == 302


def test_guessing_is_stopped_and_only_from_where_it_comes(client, cast):
    form = questionnaire(cast, passcode="ishinomaki")
    for _ in range(doors.WRONG):
        client.post(f"/forms/{form.slug}/", {"enter": "1", "passcode": "guess"})
    refused = client.post(f"/forms/{form.slug}/", {"enter": "1", "passcode": "ishinomaki"})
    assert refused.status_code == 429
    assert "しばらく受け付けません。" in refused.content.decode()
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert "年代" in come_in(elsewhere, form, passcode="ishinomaki")


def test_many_who_are_right_are_never_held_up(client, cast):
    form = questionnaire(cast, passcode="ishinomaki")
    for _ in range(doors.WRONG + 5):
        assert "年代" in come_in(client, form, passcode="ishinomaki")


def test_the_door_asks_nothing_once_the_time_is_over(client, cast):
    form = questionnaire(cast, passcode="ishinomaki")
    Form.objects.filter(pk=form.pk).update(state="closed")
    assert "受付は終わりました。" in client.get(f"/forms/{form.slug}/").content.decode()


# --- Network ---


@pytest.mark.parametrize(("address", "status"), [("10.4.3.2", 200), ("::ffff:10.4.3.2", 200), ("192.0.2.7", 403)])
def test_it_is_answered_from_the_offices_network_only(cast, address, status):
    form = questionnaire(cast, networks=["10.4.0.0/16"])
    client = Client(REMOTE_ADDR=address)
    response = client.get(f"/forms/{form.slug}/")
    assert response.status_code == status
    assert ("年代" in response.content.decode()) is (status == 200)
    assert ("10.4.0.0/16" in response.content.decode()) is (status == 403), "it says from where it can be answered"
    sent = client.post(f"/forms/{form.slug}/", {"a.age": "x", "send": "1"})
    assert sent.status_code == (422 if status == 200 else 403)


# --- Codes ---


def test_a_code_is_good_once(client, cast):
    form = questionnaire(cast, by_codes=True, is_anonymous=True)
    (code,) = make_codes(form, 1, by=cast.midori)
    page = come_in(client, form, code=code.lower().replace("-", " "))
    assert "年代" in page
    assert OneTimeCode.objects.count() == 1, "only sending in uses it up"
    assert answer(client, form, page).status_code == 302
    assert not OneTimeCode.objects.exists()
    assert "回答コードが違うか、すでに使われています。" in come_in(client, form, code=code)
    assert Submission.objects.count() == 1


def test_what_is_refused_uses_no_code(client, cast):
    form = questionnaire(cast, by_codes=True)
    (code,) = make_codes(form, 1, by=cast.midori)
    page = come_in(client, form, code=code)
    Form.objects.filter(pk=form.pk).update(state="closed")
    answer(client, form, page)
    assert codes_left(form) == 1


@pytest.mark.parametrize("forged", ["", "AAAAA-AAAAA", "\0", "<script>"])
def test_no_code_no_answer(client, cast, forged):
    form = questionnaire(cast, by_codes=True)
    make_codes(form, 3, by=cast.midori)
    html = come_in(client, form, code=forged)
    assert "年代" not in html
    assert "<script>" not in html
    with pytest.raises(BadCode):
        submit(form, entry_for(form, {"a.age": ["x"]}, code=forged))


def test_only_hashes_are_kept_and_making_and_voiding_is_noted(cast):
    form = questionnaire(cast, by_codes=True)
    codes = make_codes(form, 50, by=cast.midori)
    assert len(set(codes)) == 50
    stored = list(OneTimeCode.objects.values_list("digest", flat=True))
    assert not any(code.replace("-", "").lower() in digest.lower() for code in codes for digest in stored)
    assert void_codes(form, by=cast.midori) == 50
    assert void_codes(form, by=cast.midori) == 0
    noted = AuditEntry.objects.filter(action__startswith="form.codes").order_by("pk").values_list("action", flat=True)
    assert list(noted) == ["form.codes_made", "form.codes_voided"]


def test_codes_are_shown_once_and_to_who_edits_the_form(client, cast):
    form = questionnaire(cast, by_codes=True)
    address = f"/forms/manage/{form.pk}/codes/"
    client.force_login(cast.midori)
    html = client.post(address, {"number": "３", "given_as": "page"}).content.decode()
    codes = re.findall(r'mu-slips__code">([^<]+)<', html)
    assert len(codes) == 3
    again = client.get(address).content.decode()
    assert not any(code in again for code in codes)
    assert '<span class="mu-num mu-strong">3</span>枚' in again
    file = client.post(address, {"number": "2", "given_as": "csv"}).content.decode("utf-8-sig")
    assert len(file.splitlines()) == 3
    for wrong in ("0", "2001", "x", ""):
        assert client.post(address, {"number": wrong, "given_as": "page"}).status_code == 422
    assert codes_left(form) == 5
    assert "5枚のコードは、すべて使えなくなります。" in client.get(f"{address}voiding/").content.decode()
    client.post(f"{address}voiding/")
    assert codes_left(form) == 0
    client.force_login(cast.akira)
    assert client.get(address).status_code == 404


def test_a_form_without_codes_has_no_page_of_them(client, cast):
    form = questionnaire(cast)
    client.force_login(cast.midori)
    assert client.get(f"/forms/manage/{form.pk}/codes/").status_code == 404


# --- Races ---


def at_once(form: Form, code: str, times: int) -> int:
    """How many of so many who send in with the same code at the same moment are let in."""
    barrier = threading.Barrier(times)

    def send(_: int) -> bool:
        try:
            entry = entry_for(as_visited(form), {"a.age": ["x"]}, code=code)
            barrier.wait()
            submit(as_visited(form), entry)
        except BadCode:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(times) as pool:
        return sum(pool.map(send, range(times)))


@pytest.mark.django_db(transaction=True)
def test_a_code_lets_in_one_of_eight_who_send_at_once(cast):
    form = questionnaire(cast, by_codes=True, is_anonymous=True)
    (code,) = make_codes(form, 1, by=cast.midori)
    assert at_once(form, code, 8) == 1
    assert Submission.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_a_code_that_is_only_looked_for_lets_in_several(cast, monkeypatch):
    form = questionnaire(cast, by_codes=True, is_anonymous=True)
    (code,) = make_codes(form, 1, by=cast.midori)
    barrier = threading.Barrier(4)

    def look(form: Form, code: str) -> None:
        found = doors.has_code(form, code)
        barrier.wait()
        if not found:
            raise BadCode
        OneTimeCode.objects.filter(form=form).delete()

    monkeypatch.setattr(submitting, "_use_code", look)
    assert at_once(form, code, 4) == 4
