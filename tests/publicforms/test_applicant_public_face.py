"""The applicant's page on an internet-side node: all of it works on the role that reaches nothing else."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.jobs.models import Job
from publicforms.links.mine import link_to
from publicforms.links.saved import resume_link
from publicforms.mails.refusals import refusal_link
from publicforms.models import Form, Letter, MailRefusal, PendingFile, Place, SavedEntry, Submission, SubmissionFile
from tests.live import LivePortal
from tests.publicforms.making import typed
from tests.publicforms.test_public_face import ADDRESS, ask, carried
from tests.publicforms.test_public_face import data as data  # a fixture
from tests.publicforms.test_public_face import portal as portal  # a fixture

FLAT = {name: values[0] for name, values in typed().items()}


def text_file(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), "text/plain")


@pytest.mark.django_db(transaction=True)  # the other process sees what this one makes
def test_hanako_applies_saves_corrects_writes_and_withdraws(portal: LivePortal):
    form = Form.objects.get(slug="witnesses")
    Form.objects.filter(pk=form.pk).update(has_waitlist=True)
    Place.objects.create(form=form, limit=1)

    def go(path: str, what=None):
        answer = ask(portal.url + path, what)
        assert answer.status in (200, 404), portal.log[-3000:]
        return answer

    page = go(ADDRESS).text
    saving = go(f"{ADDRESS}save/", {**carried(page), **FLAT, "f.paper": text_file("証明書.txt", "写し")}).text
    assert "入力を保存しました" in go(f"{ADDRESS}save/", {**carried(saving), "save_to": "h@example.jp"}).text
    resumed = go(resume_link(SavedEntry.objects.get())).text
    assert "証明書.txt" in resumed
    confirming = go(ADDRESS, {**carried(resumed), **FLAT, "confirm": "1"}).text
    done = go(ADDRESS, {**carried(confirming), "send": "1"}).text
    assert "受け付けました" in done, re.sub(r"<[^>]+>|\s+", " ", done)
    sent = Submission.objects.get(form=form)
    assert not SavedEntry.objects.exists()

    mine = link_to(sent)
    shown = go(mine).text
    assert sent.receipt in shown
    assert go(re.search(r'href="([^"]+)">証明書.txt', shown)[1]).text == "写し"
    correcting = {**carried(go(f"{mine}correct/").text), **FLAT, "a.name.given": "華子"}
    correcting["a.paper.remove"] = correcting["a.paper"]
    confirming = go(f"{mine}correct/", {**correcting, "f.paper": text_file("新しい.txt", "新"), "confirm": "1"}).text
    assert "新しい.txt" in confirming
    go(f"{mine}correct/", {**carried(confirming), "send": "1"})
    assert Submission.objects.get(pk=sent.pk).sheet.answers["name"]["given"] == "華子"
    assert not PendingFile.objects.exists()
    go(f"{mine}letters/", {"text": "よろしくお願いします"})
    for _ in range(2):
        go(f"{mine}documents/", {"documents": text_file("追加.txt", "追加")})
    assert (Letter.objects.count(), SubmissionFile.objects.count()) == (1, 1)

    waiting = go(ADDRESS, {**carried(go(ADDRESS).text), **FLAT, "f.paper": text_file("a.txt", "a"), "confirm": "1"})
    done = go(ADDRESS, {**carried(waiting.text), "send": "1"}).text
    assert "キャンセル待ちとして受け付けました" in done, re.sub(r"<[^>]+>|\s+", " ", done)
    waits = Submission.objects.get(form=form, standing="waiting")
    go(f"{mine}withdraw/", {"x": "1"})
    assert Submission.objects.get(pk=sent.pk).is_withdrawn
    waits.refresh_from_db()
    assert waits.standing == "counted"
    assert Place.objects.get(form=form).taken == 1
    kinds = set(Job.objects.values_list("kind", flat=True))
    assert {f"publicforms.{what}" for what in ("saved", "follow_up", "from_applicant", "moved_up")} <= kinds
    refusal = refusal_link("hanako@example.jp")
    go(refusal, {"x": "1"})
    assert MailRefusal.objects.exists()
    go(refusal, {"again": "1"})
    assert not MailRefusal.objects.exists()
    assert go(reverse("entry:mine", args=["wrong"])).status == 404
