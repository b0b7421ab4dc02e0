"""What came on paper, by phone or at the counter: the same questions, the same checks, marked, with its scan."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core import clock
from core.questions.definition import Question
from core.questions.services.composing import start_draft
from core.questions.services.publishing import publish as publish_questionnaire
from publicforms.models import Event, Form, PendingFile, Submission, SubmissionFile
from publicforms.services import evidence as evidence_services
from publicforms.services import submitting
from tests.publicforms.handling_making import recruiting
from tests.publicforms.making import QUESTIONS, entry_for, make_form, opened, typed
from tests.publicforms.test_handling_record import counted


@pytest.fixture
def form(cast) -> Form:
    return recruiting(cast)


def carried(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text):
        found.setdefault(name, []).append(value)
    return found


def at(form: Form) -> str:
    return reverse("forms:entry", args=[form.pk])


def today() -> str:
    return clock.today().isoformat()


def begun(client: Client, form: Form) -> dict[str, list[str]]:
    return {**carried(client.get(at(form)).content.decode()), **typed()}


def came(channel: str = "paper", day: str = "", **more: object) -> dict[str, object]:
    return {"channel": channel, "received_on": day or today(), **more}


def scan(name: str = "申込書.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "手書き".encode(), "text/plain")


def test_ren_enters_what_came_on_paper_with_its_scan(form, cast, signed_in):
    client = signed_in(cast.ren)
    looked = client.post(at(form), {**begun(client, form), **came(evidence=scan()), "confirm": "1"})
    text = looked.content.decode()
    assert looked.status_code == 200
    assert "まだ登録していません。" in text
    assert "申込書.txt" in text
    assert not Submission.objects.exists()
    done = client.post(at(form), {**carried(text), "send": "1"}, follow=True).content.decode()
    one = Submission.objects.get()
    assert f"受付番号{one.receipt}で登録しました。" in done
    assert (one.channel, one.by, one.received_on) == ("paper", cast.ren, clock.today())
    kept = SubmissionFile.objects.get(submission=one)
    assert (kept.kind, kept.file.name) == ("evidence", "申込書.txt")
    assert not PendingFile.objects.exists()
    assert Event.objects.get(submission=one).what == "entered"
    assert counted(form) == {("受付", "counted"): 1}
    record = signed_in(cast.midori).get(reverse("forms:submission", args=[form.pk, one.receipt])).content.decode()
    assert "書面" in record
    assert "入力：及川 蓮" in record
    assert "書面" in signed_in(cast.midori).get(reverse("forms:submissions", args=[form.pk])).content.decode()


def test_sent_twice_is_registered_once(form, cast, signed_in):
    client = signed_in(cast.ren)
    what = {**begun(client, form), **came(), "send": "1"}
    first, second = (client.post(at(form), what)["Location"] for _ in range(2))
    assert first == second
    assert Submission.objects.count() == 1


def test_the_same_checks_apply_and_what_was_typed_stays(form, cast, signed_in):
    client = signed_in(cast.ren)
    what = {**begun(client, form), **typed(mail="hanako"), **came("phone"), "confirm": "1"}
    refused = client.post(at(form), what)
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "「@」を含むメールアドレス" in text
    assert 'value="hanako"' in text
    assert re.search(r'value="phone"[^>]*checked', text)


@pytest.mark.parametrize(
    ("channel", "days", "words"),
    [
        ("", 0, "受付方法"),
        ("web", 0, "受付方法"),
        ("paper", 1, "今日までの日を入力してください。"),
        ("paper", -3, "からです。"),
        ("paper", None, "受け取った日"),
    ],
)
def test_how_and_when_it_came_is_asked_in_words(form, cast, signed_in, channel, days, words):
    client = signed_in(cast.ren)
    day = "いつか" if days is None else (clock.today() + datetime.timedelta(days=days)).isoformat()
    refused = client.post(at(form), {**begun(client, form), "channel": channel, "received_on": day, "confirm": "1"})
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert refused.content.decode().count("data-error-summary") == 1
    assert 'value="hanako@example.jp"' in refused.content.decode()
    client.post(at(form), {**begun(client, form), "channel": channel, "received_on": day, "send": "1"})
    assert not Submission.objects.exists()


def test_what_came_in_time_is_taken_after_the_form_has_closed(form, cast, signed_in, move_clock):
    in_time = clock.today()
    move_clock(datetime.timedelta(days=20))
    client = signed_in(cast.ren)
    late = client.post(at(form), {**begun(client, form), **came(), "send": "1"})
    assert late.status_code == 422
    assert "それより後に届いたものは受け付けられません。" in late.content.decode()
    client.post(at(form), {**begun(client, form), **came(day=in_time.isoformat()), "send": "1"})
    assert Submission.objects.get().received_on == in_time


def test_the_quota_applies(cast, signed_in):
    form = recruiting(cast, places={("", ""): 1})
    client = signed_in(cast.ren)
    for mail in ("a@example.jp", "b@example.jp"):
        last = client.post(at(form), {**begun(client, form), **typed(mail=mail), **came("counter"), "send": "1"})
    assert last.status_code == 422
    assert "定員に達しているため、登録できません。" in last.content.decode()
    assert 'value="b@example.jp"' in last.content.decode()
    assert Submission.objects.count() == 1


def test_the_scan_goes_with_the_submission_or_not_at_all(form, cast, monkeypatch):
    """The control is the count of pending files: what is not registered keeps its scan waiting under the token."""
    entry = entry_for(form, channel=Submission.Channel.PAPER, by=cast.ren)
    evidence_services.keep_evidence(form, entry.token, [scan()], by=cast.ren)

    def fails(*args: object) -> None:
        raise RuntimeError("the process dies")

    monkeypatch.setattr(submitting, "count", fails)
    with pytest.raises(RuntimeError):
        submitting.submit(form, entry)
    assert not SubmissionFile.objects.exists()
    assert PendingFile.objects.count() == 1
    monkeypatch.undo()
    one = submitting.submit(form, entry)
    assert SubmissionFile.objects.get().submission == one


def test_a_visitors_page_takes_no_scan(form, cast):
    entry = entry_for(form)
    evidence_services.keep_evidence(form, entry.token, [scan()], by=cast.ren)
    submitting.submit(form, entry)
    assert not SubmissionFile.objects.exists()


def test_a_scan_can_be_taken_away_again(form, cast, signed_in):
    client = signed_in(cast.ren)
    what = begun(client, form)
    text = client.post(at(form), {**what, **came(evidence=scan()), "go": "1"}).content.decode()
    file = PendingFile.objects.get().file_id
    assert f'name="drop" value="{file}"' in text
    client.post(at(form), {**what, **came(), "drop": str(file), "confirm": "1"})
    assert not PendingFile.objects.exists()


def test_an_empty_scan_is_refused_at_its_place(form, cast, signed_in):
    client = signed_in(cast.ren)
    empty = SimpleUploadedFile("空.txt", b"")
    refused = client.post(at(form), {**begun(client, form), **came(evidence=empty), "confirm": "1"})
    assert refused.status_code == 422
    assert "空（0バイト）" in refused.content.decode()


def test_pages_carry_how_it_came(cast, signed_in):
    form = opened(cast, *QUESTIONS[:2], Question("b", "page_break", ""), QUESTIONS[3], slug="pages")
    client = signed_in(cast.midori)
    second = client.post(at(form), {**begun(client, form), **came("phone"), "go": "2"}).content.decode()
    assert carried(second)["channel"] == ["phone"]
    confirming = client.post(at(form), {**carried(second), "a.note": "なし", "confirm": "1"}).content.decode()
    client.post(at(form), {**carried(confirming), "send": "1"})
    assert Submission.objects.get().channel == "phone"


def test_nobody_goes_on_with_a_way_it_came_that_is_wrong(cast, signed_in):
    form = opened(cast, *QUESTIONS[:2], Question("b", "page_break", ""), *QUESTIONS[2:], slug="pages")
    client = signed_in(cast.midori)
    page = begun(client, form)
    refused = client.post(at(form), {**page, **came(day="きのう"), "next": "2"})
    assert refused.status_code == 422
    assert 'name="page" value="1"' in refused.content.decode()
    assert "きのう" in refused.content.decode()
    went_on = client.post(at(form), {**page, **came(), "next": "2"})
    assert went_on.status_code == 200
    assert 'name="page" value="2"' in went_on.content.decode()


def test_following_answers_without_keeping_anything(form, cast, signed_in):
    client = signed_in(cast.ren)
    answer = client.post(reverse("forms:entry_following", args=[form.pk]), begun(client, form))
    assert set(answer.json()) == {"hidden", "computed"}
    assert not PendingFile.objects.exists()


def test_letters_that_no_database_keeps_are_said(form, cast, signed_in):
    client = signed_in(cast.ren)
    refused = client.post(at(form), {**begun(client, form), **came(), "a.note": "a\x00b", "send": "1"})
    assert refused.status_code == 422
    assert "使えない文字" in refused.content.decode()


@pytest.mark.parametrize(("who", "status"), [("kaede", 404), ("akira", 404), ("kanda", 404), ("ren", 200)])
def test_who_may_enter(form, cast, signed_in, who, status):
    assert signed_in(getattr(cast, who)).get(at(form)).status_code == status


def test_a_draft_and_a_foreign_token_register_nothing(cast, form, signed_in):
    draft = make_form(cast, slug="draft")
    assert signed_in(cast.midori).get(at(draft)).status_code == 404
    client = signed_in(cast.ren)
    theirs = begun(signed_in(cast.midori), form)
    refused = client.post(at(form), {**theirs, **came(), "send": "1"})
    assert refused.status_code == 422
    assert not Submission.objects.exists()


def test_a_withdrawn_form_takes_nothing_any_more(form, cast, signed_in):
    client = signed_in(cast.ren)
    what = begun(client, form)
    Form.objects.filter(pk=form.pk).update(state="withdrawn", withdrawn_because="誤り")
    for response in (
        client.get(at(form), follow=True),
        client.post(at(form), {**what, **came(), "send": "1"}, follow=True),
    ):
        assert "登録できません。" in response.content.decode()
    assert not Submission.objects.exists()


def test_a_form_that_changed_meanwhile_is_looked_at_again(form, cast, signed_in):
    client = signed_in(cast.ren)
    what = {**begun(client, form), **came(), "send": "1"}
    start_draft(form.questionnaire, by=cast.midori)
    published = publish_questionnaire(form.questionnaire, by=cast.midori)
    Form.objects.filter(pk=form.pk).update(version=published)
    again = client.post(at(form), what)
    assert again.status_code == 422
    assert "フォームの設問が変わりました。" in again.content.decode()
    assert carried(again.content.decode())["version"] == [str(published.pk)]
    assert not Submission.objects.exists()


def test_the_summary_says_the_same_as_the_place(form, cast, signed_in):
    client = signed_in(cast.ren)
    text = client.post(at(form), {**begun(client, form), "confirm": "1"}).content.decode()
    assert re.findall(r'<a href="#(id_\w+)">([^<]+)</a>', text) == [
        ("id_channel_0", "受付方法：選んでください。"),
        ("id_received_on", "受け取った日：入力してください。"),
    ]
