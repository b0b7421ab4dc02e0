"""A survey after its issue: its page, its changes, its end."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from archive.messages_out import tell_addressees
from core import clock
from core.notifications.models import Message
from core.people.japanese_dates import format_japanese_date
from core.questions.definition import Definition, Need, Question
from core.questions.models import Version
from core.questions.services.composing import start_draft
from core.questions.services.publishing import publish
from surveys.models import Survey, SurveyFile
from surveys.services.changing import NotChangeable
from surveys.services.composing import attach_files
from surveys.services.extending import extend
from surveys.services.issuing import issue
from surveys.services.judging import RemarkAt, return_response
from surveys.services.replacing_files import replace_file
from surveys.states import State
from tests.surveys.making import QUESTIONS, answered, handed_in, issued, make_survey, response_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def due_in(days: int) -> dict[str, str]:
    day = clock.today() + datetime.timedelta(days=days)
    return {"due_at_date": format_japanese_date(day), "due_at_time": "12:00"}


def test_opening_the_page_receives_the_survey_and_reads_its_notice(cast, signed_in):
    survey = issued(cast)
    signed_in(cast.sato).get(f"/surveys/{survey.pk}/")
    assert response_of(survey, cast.ishinomaki).state == State.NOT_RECEIVED
    page = signed_in(cast.kaede).get(f"/surveys/{survey.pk}/").content.decode()
    assert response_of(survey, cast.ishinomaki).state == State.RECEIVED
    assert response_of(survey, cast.shiroishi).state == State.NOT_RECEIVED
    assert "受信済" in page
    assert survey.notice.readings.filter(user=cast.kaede).exists()


def test_the_page_says_what_to_do_next_with_one_solid_button(cast, signed_in):
    survey = issued(cast)
    client = signed_in(cast.kaede)

    def solid() -> str:
        page = client.get(f"/surveys/{survey.pk}/").content.decode()
        assert page.count('data-kind="solid"') <= 1
        return page

    assert "回答を始める</a>" in solid()
    answered(survey, cast.ishinomaki, cast.kaede, voters="12")
    assert "回答を続ける</a>" in solid()
    response = handed_in(survey, cast.ishinomaki, cast.kaede)
    assert "提出した回答を見る</a>" in solid()
    return_response(response.pk, [RemarkAt("合計を確かめてください。", "voters")], by=cast.sato)
    assert "差戻しに対応する</a>" in solid()


def test_the_page_of_who_runs_it_leads_to_what_stands_next(cast, signed_in):
    client, survey = signed_in(cast.sato), make_survey(cast)
    assert "確かめて照会する</a>" in client.get(f"/surveys/{survey.pk}/").content.decode()
    issue(survey.pk, by=cast.sato)
    assert "提出状況を見る</a>" in client.get(f"/surveys/{survey.pk}/").content.decode()
    handed_in(survey, cast.ishinomaki, cast.kaede)
    assert "確かめて受理する回答" in client.get(f"/surveys/{survey.pk}/").content.decode()
    client.post(f"/surveys/{survey.pk}/closing/")
    assert "取りまとめを見る</a>" in client.get(f"/surveys/{survey.pk}/").content.decode()


def test_an_organization_reads_its_own_extended_due_date(cast, signed_in):
    survey = issued(cast, days=10)
    later = clock.now() + datetime.timedelta(days=20)
    extend(response_of(survey, cast.ishinomaki).pk, to=later, reason="災害対応のため", by=cast.sato)
    assert "延長されています" in signed_in(cast.kaede).get(f"/surveys/{survey.pk}/").content.decode()
    assert "延長されています" not in signed_in(cast.akira).get(f"/surveys/{survey.pk}/").content.decode()


def test_closing_names_who_has_not_answered_and_reopening_needs_a_date_to_come(cast, signed_in):
    survey, client = issued(cast), signed_in(cast.sato)
    handed_in(survey, cast.ishinomaki, cast.kaede)
    page = client.get(f"/surveys/{survey.pk}/closing/").content.decode()
    assert "白石市" in page
    assert "石巻市" not in page
    client.post(f"/surveys/{survey.pk}/closing/")
    survey.refresh_from_db()
    assert survey.is_closed
    assert client.post(f"/surveys/{survey.pk}/reopening/", due_in(-1)).status_code == 422
    assert client.post(f"/surveys/{survey.pk}/reopening/", due_in(5)).status_code == 302
    survey.refresh_from_db()
    assert survey.is_open
    assert "受付を再開しました" in signed_in(cast.kaede).get(f"/surveys/{survey.pk}/").content.decode()


def test_a_withdrawal_needs_a_reason_and_hides_survey_and_notice(cast, signed_in):
    survey, client = issued(cast), signed_in(cast.sato)
    assert client.post(f"/surveys/{survey.pk}/withdrawal/", {"because": ""}).status_code == 422
    client.post(f"/surveys/{survey.pk}/withdrawal/", {"because": "様式に誤りがあったため"})
    assert signed_in(cast.kaede).get(f"/surveys/{survey.pk}/").status_code == 404
    assert signed_in(cast.kaede).get(survey_notice(survey)).status_code == 404
    assert "様式に誤りがあったため" in client.get(f"/surveys/{survey.pk}/").content.decode()


def test_what_a_state_does_not_allow_is_said_and_not_done(cast, signed_in):
    survey, client = issued(cast), signed_in(cast.sato)
    page = client.post(f"/surveys/{survey.pk}/reopening/", due_in(5), follow=True).content.decode()
    assert "「回答受付中」のため、その操作はできません" in page
    draft = make_survey(cast)
    client.post(f"/surveys/{draft.pk}/withdrawal/", {"because": "誤り"})
    assert Survey.objects.get(pk=draft.pk).is_draft


def test_a_change_is_announced_on_the_page(cast, signed_in):
    survey, client = issued(cast), signed_in(cast.sato)
    assert "2団体、5人に" in client.get(f"/surveys/{survey.pk}/announcements/").content.decode()
    assert client.post(f"/surveys/{survey.pk}/announcements/", {"text": " "}).status_code == 422
    for _ in range(2):  # a second click
        client.post(f"/surveys/{survey.pk}/announcements/", {"text": "問3は令和7年度末の数を書いてください。"})
    assert survey.announcements.count() == 1
    assert "令和7年度末の数" in signed_in(cast.kaede).get(f"/surveys/{survey.pk}/").content.decode()


def test_another_due_date_is_told_with_the_old_one(cast, signed_in):
    survey, client = issued(cast, days=5), signed_in(cast.sato)
    old = survey.due_at
    assert client.post(f"/surveys/{survey.pk}/due/", {**due_in(-2), "text": ""}).status_code == 422
    for _ in range(2):  # a second click
        assert client.post(f"/surveys/{survey.pk}/due/", {**due_in(9), "text": "連休のため"}).status_code == 302
    assert survey.announcements.count() == 1
    survey.refresh_from_db()
    assert survey.due_at > old
    page = signed_in(cast.kaede).get(f"/surveys/{survey.pk}/").content.decode()
    assert "に変えました" in page
    assert "連休のため" in page


def newer(survey: Survey, cast, *questions: Question) -> Version:
    draft = start_draft(survey.questionnaire, by=cast.sato)
    Version.objects.filter(pk=draft.pk).update(content=Definition(questions).to_json())
    return publish(type(survey.questionnaire).objects.get(pk=survey.questionnaire_id), by=cast.sato)


def test_replacing_the_form_sheet_shows_what_differs_and_whom_it_hits(cast, signed_in):
    survey, client = issued(cast), signed_in(cast.sato)
    assert "新しい版がありません" in client.get(f"/surveys/{survey.pk}/form-sheet/").content.decode()
    handed_in(survey, cast.ishinomaki, cast.kaede)
    answered(survey, cast.shiroishi, cast.yui, voters="3")
    version = newer(survey, cast, *QUESTIONS, Question("polls", "integer", "投票所数", need=Need.REQUIRED))
    assert "様式に新しい版があります" in client.get(f"/surveys/{survey.pk}/").content.decode()
    page = client.get(f"/surveys/{survey.pk}/form-sheet/").content.decode()
    assert "投票所数" in page
    assert "石巻市" in page
    assert "入力中の1団体" in page
    address = f"/surveys/{survey.pk}/form-sheet/"
    assert client.post(address, {"number": version.number, "text": ""}).status_code == 422
    assert client.post(address, {"number": version.number + 1, "text": "追加"}).status_code == 409
    assert response_of(survey, cast.ishinomaki).state == State.SUBMITTED
    assert client.post(address, {"number": version.number, "text": "投票所数を加えました。"}).status_code == 302
    assert response_of(survey, cast.ishinomaki).state == State.RETURNED
    assert response_of(survey, cast.shiroishi).state == State.IN_PROGRESS
    page = client.get("/surveys/asked-before/", {"q": "投票所数"}).content.decode()
    assert f"/surveys/{survey.pk}/collation/polls/" in page


def test_a_replaced_file_stays_to_be_seen(cast, signed_in):
    survey = make_survey(cast)
    [attached] = attach_files(survey, [SimpleUploadedFile("別紙1.pdf", PDF)], by=cast.sato)
    issue(survey.pk, by=cast.sato)
    client = signed_in(cast.sato)
    address = f"/surveys/{survey.pk}/files/{attached.pk}/replacement/"
    assert "別紙1.pdf" in client.get(address).content.decode()
    empty = client.post(address, {"file": SimpleUploadedFile("空.pdf", b""), "text": "", "handling": "inform"})
    assert empty.status_code == 422
    assert "空.pdf" in empty.content.decode()
    assert (
        client.post(
            address, {"file": SimpleUploadedFile("別紙1改.pdf", PDF), "text": "誤字", "handling": "inform"}
        ).status_code
        == 302
    )
    page = signed_in(cast.kaede).get(f"/surveys/{survey.pk}/").content.decode()
    assert "差し替える前のファイル（1件）" in page
    assert "別紙1改.pdf" in page
    again = client.get(address, follow=True).content.decode()
    assert "すでに差し替えられています" in again


def test_of_two_who_replace_the_same_file_the_second_is_told(cast):
    survey = make_survey(cast)
    [attached] = attach_files(survey, [SimpleUploadedFile("別紙1.pdf", PDF)], by=cast.sato)
    issue(survey.pk, by=cast.sato)
    seen_by_both = [SurveyFile.objects.select_related("file").get(pk=attached.pk) for _ in range(2)]
    replace_file(seen_by_both[0], SimpleUploadedFile("佐藤の.pdf", PDF), text="", by=cast.sato)
    with pytest.raises(NotChangeable):
        replace_file(seen_by_both[1], SimpleUploadedFile("神田の.pdf", PDF), text="", by=cast.kanda)
    assert survey.files.count() == 2


def test_a_file_of_another_survey_is_not_found_here(cast, signed_in):
    other = make_survey(cast)
    [attached] = attach_files(other, [SimpleUploadedFile("別紙1.pdf", PDF)], by=cast.sato)
    survey = issued(cast)
    address = f"/surveys/{survey.pk}/files/{attached.pk}/replacement/"
    assert signed_in(cast.sato).get(address).status_code == 404


def survey_notice(survey: Survey) -> str:
    return f"/archive/{survey.notice_id}/"


def test_the_notice_leads_to_the_survey_and_leaves_withdrawing_and_copying_to_it(cast, signed_in):
    survey = issued(cast)
    page = signed_in(cast.kaede).get(survey_notice(survey)).content.decode()
    assert f'href="/surveys/{survey.pk}/">調査のページを開く</a>' in page
    client = signed_in(cast.sato)
    for action, typed in (("withdrawal", {"because": "誤り"}), ("copies", {})):
        page = client.post(f"{survey_notice(survey)}{action}/", typed, follow=True).content.decode()
        assert "調査のページから行ってください" in page
    survey.notice.refresh_from_db()
    assert survey.notice.is_published
    assert type(survey.notice).objects.count() == 1


def test_mails_about_the_notice_lead_to_the_survey(cast):
    survey = issued(cast)
    tell_addressees(survey.notice)
    message = Message.objects.get(kind="archive.notice_published")
    assert message.path == f"/surveys/{survey.pk}/"
