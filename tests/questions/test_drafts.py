"""What is typed is kept as it is typed, survives an ended session, and never comes back over a save."""

from __future__ import annotations

import threading

import pytest
from django.contrib.sessions.models import Session
from django.db import connections, transaction

from core.questions.definition import Question
from core.questions.models import AnswerSheet, Draft
from core.questions.services.drafting import SavedElsewhere, keep_draft, keep_while_typing, typing_of
from core.questions.services.saving import save
from core.questions.services.trying import start_trial
from tests.questions.trying import Form, a_trial, only_if, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(cast, signed_in):
    def make(*questions, user=cast.sato):
        return Form(signed_in(user), a_trial(cast.prefecture, cast.sato, *questions))

    return make


def test_typing_is_kept_and_followed(form):
    form = form(text("has", "あるか"), text("what", "内容", show_if=only_if("has")))
    answer = form.type(has="", what="").json()
    assert answer["hidden"] == ["what"]
    answer = form.type(has="ある", what="書きかけ").json()
    assert answer["hidden"] == []
    assert answer["saved_at"].endswith("分")
    assert form.sheet.answers == {}  # kept is not saved
    assert Draft.objects.get().typed == {"a.has": ["ある"], "a.what": ["書きかけ"]}


def test_what_is_calculated_comes_back_by_the_id_of_its_place(form):
    form = form(
        Question("a", "integer", "総数"),
        Question("c", "calculated", "倍", settings={"formula": "{a} * 2", "unit": "人"}),
    )
    assert form.type(a="１，２０４").json()["computed"]["a-c"] == "2,408人"
    assert form.type(a="12,4OO").json()["computed"]["a-c"] != "2,408人"


@pytest.mark.parametrize("typed", ["髙﨑𠮷葛󠄀㋿—", "か゚", " 前後の空白 ", "１，２０４", "<b>&amp;\"'", "=1+1", "12,4OO"])
def test_typed_text_comes_back_exactly(form, typed):
    form = form(text("name"), Question("n", "integer"))
    form.type(name=typed, n=typed)
    assert Draft.objects.get().typed["a.name"] == [typed]
    assert typing_of(form.sheet, form.trial.by).typed["a.n"] == [typed]


def test_an_ended_session_loses_nothing(form, cast, signed_in):
    form = form(text("one"), Question("b", "page_break"), text("two"))
    form.press("go", "2", page=1, one="一ページ目")
    form.type(page=2, two="二ページ目")
    Session.objects.all().delete()
    ended = form.type(page=2, two="もう届かない")
    assert ended.status_code == 302
    assert "/accounts/login/" in ended.url
    form.client = signed_in(cast.sato)
    assert 'value="一ページ目"' in form.open().content.decode()
    assert 'value="二ページ目"' in form.open(page="2").content.decode()


def test_everybody_has_a_draft_of_their_own(form, cast, signed_in):
    sato = form(text("name"))
    kanda = Form(signed_in(cast.kanda), sato.trial)
    sato.type(name="佐藤の書きかけ")
    kanda.type(name="神田の書きかけ")
    assert "神田の書きかけ" not in sato.open().content.decode()
    assert "佐藤の書きかけ" in sato.open().content.decode()


def test_saving_ends_the_draft(form):
    form = form(text("name"))
    form.type(name="書きかけ")
    form.press("save", name="書き終えた")
    assert not Draft.objects.exists()
    assert 'value="書き終えた"' in form.open().content.decode()


def test_a_late_request_does_not_come_back_over_the_save(form):
    form = form(text("name"))
    before = form.edit
    form.press("save", name="書き終えた")
    form.edit = before
    answer = form.type(name="書き終")
    assert answer.status_code == 409
    assert "別の画面で保存された" in answer.json()["problem"]
    assert not Draft.objects.exists()


def test_control_somebody_elses_save_does_not_stop_the_draft(form, cast, signed_in):
    sato = form(text("name"), text("note"))
    Form(signed_in(cast.kanda), sato.trial).press("save", note="神田")
    assert sato.type(name="佐藤").status_code == 200
    page = sato.open().content.decode()
    assert "神田 明さんが先に保存した回答を合わせて表示しています" in page
    assert 'value="神田"' in page
    assert 'value="佐藤"' in page


def test_a_draft_that_says_what_is_stored_is_none(form, cast):
    form = form(text("name"), Question("n", "integer"))
    form.press("save", name="一", n="1,204")
    keep_draft(form.sheet, {"a.name": ["一"], "a.n": ["１２０４"]}, edit=1, by=cast.sato)
    assert typing_of(form.sheet, cast.sato).kept_at is None
    keep_draft(form.sheet, {"a.name": ["一"], "a.n": ["１２０５"]}, edit=1, by=cast.sato)
    assert typing_of(form.sheet, cast.sato).kept_at is not None


def test_somebody_without_an_account_has_one_draft_of_the_sheet(form):
    sheet = form(text("name")).sheet
    keep_while_typing(sheet, {"a.name": ["一"]}, edit=1, by=None)
    keep_while_typing(sheet, {"a.name": ["二"]}, edit=1, by=None)
    assert typing_of(sheet, None).typed == {"a.name": ["二"]}


@pytest.mark.django_db(transaction=True)
def test_the_late_request_waits_for_the_save_that_is_on_its_way(cast):
    """It reads the sheet only when the save is committed, and then knows that it is late."""
    from core.questions.services.composing import create
    from tests.questions.trying import Definition

    made = create(cast.prefecture, "競争", by=cast.sato, definition=Definition((text("name"),)))
    sheet = start_trial(made, by=cast.sato).sheet
    results, saved = [], threading.Event()

    def late() -> None:
        saved.wait(10)
        try:
            keep_while_typing(sheet, {"a.name": ["途中"]}, edit=1, by=cast.sato)
            results.append("kept")
        except SavedElsewhere:
            results.append("refused")
        finally:
            connections.close_all()

    thread = threading.Thread(target=late)
    thread.start()
    with transaction.atomic():
        save(sheet, {"a.name": ["完成"]}, edit=1, by=cast.sato, complete=False)
        saved.set()
        thread.join(1)
        assert thread.is_alive()  # it waits
    thread.join(10)
    assert results == ["refused"]
    assert not Draft.objects.exists()
    assert AnswerSheet.objects.get(pk=sheet.pk).answers == {"name": "完成"}
