"""Past its day a form's submissions are gone: out of the database, the files, the exports, the mails and Redis."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from core import clock
from core.exports.models import Export
from core.exports.services.requesting import request_export
from core.jobs.models import Job
from core.jobs.running import run_one
from core.jobs.schedule import plan
from core.notifications.models import Message, Notification
from core.notifications.services.forgetting import forget_what_is_gone
from core.people.models import AuditEntry
from core.questions.definition import Question
from core.questions.models import AnswerSheet, Draft, PastAnswers
from demo.models import DemoMail
from publicforms.grants import grant_to_person
from publicforms.links.tokens import new_token
from publicforms.models import Form, FormTable, FormVerb, PendingFile, SavedEntry, Submission, Tally
from publicforms.services import coding, erasing
from publicforms.services.correcting import correct
from publicforms.services.ending import close
from publicforms.services.evidence import keep_evidence
from publicforms.services.handling import comment
from publicforms.services.pending import keep_files
from publicforms.services.saving_for_later import save_for_later
from publicforms.services.submitting import Entry, NotOpen, submit
from publicforms.services.withdrawing import withdraw
from publicforms.services.writing import write_to_applicants
from tests.cast import Cast
from tests.files import samples
from tests.publicforms.canaries import places_of
from tests.publicforms.making import QUESTIONS, opened, submitted, typed

DAY = datetime.timedelta(days=1)
# What the control must find.
EVERYWHERE = (
    *("answersheet", "pastanswers", "draft", "comment", "letter", "submission", "savedentry", "storedfile"),
    *("message", "notification", "jobs_job", "formtable", "exports_export"),
)
GONE, STAYS = "カナリアcanaryq7", "ノコリトリstayingz4"
WITH_FILE = (*QUESTIONS, Question("doc", "file", "書類", settings={"max_files": 5}))


@pytest.fixture
def storage(settings, tmp_path: Path) -> Path:
    options = {**settings.STORAGES["default"]["OPTIONS"], "location": tmp_path / "files"}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": options}}
    settings.DATA_DIR = tmp_path
    return tmp_path


def work() -> None:
    """What a minute of the worker does: the sweep plans, the queues are drained."""
    for _ in range(2):
        plan()
        for queue in ("default", "files", "exports", "mail"):
            while run_one(queue):
                pass


def address_of(canary: str) -> str:
    """In an address of mail only its Latin half can stand."""
    return f"{canary.lstrip('カナリアノコト')}@example.jp"


def everything(form: Form, canary: str, cast: Cast) -> Submission:
    """An applicant who left the canary wherever one can, and an office that wrote it down wherever it can."""

    def words(note: str = canary) -> dict[str, list[str]]:
        return typed(f"{canary} {canary}", address_of(canary), note=f"{note} {canary}")

    def sent(**known: object) -> Submission:
        token = new_token(form).digest
        uploads = {"doc": [samples.upload(f"{canary}.xlsx", samples.excel(canary))]}
        if not known:
            uploads["doc"].append(samples.upload(f"{canary}.pdf", samples.pdf()))
        what, refused = keep_files(form, token, words(), uploads)
        assert not refused
        if known:
            keep_evidence(form, token, [samples.upload(f"写し{canary}.txt", canary.encode())], by=form.created_by)
        return submit(form, Entry(typed=what, token=token, version=form.version_id, **known))

    submission = sent()
    sent(channel=Submission.Channel.PAPER, by=form.created_by)
    again = words("corrected")
    again["a.doc"] = [str(one.file_id) for one in submission.sheet.files.all()]
    submission = correct(submission, again, token=new_token(form).digest, edit=submission.sheet.edit)
    assert PastAnswers.objects.filter(sheet=submission.sheet_id).exists()
    withdraw(submitted(form, words()))
    Draft.objects.create(sheet=submission.sheet, typed=words(), edit=1)
    comment(submission, f"{canary}さんに電話", by=form.created_by)
    for text in ("送れる", "まだ送らない"):
        write_to_applicants(
            form,
            [submission.pk],
            subject=f"{canary}様",
            text=f"{canary}：{text}",
            sending=uuid.uuid4(),
            by=form.created_by,
        )
    token = new_token(form).digest
    keep_files(form, token, {}, {"doc": [samples.upload(f"{canary}.txt", canary.encode())]})
    save_for_later(form, words(), token=token, address=address_of(canary))
    coding.code_form(form.pk)
    query = f"rows=job&has.note={canary}"
    FormTable.objects.create(form=form, title="保存", query=query, created_by=form.created_by)
    definition = {
        "form": form.pk,
        "format": "wide",
        "encoding": "utf-8-sig",
        "personal": True,
        "query": f"has.note={canary}",
    }
    export = request_export("publicforms.answers", definition, by=form.created_by)
    assert export.state == "done", export.reason
    work()
    waiting = Notification.objects.filter(message__kind="publicforms.letter", message__subject_id=str(submission.pk))
    waiting.filter(message__context__icontains="まだ").update(mail="waiting", mail_due_at=clock.now() + 400 * DAY)
    Job.objects.filter(payload__submission=submission.pk).update(error=f"ValueError: {canary}")
    Job.objects.create(kind="publicforms.code", payload={"form": form.pk}, state="dead", error=f"ValueError: {canary}")
    DemoMail.objects.all().delete()  # what has reached the applicants' own mailboxes is theirs
    return submission


def read_by_the_office(form: Form, submission: Submission, midori: Client) -> None:
    """Pages leave traces: sessions, caches, the audit log."""
    for address, words in (
        (reverse("forms:submissions", args=[form.pk]), {"q": GONE}),
        (reverse("forms:submission", args=[form.pk, submission.receipt]), {}),
        (reverse("forms:people"), {"q": GONE}),
        (reverse("forms:crosstab", args=[form.pk]), {"rows": "job", "has.note": GONE}),
        (reverse("forms:simple", args=[form.pk]), {}),
    ):
        assert midori.get(address, words).status_code == 200, address
    midori.post(reverse("forms:people_copy"), {"chosen": [submission.pk], "format": "json"})
    counted = {"query": f"rows=job&has.note={GONE}"}
    midori.post(reverse("forms:crosstab_tables", args=[form.pk]), {"title": "表"} | counted)
    chosen = counted | {"format": "csv", "encoding": "utf-8-sig"}
    assert midori.post(reverse("forms:crosstab_file", args=[form.pk]), chosen).getvalue()
    for export in Export.objects.filter(state="done", definition__form=form.pk):
        assert midori.get(reverse("exports:file", args=[export.pk])).getvalue()
    chart = reverse("forms:crosstab_chart", args=[form.pk, "svg"])
    assert midori.get(f"{chart}?{counted['query']}").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_past_the_day_nothing_that_the_portal_keeps_holds_an_applicant(
    cast: Cast, storage: Path, move_clock: Callable, signed_in: Callable
):
    form = opened(cast, *WITH_FILE, keep_days=30)
    other = opened(cast, *WITH_FILE, keep_days=300)
    theirs = opened(cast, *WITH_FILE, owner=cast.shiroishi, by=cast.akira, keep_days=300)
    submission = everything(form, GONE, cast)
    for one in (other, theirs):
        everything(one, STAYS, cast)
    midori = signed_in(cast.midori)
    read_by_the_office(form, submission, midori)
    before = places_of(GONE, storage)  # the control: they are everywhere
    for place in EVERYWHERE:
        assert any(place in one for one in before), f"{place}: {before}"
    assert sum(one.startswith("file ") for one in before) >= 5

    move_clock(43 * DAY)
    work()
    assert {"table public.questions_answersheet", "table public.notifications_message"} <= set(places_of(GONE, storage))
    stayed, lying = places_of(STAYS, storage), files_in(storage)
    move_clock(44 * DAY)
    work()
    form.refresh_from_db()
    assert form.erased_at is not None
    assert places_of(GONE, storage) == []
    assert not Message.objects.filter(subject_id=str(submission.pk)).exists()
    assert sum(one.number for one in Tally.objects.filter(form=form)) == 3
    assert AuditEntry.objects.get(action="form.erased").details == {"counted": 2, "withdrawn": 1}
    midori.post(reverse("forms:crosstab_tables", args=[form.pk]), {"title": "後", "query": f"rows=job&has.note={GONE}"})
    assert FormTable.objects.filter(form=form, title="後", query="rows=job").exists()
    assert places_of(GONE, storage) == []
    assert places_of(STAYS, storage) == stayed
    assert len(lying) - len(files_in(storage)) == 5, "two workbooks, the PDF and its picture, the scan"
    assert Submission.objects.filter(form__in=[other, theirs]).count() == 6


@pytest.mark.django_db(transaction=True)
def test_erased_by_hand_also_what_would_have_gone_by_itself_goes(cast: Cast, storage: Path):
    """Exports of today, input saved for later, files of pages that were not sent in, mails that still wait."""
    form = opened(cast, *WITH_FILE)
    everything(form, GONE, cast)
    with pytest.raises(erasing.NotErasable):
        erasing.erase_now(form.pk, by=cast.midori)
    close(form.pk, by=cast.midori)
    erasing.erase_now(form.pk, by=cast.midori)
    assert Notification.objects.filter(mail="waiting", address=address_of(GONE)).exists()
    assert SavedEntry.objects.exists()
    assert PendingFile.objects.exists()
    assert Export.objects.filter(state="done").exists()
    while run_one("default"):
        pass
    forget_what_is_gone(SavedEntry)
    assert places_of(GONE, storage) == []
    assert files_in(storage) == []
    assert FormTable.objects.get(form=form).query == "rows=job"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", [1, 4, *(pytest.param(step, marks=pytest.mark.long) for step in (2, 3, 5, 6, 7))])
@pytest.mark.expects_errors
def test_a_worker_that_dies_anywhere_leaves_nothing_for_good(
    cast: Cast, storage: Path, step: int, monkeypatch: pytest.MonkeyPatch
):
    form = opened(cast, *WITH_FILE)
    everything(form, GONE, cast)
    close(form.pk, by=cast.midori)
    erasing.erase_now(form.pk, by=cast.midori)
    monkeypatch.setattr(erasing, "AT_ONCE", 1)
    calls, real = iter(range(1, 100)), default_storage.delete

    def dies(name: str) -> None:
        real(name)
        if next(calls) == step:
            raise KeyboardInterrupt

    monkeypatch.setattr(type(default_storage), "delete", lambda self, name: dies(name), raising=False)
    with pytest.raises(KeyboardInterrupt):
        erasing.erase_form(form.pk)
    assert Form.objects.get(pk=form.pk).erased_at is None
    erasing.erase_form(form.pk)
    forget_what_is_gone(SavedEntry)
    assert Form.objects.get(pk=form.pk).erased_at is not None
    assert places_of(GONE, storage) == []
    assert files_in(storage) == []


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_form_that_may_still_be_filled_in_is_not_erased_whatever_its_day_says(cast: Cast):
    form = opened(cast)
    submitted(form)
    Form.objects.filter(pk=form.pk).update(erase_on=clock.today())
    erasing.erase_form(form.pk)
    assert Submission.objects.filter(form=form).count() == 1


def test_nothing_is_entered_any_more_from_the_day_on(cast: Cast):
    """It would be kept for ever."""
    form = opened(cast)
    close(form.pk, by=cast.midori)
    by_staff = {"channel": Submission.Channel.PAPER, "by": cast.midori}
    submitted(form, **by_staff)
    erasing.erase_now(form.pk, by=cast.midori)
    with pytest.raises(NotOpen):
        submitted(form, **by_staff)


def test_one_erased_on_request_frees_its_place_for_who_waits(cast: Cast, storage: Path):
    form = opened(cast, places={("", ""): 1}, has_waitlist=True)
    first, waiting = submitted(form), submitted(form)
    comment(first, GONE, by=cast.midori)
    Job.objects.create(kind="publicforms.code", payload={"form": form.pk}, state="dead", error=f"ValueError: {GONE}")
    erasing.erase_submissions(Submission.objects.filter(pk=first.pk), by=cast.midori)
    erasing.erase_submissions(Submission.objects.filter(pk=first.pk), by=cast.midori)
    waiting.refresh_from_db()
    assert waiting.standing == Submission.Standing.COUNTED
    assert not AnswerSheet.objects.filter(pk=first.pk).exists()
    assert Job.objects.get(state="dead").error == ""
    assert {(one.standing, one.number) for one in Tally.objects.filter(form=form) if one.number} == {("counted", 1)}
    entries = AuditEntry.objects.filter(action="submission.erased")
    assert [entry.details for entry in entries] == [{"receipts": [first.receipt]}]
    assert Job.objects.filter(kind="publicforms.moved_up", payload__submission=waiting.pk).exists()


def test_those_who_edit_a_form_are_told_two_weeks_before_once(cast: Cast, move_clock: Callable):
    form = opened(cast, keep_days=30)
    for days, told in ((29, set()), (31, {cast.midori}), (32, {cast.midori})):
        move_clock(days * DAY)
        plan()
        while run_one("default"):
            pass
        there = Notification.objects.filter(message__kind="publicforms.erasing_soon")
        assert {one.user for one in there} == told, days
        assert there.count() == len(told)
    assert there[0].message.subject_id == str(form.pk)


# --- The office's pages -----------------------------------------------------------------------------------------------


def test_midori_reads_what_will_go_when_and_erases_it_by_typing_the_word(cast: Cast, signed_in: Callable):
    form = opened(cast, keep_days=30)
    submitted(form)
    midori = signed_in(cast.midori)
    page = midori.get(reverse("forms:retention", args=[form.pk])).content.decode()
    assert '申込（取り下げられたものを含む）：<span class="mu-num">1件' in page
    assert "先に受付を終了してください" in page
    close(form.pk, by=cast.midori)
    address = reverse("forms:erasure", args=[form.pk])
    assert "元に戻せません" in midori.get(address).content.decode()
    refused = midori.post(address, {"words": "消す"})
    assert (refused.status_code, Submission.objects.count()) == (422, 1)
    assert "「消去する」と入力してください" in refused.content.decode()
    midori.post(address, {"words": "消去する"})
    while run_one("default"):
        pass
    assert Submission.objects.count() == 0
    page = midori.get(reverse("forms:retention", args=[form.pk])).content.decode()
    assert "申込は消去しました" in page
    assert '受付：<span class="mu-num">1件' in page


def test_only_who_edits_the_form_erases_it_and_others_do_not_see_it(cast: Cast, signed_in: Callable):
    form = opened(cast)
    close(form.pk, by=cast.midori)
    grant_to_person(form, cast.kaede, [FormVerb.SEE])
    for person, page, status in (
        (cast.kaede, "forms:retention", 200),
        (cast.kaede, "forms:erasure", 403),
        (cast.akira, "forms:retention", 404),
        (cast.akira, "forms:erasure", 404),
        (cast.kanda, "forms:erasure", 404),
    ):
        assert signed_in(person).get(reverse(page, args=[form.pk])).status_code == status, (person, page)
    assert (
        "今すぐ消去する" not in signed_in(cast.kaede).get(reverse("forms:retention", args=[form.pk])).content.decode()
    )
