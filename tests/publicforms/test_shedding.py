"""When more comes than can be served: who cannot be let in is told at once, and keeps everything that was typed."""

from __future__ import annotations

import re
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.questions.definition import Question
from publicforms.links.tokens import new_token
from publicforms.models import PendingFile, Submission
from publicforms.views.public import base
from publicforms.visiting import embedding, shedding
from publicforms.visiting.shedding import Gate
from tests.publicforms.making import QUESTIONS, opened, typed

ADDRESS = "/forms/witnesses/"


@pytest.fixture
def full(monkeypatch) -> None:
    """Nobody comes in any more."""
    monkeypatch.setattr(base, "GATE", Gate(0, 0, seconds=0))


def carried(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def what_hanako_sends(form) -> dict[str, str]:
    known = {name: values[0] for name, values in typed(note='5"<b>&').items()}
    return {**known, "token": new_token(form).text, "version": str(form.version_id), "send": "1"}


def test_who_cannot_be_let_in_keeps_everything_and_sends_it_again_by_one_button(cast, monkeypatch):
    form = opened(cast, slug="witnesses")
    what = what_hanako_sends(form)
    with monkeypatch.context() as busy:
        busy.setattr(base, "GATE", Gate(0, 0, seconds=0))
        told = Client().post(ADDRESS, what)
    assert told.status_code == 503
    assert int(told["Retry-After"]) > 0
    page = told.content.decode()
    assert "まだ送信していません" in page
    assert "<b>" not in page
    again = {name: value.replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
             for name, value in carried(page).items()}  # fmt: skip
    assert again == what
    assert Client().post(ADDRESS, again).status_code == 302
    assert Submission.objects.get().sheet.answers["note"] == '5"<b>&'


def test_it_asks_neither_the_database_nor_keeps_a_file(cast, full, django_assert_num_queries):
    form = opened(cast, *QUESTIONS[:2], Question("paper", "file", "書類"), slug="witnesses")
    upload = SimpleUploadedFile("証明書.txt", b"x" * 100_000, "text/plain")
    with django_assert_num_queries(0):
        told = Client().post(ADDRESS, {**what_hanako_sends(form), "f.paper": upload})
    assert told.status_code == 503
    assert "選んだファイルは残っていません" in told.content.decode()
    assert not PendingFile.objects.exists()


def test_a_visitor_is_told_too_in_english_where_wanted(cast, full, django_assert_num_queries):
    with django_assert_num_queries(0):
        told = Client().get(f"{ADDRESS}?lang=en")
    assert told.status_code == 503
    assert told["Content-Language"] == "en"
    assert f'href="{ADDRESS}?lang=en"' in told.content.decode()


def test_another_sites_post_is_not_carried_over(cast, full):
    form = opened(cast, slug="witnesses")
    told = Client().post(ADDRESS, what_hanako_sends(form), headers={"Origin": "https://evil.example"})
    assert told.status_code == 403


def test_inside_the_citys_page_it_is_shown_too(cast, monkeypatch):
    opened(cast, slug="witnesses", embed_origins=["https://www.city.example.jp"])
    monkeypatch.setattr(embedding, "_seen", {})
    Client().get(ADDRESS)
    monkeypatch.setattr(base, "GATE", Gate(0, 0, seconds=0))
    told = Client().get(ADDRESS)
    assert "frame-ancestors https://www.city.example.jp" in told["Content-Security-Policy"]
    assert "X-Frame-Options" not in told


def inside(gate: Gate, number: int, leave: threading.Event) -> list[threading.Thread]:
    """So many who came in and stay until told."""

    def stay(arrived: threading.Barrier) -> None:
        with gate.passage() as came_in:
            assert came_in
            arrived.wait(5)
            leave.wait(5)

    arrived = threading.Barrier(number + 1)
    threads = [threading.Thread(target=stay, args=(arrived,)) for _ in range(number)]
    for thread in threads:
        thread.start()
    arrived.wait(5)
    return threads


def test_as_many_as_there_are_places_and_who_waits_comes_in_when_one_leaves():
    gate, leave = Gate(3, 1, seconds=5), threading.Event()
    threads = inside(gate, 3, leave)
    threading.Timer(0.1, leave.set).start()
    with gate.passage() as came_in:
        assert came_in
    for thread in threads:
        thread.join(5)


def test_nobody_waits_longer_than_a_moment_nor_behind_too_many():
    leave = threading.Event()
    patient, impatient = Gate(2, 1, seconds=0.05), Gate(2, 0, seconds=5)
    threads = inside(patient, 2, leave) + inside(impatient, 2, leave)
    for gate in (patient, impatient):
        with gate.passage() as came_in:
            assert not came_in
    leave.set()
    for thread in threads:
        thread.join(5)


def test_who_failed_inside_leaves_the_place_to_others():
    gate = Gate(1, 0, seconds=0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), gate.passage():
            raise ZeroDivisionError
    with gate.passage() as came_in:
        assert came_in


def test_a_process_takes_a_few():
    assert isinstance(shedding.GATE, Gate)
    assert base.GATE is shedding.GATE
