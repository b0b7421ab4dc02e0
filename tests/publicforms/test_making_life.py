"""Publishing, closing, reopening, withdrawing, moving on, deleting: what each asks for, does and says."""

from __future__ import annotations

import datetime
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connections
from django.test import Client

from core import clock
from core.people.japanese_dates import format_japanese_date
from core.people.models import AuditEntry
from core.questions.definition import Definition, Question
from core.questions.models import Questionnaire
from core.questions.services import building
from core.questions.services.composing import start_draft
from publicforms.models import Form, Submission
from publicforms.services import submitting
from publicforms.services.creating import create_form
from publicforms.services.ending import NotReopenable, close, reopen, withdraw
from publicforms.services.moving_on import move_on
from publicforms.services.settings import NotChangeable, save_settings
from publicforms.services.submitting import Changed, NotOpen, submit
from tests.publicforms.making import QUESTIONS, entry_for, make_form, opened, submitted, typed

pytestmark = pytest.mark.django_db


def page(client: Client, form: Form, tail: str = "") -> str:
    return client.get(f"/forms/manage/{form.pk}/{tail}").content.decode()


def shown_version(text: str) -> dict[str, str]:
    """What the page's form sends along: the version that was looked at."""
    return dict(re.findall(r'<input type="hidden" name="(number|edit)" value="([0-9]+)"', text))


def next_draft(form: Form, label: str = "新しい設問") -> None:
    """The next version, with one more question."""
    start_draft(form.questionnaire, by=form.created_by)
    questionnaire = Questionnaire.objects.get(pk=form.questionnaire_id)
    added = building.add(questionnaire, "short_text", after=None, by=form.created_by)
    since = building.setup_fingerprint(added)
    building.set_up(questionnaire, replace(added, label=label), since=since, by=form.created_by)


# --- Publishing ---


def test_the_checklist_says_what_is_missing_and_where(cast, signed_in):
    form = create_form(owner=cast.ishinomaki, title="まだ何もない", by=cast.midori)
    client = signed_in(cast.midori)
    text = page(client, form)
    assert "残り5件" in text
    for words in (
        "設問を作る",
        "利用目的を書く",
        "問い合わせ先を書く",
        "受付終了の日時を決める",
        "消去する時期を決める",
    ):
        assert words in text
    assert f"/forms/manage/{form.pk}/settings/#texts" in text
    assert f"/questions/{form.questionnaire_id}/builder/" in text
    response = client.post(f"/forms/manage/{form.pk}/publication/")
    assert response.status_code == 422
    form.refresh_from_db()
    assert form.is_draft


def test_publishing_publishes_the_questions_with_the_form(cast, signed_in):
    form = _not_yet_published(cast)
    client = signed_in(cast.midori)
    text = page(client, form, "publication/")
    assert "設問の第1版が公開され" in text
    response = client.post(f"/forms/manage/{form.pk}/publication/", shown_version(text))
    assert response["Location"] == f"/forms/manage/{form.pk}/"
    form.refresh_from_db()
    assert form.state == Form.State.PUBLISHED
    assert not form.asked_version.is_draft
    assert Client().get(f"/forms/{form.slug}/").status_code == 200
    assert AuditEntry.objects.filter(action="form.published").count() == 1
    assert client.post(f"/forms/manage/{form.pk}/publication/").status_code == 302  # there is nothing to publish


def test_what_a_colleague_edited_meanwhile_is_not_published_unseen(cast, signed_in):
    form = _not_yet_published(cast)
    client = signed_in(cast.midori)
    seen = shown_version(page(client, form, "publication/"))
    building.remove(form.questionnaire, "note", by=cast.ren)
    response = client.post(f"/forms/manage/{form.pk}/publication/", seen)
    assert response.status_code == 409
    assert "設問が変わりました" in response.content.decode()
    form.refresh_from_db()
    assert form.is_draft


def _not_yet_published(cast) -> Form:
    return create_form(
        owner=cast.ishinomaki,
        title="募集",
        by=cast.midori,
        definition=Definition(QUESTIONS),
        purpose="選任のため",
        contact="総務課",
        closes_at=clock.now() + datetime.timedelta(days=7),
        keep_days=30,
    )


# --- Closing, reopening, withdrawing ---


def test_closing_takes_no_more_and_keeps_the_day_of_erasure(cast, signed_in):
    form = opened(cast, slug="witnesses")
    before = form.erase_on
    client = signed_in(cast.midori)
    assert "受け付けなくなります" in page(client, form, "closing/")
    client.post(f"/forms/manage/{form.pk}/closing/")
    form.refresh_from_db()
    assert form.state == Form.State.CLOSED
    assert form.erase_on == before
    with pytest.raises(NotOpen):
        submitted(form)
    assert "受付は終わりました" in Client().get("/forms/witnesses/").content.decode()
    client.post(f"/forms/manage/{form.pk}/closing/")
    assert AuditEntry.objects.filter(action="form.closed").count() == 1


def test_reopening_needs_a_time_to_come_and_moves_the_day_of_erasure(cast, signed_in):
    form = opened(cast, keep_days=30)
    close(form.pk, by=cast.midori)
    client = signed_in(cast.midori)
    past = {"closes_at_date": "2026年1月1日", "closes_at_time": "9:00"}
    response = client.post(f"/forms/manage/{form.pk}/reopening/", past)
    assert response.status_code == 422
    assert "2026年1月1日" in response.content.decode()
    day = clock.today() + datetime.timedelta(days=20)
    client.post(
        f"/forms/manage/{form.pk}/reopening/", {"closes_at_date": format_japanese_date(day), "closes_at_time": "17:00"}
    )
    form.refresh_from_db()
    assert form.state == Form.State.PUBLISHED
    assert form.erase_on == day + datetime.timedelta(days=30)
    assert submitted(form).standing == "counted"


def test_a_form_whose_time_has_passed_by_itself_can_be_reopened(cast, move_clock):
    form = opened(cast, closes=1)
    move_clock(datetime.timedelta(days=2))
    reopen(form.pk, closes_at=clock.now() + datetime.timedelta(days=1), by=cast.midori)
    form.refresh_from_db()
    assert form.moment(clock.now()) == Form.Moment.OPEN


def test_what_is_open_withdrawn_or_erased_is_not_reopened(cast, signed_in):
    later = clock.now() + datetime.timedelta(days=30)
    running, called_off, erased = opened(cast), opened(cast), opened(cast)
    withdraw(called_off.pk, because="中止", by=cast.midori)
    close(erased.pk, by=cast.midori)
    Form.objects.filter(pk=erased.pk).update(erased_at=clock.now())
    for form in (running, called_off, erased):
        with pytest.raises(NotReopenable):
            reopen(form.pk, closes_at=later, by=cast.midori)
        assert signed_in(cast.midori).get(f"/forms/manage/{form.pk}/reopening/").status_code == 302


def test_withdrawing_tells_the_public_why(cast, signed_in):
    form = opened(cast, slug="witnesses")
    submitted(form)
    client = signed_in(cast.midori)
    assert "届いている1件の申込は残ります" in page(client, form, "withdrawal/")
    assert client.post(f"/forms/manage/{form.pk}/withdrawal/", {"because": ""}).status_code == 422
    assert client.post(f"/forms/manage/{form.pk}/withdrawal/", {"because": "二\n行"}).status_code == 422
    client.post(f"/forms/manage/{form.pk}/withdrawal/", {"because": "荒天のため<b>中止</b>"})
    public = Client().get("/forms/witnesses/").content.decode()
    assert "取りやめになりました" in public
    assert "荒天のため&lt;b&gt;中止&lt;/b&gt;" in public
    assert Submission.objects.filter(form=form).count() == 1
    assert client.post(f"/forms/manage/{form.pk}/closing/").status_code == 302
    form.refresh_from_db()
    assert form.state == Form.State.WITHDRAWN


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("protected", [True, False], ids=["protected", "control: without the turnstile"])
def test_nobody_gets_in_after_the_closing_was_committed(cast, monkeypatch, protected):
    """Whoever is sending in at the moment of closing is stored before it, or refused."""
    form = opened(cast)
    if not protected:
        monkeypatch.setattr("publicforms.services.publishing.hold", lambda form_id: None)
    sending, closed, order = threading.Event(), threading.Event(), []
    take_files = submitting._take_files

    def slow(*args):
        """After the clock was asked, before the commit."""
        sending.set()
        closed.wait(1.5)
        order.append("stored")
        return take_files(*args)

    monkeypatch.setattr(submitting, "_take_files", slow)

    def send() -> None:
        submit(form, entry_for(form, typed()))
        connections.close_all()

    def shut() -> None:
        sending.wait(10)
        close(form.pk, by=cast.midori)
        order.append("closed")
        closed.set()
        connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(send), pool.submit(shut)]:
            done.result(30)
    assert order == (["stored", "closed"] if protected else ["closed", "stored"])


# --- Moving on ---


@pytest.mark.parametrize(("setting", "words"), [("once_by", "1人1回に限る設問"), ("reply_to", "返信先の設問")])
def test_a_version_without_the_question_that_a_rule_needs_is_not_moved_to(cast, signed_in, setting, words):
    """Nobody would be known again, or written to, from then on."""
    form = opened(cast, **{setting: "mail"})
    next_draft(form)
    building.remove(Questionnaire.objects.get(pk=form.questionnaire_id), "mail", by=cast.midori)
    client = signed_in(cast.midori)
    response = client.post(
        f"/forms/manage/{form.pk}/questions/moving-on/", shown_version(page(client, form, "questions/moving-on/"))
    )
    assert response.status_code == 409
    assert words in response.content.decode()
    form = save_settings(form.pk, edit=form.edit, by=cast.midori, **{setting: ""})
    client.post(
        f"/forms/manage/{form.pk}/questions/moving-on/", shown_version(page(client, form, "questions/moving-on/"))
    )
    form.refresh_from_db()
    assert form.version.number == 2


def test_moving_on_shows_what_changes_and_asks_it_from_then_on(cast, signed_in):
    form = opened(cast, slug="witnesses")
    old = submitted(form)
    stale = entry_for(form)
    next_draft(form, "通勤の方法")
    client = signed_in(cast.midori)
    assert "設問に新しい版があります" in page(client, form)
    text = page(client, form, "questions/moving-on/")
    assert "通勤の方法" in text
    assert "もう一度確かめてもらいます" in text
    client.post(f"/forms/manage/{form.pk}/questions/moving-on/", shown_version(text))
    form = Form.objects.for_visitors().get(pk=form.pk)
    assert form.version.number == 2
    assert "通勤の方法" in Client().get("/forms/witnesses/").content.decode()
    assert Submission.objects.get(pk=old.pk).sheet.version.number == 1
    with pytest.raises(Changed):
        submit(form, stale)
    assert AuditEntry.objects.filter(action="form.moved_on").count() == 1
    assert move_on(form.pk, seen=(2, 1), by=cast.midori).version_id == form.version_id  # safe to call again


def test_a_version_that_was_edited_meanwhile_is_not_moved_to(cast, signed_in):
    form = opened(cast)
    next_draft(form)
    client = signed_in(cast.midori)
    seen = shown_version(page(client, form, "questions/moving-on/"))
    building.remove(Questionnaire.objects.get(pk=form.questionnaire_id), "note", by=cast.midori)
    assert client.post(f"/forms/manage/{form.pk}/questions/moving-on/", seen).status_code == 409
    form.refresh_from_db()
    assert form.version.number == 1


def test_a_version_with_faults_is_not_moved_to(cast, signed_in):
    form = opened(cast)
    next_draft(form, label="")
    client = signed_in(cast.midori)
    text = page(client, form, "questions/moving-on/")
    assert "設問の文がありません" in text
    response = client.post(f"/forms/manage/{form.pk}/questions/moving-on/", shown_version(text))
    assert response.status_code == 409
    form.refresh_from_db()
    assert form.version.number == 1


def test_an_anonymous_form_does_not_move_on_to_questions_that_tell_who(cast, signed_in):
    options = {"options": [{"key": "x", "label": "20代"}]}
    age = Question("age", "single_choice", "年代", settings=options)
    form = opened(cast, age, audience="colleagues", is_anonymous=True)
    start_draft(form.questionnaire, by=cast.midori)
    questionnaire = Questionnaire.objects.get(pk=form.questionnaire_id)
    building.add(questionnaire, "email", after=None, by=cast.midori)
    client = signed_in(cast.midori)
    seen = shown_version(page(client, form, "questions/moving-on/"))
    response = client.post(f"/forms/manage/{form.pk}/questions/moving-on/", seen)
    assert response.status_code == 409
    form.refresh_from_db()
    assert form.version.number == 1


# --- Deleting ---


def test_a_draft_goes_with_its_questions(cast, signed_in):
    form = _not_yet_published(cast)
    questionnaire = form.questionnaire_id
    client = signed_in(cast.midori)
    assert "設問の下書きも削除します" in page(client, form, "deletion/")
    assert client.post(f"/forms/manage/{form.pk}/deletion/")["Location"] == "/forms/manage/"
    assert not Form.objects.exists()
    assert not Questionnaire.objects.filter(pk=questionnaire).exists()
    assert client.post(f"/forms/manage/{form.pk}/deletion/").status_code == 404


def test_questions_that_were_published_stay_when_the_draft_goes(cast, signed_in):
    form = make_form(cast)
    signed_in(cast.midori).post(f"/forms/manage/{form.pk}/deletion/")
    assert not Form.objects.exists()
    assert Questionnaire.objects.filter(pk=form.questionnaire_id).exists()


def test_what_was_published_is_not_deleted(cast, signed_in):
    form = opened(cast)
    assert signed_in(cast.midori).post(f"/forms/manage/{form.pk}/deletion/").status_code == 302
    assert Form.objects.filter(pk=form.pk).exists()


# --- The preview and the address ---


def test_the_preview_shows_a_draft_as_visitors_will_see_it_and_sends_nothing(cast, signed_in):
    form = make_form(cast, summary="応募をお待ちしています。", places={("", ""): 5})
    client = signed_in(cast.midori)
    address = f"/forms/manage/{form.pk}/preview/frame/"
    text = client.get(address).content.decode()
    for words in ("お名前", "応募をお待ちしています。", "入力した内容の取扱い", "残り 5"):
        assert words in text
    assert client.post(address, {"confirm": "1"}).status_code == 422
    confirming = client.post(address, typed() | {"confirm": "1", "page": "1"}).content.decode()
    assert "hanako@example.jp" in confirming
    assert "送信する</button>" not in confirming
    client.post(address, typed() | {"send": "1", "page": "1"})
    assert not Submission.objects.exists()
    assert Client().get(f"/forms/{form.slug}/").status_code == 404


def test_the_qr_code_leads_to_the_form(cast, signed_in):
    form = opened(cast, slug="witnesses")
    client = signed_in(cast.midori)
    svg = client.get(f"/forms/manage/{form.pk}/sharing/qr.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    assert b"<svg" in svg.content
    assert b"style=" not in svg.content
    png = client.get(f"/forms/manage/{form.pk}/sharing/qr.png?download")
    assert png.content.startswith(b"\x89PNG")
    assert png["Content-Disposition"] == 'attachment; filename="witnesses.png"'
    assert client.get(f"/forms/manage/{form.pk}/sharing/qr.gif").status_code == 404


def test_the_snippet_is_given_for_listed_sites_only(cast, signed_in):
    form = opened(cast, slug="witnesses", title='立会人の"募集"')
    client = signed_in(cast.midori)
    assert "iframe" not in page(client, form, "sharing/")
    Form.objects.filter(pk=form.pk).update(embed_origins=["https://www.city.example.jp"])
    text = page(client, form, "sharing/")
    assert "https://www.city.example.jp" in text
    assert "&lt;iframe src=&quot;http" in text
    assert "title=&quot;立会人の&amp;quot;募集&amp;quot;&quot;" in text


def test_from_the_day_of_erasure_on_nothing_puts_it_off(cast, signed_in, move_clock):
    form = opened(cast, closes=1, keep_days=1)
    move_clock(datetime.timedelta(days=3))
    with pytest.raises(NotReopenable):
        reopen(form.pk, closes_at=clock.now() + datetime.timedelta(days=9), by=cast.midori)
    assert signed_in(cast.midori).get(f"/forms/manage/{form.pk}/reopening/").status_code == 302
    with pytest.raises(NotChangeable):
        save_settings(form.pk, edit=1, by=cast.midori, keep_days=365)
