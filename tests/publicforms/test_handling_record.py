"""One submission in the office: read, changed, commented on, printed, withdrawn, its link replaced."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.notifications.models import Message, Notification
from core.people.models import AuditEntry
from core.questions.definition import Question
from core.questions.services.composing import start_draft
from core.questions.services.publishing import publish as publish_questionnaire
from publicforms.links.mine import key_of, submission_of
from publicforms.models import Comment, Event, Form, Submission, Tally
from publicforms.services import handling
from publicforms.services.pending import keep_files
from publicforms.services.submitting import submit
from tests.publicforms.handling_making import CANARY, applied, page, recruiting, status_of
from tests.publicforms.making import QUESTIONS, entry_for, opened, typed


@pytest.fixture
def form(cast) -> Form:
    return recruiting(cast)


def at(form: Form, one: Submission, name: str = "submission") -> str:
    return reverse(f"forms:{name}", args=[form.pk, one.receipt])


def test_midori_reads_the_answers_and_that_is_on_record(form, cast, signed_in):
    (one,) = applied(form)
    text = page(signed_in(cast.midori), at(form, one))
    assert f"{CANARY}　第0" in text
    assert "申込を受け付けました" in text
    entry = AuditEntry.objects.get(action="submission.viewed")
    assert (entry.by, entry.subject_id) == (cast.midori, str(one.pk))
    assert CANARY not in str(entry.details) + entry.subject_label


def test_the_link_that_people_are_told_leads_there_too(form, cast, signed_in):
    (one,) = applied(form)
    assert one.receipt in page(signed_in(cast.midori), reverse("forms:submission", args=[form.pk, one.pk]))


def test_another_forms_receipt_number_leads_nowhere(form, cast, signed_in):
    other = opened(cast, slug="other")
    (one,) = applied(other)
    for name in ("submission", "submission_print", "submission_link", "submission_withdrawal"):
        assert signed_in(cast.midori).get(at(form, one, name)).status_code == 404
    assert signed_in(cast.midori).post(at(form, one, "submission_status"), {"status": 1}).status_code == 404


def test_who_may_only_see_changes_nothing(form, cast, signed_in):
    from publicforms.grants import grant_to_person
    from publicforms.models import FormVerb

    (one,) = applied(form)
    grant_to_person(form, cast.kaede, [FormVerb.SEE])
    client = signed_in(cast.kaede)
    text = page(client, at(form, one))
    assert "対応状況を変える" not in text
    for name in ("status", "assignment", "comments", "link", "withdrawal"):
        assert client.post(at(form, one, f"submission_{name}"), {"text": "x"}).status_code == 403, name


def test_the_status_is_changed_counted_and_told_in_the_history(form, cast, signed_in):
    (one,) = applied(form)
    decided = status_of(form, "決定")
    client = signed_in(cast.ren)
    for _ in range(2):
        client.post(at(form, one, "submission_status"), {"status": decided.pk})
    text = page(client, at(form, one))
    assert "「受付」から「決定」へ" in text
    assert Event.objects.filter(submission=one, what="status").count() == 1
    assert counted(form) == {("決定", "counted"): 1}
    assert AuditEntry.objects.get(action="submission.status_changed").details == {"number": 1, "status": "決定"}


def counted(form: Form) -> dict[tuple[str, str], int]:
    """The counters that are not zero; they equal the rows."""
    rows: dict[tuple[int, str], int] = {}
    for status, standing in Submission.objects.filter(form=form).values_list("status", "standing"):
        rows[status, standing] = rows.get((status, standing), 0) + 1
    tallies = {(one.status_id, one.standing): one.number for one in Tally.objects.filter(form=form) if one.number}
    assert tallies == rows
    names = dict(form.statuses.values_list("pk", "name"))
    return {(names[status], standing): number for (status, standing), number in tallies.items()}


@pytest.mark.parametrize("status", ["", "x", "0", "999999999999999999999999"])
def test_a_status_that_the_form_has_not_changes_nothing(form, cast, signed_in, status):
    (one,) = applied(form)
    foreign = status_of(opened(cast, slug="other"), "決定")
    for wanted in (status, foreign.pk):
        text = signed_in(cast.midori).post(at(form, one, "submission_status"), {"status": wanted}, follow=True)
        assert "変えた後の対応状況を選んでください。" in text.content.decode()
    one.refresh_from_db()
    assert one.status == status_of(form, "受付")


def test_ren_gets_it_and_is_told_without_a_name(form, cast, signed_in):
    (one,) = applied(form)
    signed_in(cast.midori).post(at(form, one, "submission_assignment"), {"assignee": cast.ren.pk})
    one.refresh_from_db()
    assert one.assignee == cast.ren
    told = Notification.objects.get(user=cast.ren)
    assert told.message.kind == "publicforms.assigned"
    assert CANARY not in str(told.message.context) + told.message.title
    assert signed_in(cast.ren).get(told.message.path).status_code == 200


def test_nobody_is_given_what_they_may_not_handle(form, cast, signed_in):
    (one,) = applied(form)
    signed_in(cast.midori).post(at(form, one, "submission_assignment"), {"assignee": cast.kaede.pk})
    one.refresh_from_db()
    assert one.assignee is None


def test_a_comment_is_read_by_colleagues_and_written_once(form, cast, signed_in):
    (one,) = applied(form)
    client = signed_in(cast.ren)
    for _ in range(2):
        client.post(at(form, one, "submission_comments"), {"text": "折り返し<b>電話</b>する"})
    assert Comment.objects.filter(submission=one).count() == 1
    assert "折り返し&lt;b&gt;電話" in page(signed_in(cast.midori), at(form, one))
    assert AuditEntry.objects.filter(action="submission.commented").count() == 1


def test_an_empty_comment_is_said_at_its_place(form, cast, signed_in):
    (one,) = applied(form)
    text = page(signed_in(cast.ren), at(form, one, "submission_comments"), 422, text=" ")
    assert "このフィールド" not in text
    assert 'aria-invalid="true"' in text


def test_a_new_link_kills_the_old_one_and_is_told_by_mail(form, cast, signed_in):
    (one,) = applied(form)
    old = key_of(one)
    client = signed_in(cast.midori)
    assert "いまのリンクはすぐに使えなくなり" in page(client, at(form, one, "submission_link"))
    for _ in range(2):  # the button pressed twice
        client.post(at(form, one, "submission_link"), {"link_number": 1})
    one.refresh_from_db()
    assert one.link_number == 2
    assert submission_of(old) is None
    assert submission_of(key_of(one)) == one
    told = Notification.objects.get(message__kind="publicforms.new_link")
    assert told.address == one.address
    assert key_of(one) not in str(told.message.context)
    assert Event.objects.filter(submission=one, what="link").count() == 1


def test_withdrawing_for_the_applicant_gives_the_place_to_who_waits(cast, signed_in):
    form = recruiting(cast, places={("", ""): 1}, has_waitlist=True)
    first, second = applied(form, 2)
    client = signed_in(cast.ren)
    assert "元に戻せません" in page(client, at(form, first, "submission_withdrawal"))
    for _ in range(2):
        client.post(at(form, first, "submission_withdrawal"))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.standing, second.standing) == ("withdrawn", "counted")
    assert Event.objects.get(submission=first, what="withdrawn").by == cast.ren
    assert "取り下げられた申込です。" in page(client, at(form, first))
    assert counted(form) == {("受付", "withdrawn"): 1, ("受付", "counted"): 1}


def test_answers_to_an_older_version_are_read_by_what_it_asked(form, cast, signed_in):
    (one,) = applied(form)
    draft = start_draft(form.questionnaire, by=cast.midori)
    content = draft.definition.replacing(Question("note", "long_text", "書き直した設問")).to_json()
    type(draft).objects.filter(pk=draft.pk).update(content=content)
    published = publish_questionnaire(form.questionnaire, by=cast.midori)
    Form.objects.filter(pk=form.pk).update(version=published)
    text = page(signed_in(cast.midori), at(form, one))
    assert "配慮が必要なこと" in text
    assert "書き直した設問" not in text
    assert "前の版" in text


def test_files_are_opened_by_who_reads_personal_answers_only(cast, signed_in):
    form = (
        recruiting(cast, *())
        if False
        else opened(cast, *QUESTIONS[:2], Question("paper", "file", "書類"), slug="files")
    )
    from publicforms.grants import grant_to_person
    from publicforms.models import FormVerb

    grant_to_person(form, cast.ren, [FormVerb.SEE, FormVerb.HANDLE])
    entry = entry_for(form, typed())
    what, _ = keep_files(form, entry.token, typed(), {"paper": [SimpleUploadedFile("金糸雀.txt", "写し".encode())]})
    one = submit(form, entry_for(form, what, token=entry.token))
    address = reverse("files:download", args=[one.sheet.files.get().file_id])
    assert signed_in(cast.midori).get(address).status_code == 200
    for person in (cast.ren, cast.kaede, cast.akira, cast.kanda):
        assert signed_in(person).get(address).status_code == 404, person
    assert "金糸雀.txt" in page(signed_in(cast.midori), at(form, one))
    assert "金糸雀.txt" not in page(signed_in(cast.ren), at(form, one))


def test_the_print_page_holds_the_answers_and_no_buttons(form, cast, signed_in):
    (one,) = applied(form)
    text = page(signed_in(cast.midori), at(form, one, "submission_print"))
    assert f"{CANARY}　第0" in text
    assert "対応状況を変える" not in text
    assert AuditEntry.objects.filter(action="submission.printed").count() == 1


def test_the_page_costs_the_same_for_one_word_and_for_eight(form, cast, signed_in):
    (one,) = applied(form)
    from publicforms.models import Letter

    for client in (signed_in(cast.midori), signed_in(cast.ren)):
        costs = []
        for number in (1, 7):
            for n in range(number):
                Comment.objects.create(submission=one, text=f"{n}", by=cast.ren)
                Letter.objects.create(submission=one, text=f"{n}", by=cast.ren)
                Event.objects.create(submission=one, what="letter", by=cast.ren)
            client.get(at(form, one))
            with CaptureQueriesContext(connection) as captured:
                client.get(at(form, one))
            costs.append(len(captured))
        assert costs[0] == costs[1]


def test_nobody_signed_in_sees_the_sign_in_page(form):
    (one,) = applied(form)
    response = Client().get(at(form, one))
    assert response.status_code == 302
    assert not Message.objects.filter(kind="publicforms.letter").exists()


def test_statuses_of_a_hundred_take_as_many_queries_as_those_of_two(form, cast):
    there = applied(form, 6)
    costs = []
    for ids, name in (([one.pk for one in there[:2]], "決定"), ([one.pk for one in there[2:]], "決定")):
        with CaptureQueriesContext(connection) as captured:
            assert handling.set_status(form, ids, status_of(form, name), by=cast.midori) == len(ids)
        costs.append(len(captured))
    assert costs[0] == costs[1]
    assert counted(form) == {("決定", "counted"): 6}
