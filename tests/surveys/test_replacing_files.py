"""Replacing an attachment: exactly those who answered on the old file have something to do again (S7)."""

from __future__ import annotations

import re
import threading
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from core.jobs.running import run_one
from core.notifications.models import Message, Notification
from core.people.models import AuditEntry, Membership, Organization
from core.questions.definition import Question
from surveys.models import Remark, Response, Survey, SurveyFile
from surveys.services import replacing_files
from surveys.services.answering import declare_not_applicable, recall, submit
from surveys.services.composing import attach_files
from surveys.services.issuing import issue
from surveys.services.judging import NothingToMend, accept, exempt_response
from surveys.services.moving import WrongState
from surveys.services.replacing_files import Handling, replace_file
from surveys.states import State
from tests.cast import make_cast
from tests.surveys.answer_pages import Pages, words
from tests.surveys.making import QUESTIONS, answered, controls, handed_in, make_survey, response_of
from tests.surveys.test_answering_races import at_once

pytestmark = pytest.mark.django_db
SUM = Question("total", "calculated", "計", settings={"formula": "{voters}"})


def pdf(name: str = "別紙1改.pdf", more: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, f"%PDF-1.4\n{more}1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n".encode())


def with_file(cast, *questions: Question, **written) -> tuple[Survey, SurveyFile]:
    survey = make_survey(cast, *questions, to=[cast.ishinomaki, cast.shiroishi, cast.shichikashuku], **written)
    [attached] = attach_files(survey, [pdf("別紙1.pdf")], by=cast.sato)
    return issue(survey.pk, by=cast.sato), attached


def states(survey: Survey) -> dict[str, str]:
    return dict(survey.responses.values_list("organization__name", "state"))


def run_jobs() -> None:
    while run_one("default"):
        pass


def told(kind: str) -> set[str]:
    return set(Notification.objects.filter(message__kind=f"surveys.{kind}").values_list("user__name", flat=True))


def people(*places: Organization) -> set[str]:
    return set(Membership.objects.filter(organization__in=places).values_list("user__name", flat=True))


def lines(kind: str) -> list[str]:
    return Message.objects.get(kind=f"surveys.{kind}").context["lines"]


class TestWhoAnsweredOnTheOldFile:
    @pytest.fixture
    def survey(self, cast):
        """石巻市 has handed in, 白石市 is in the middle of it, 七ヶ宿町 has not begun."""
        survey, self.attached = with_file(cast)
        handed_in(survey, cast.ishinomaki, cast.kaede)
        answered(survey, cast.shiroishi, cast.yui, voters="3")
        return survey

    def replace(self, cast, handling: Handling, *questions: str, text: str = "単位が千円になりました。"):
        done = replace_file(self.attached, pdf(), text=text, by=cast.sato, questions=questions, handling=handling)
        run_jobs()
        return done

    def test_has_its_answer_returned_with_a_remark_at_each_question(self, cast, survey):
        done = self.replace(cast, Handling.RETURN, "voters", "note")
        assert [one.organization for one in done.asked] == [cast.ishinomaki]
        assert states(survey) == {"石巻市": "returned", "白石市": "in_progress", "七ヶ宿町": "not_received"}
        remarks = Remark.objects.filter(response__survey=survey).order_by("pk")
        assert [one.question for one in remarks] == ["voters", "note"]
        assert {one.text for one in remarks} == {
            "添付ファイルが「別紙1改.pdf」に差し替えられました。\n単位が千円になりました。"
        }
        assert response_of(survey, cast.ishinomaki).transitions.last().why == "添付ファイルが差し替えられたため"
        assert told("returned") == people(cast.ishinomaki)
        assert lines("returned") == [
            "添付ファイル「別紙1.pdf」を「別紙1改.pdf」に差し替えました。",
            "単位が千円になりました。",
            "次の設問の回答を確かめて直し、もう一度提出してください。",
            "・問1「投票者数」",
            "・問2「備考」",
        ]

    def test_is_only_asked_to_check_and_its_answer_stays(self, cast, survey):
        self.replace(cast, Handling.CHECK, "voters")
        assert states(survey)["石巻市"] == State.SUBMITTED
        assert (Remark.objects.count(), told("returned")) == (0, set())
        assert told("check_wanted") == people(cast.ishinomaki)
        assert "・問1「投票者数」" in lines("check_wanted")
        assert "・問2「備考」" not in lines("check_wanted")
        entry = AuditEntry.objects.get(action="response.check_asked")
        assert (entry.organization, entry.details) == (cast.ishinomaki, {"questions": ["問1「投票者数」"]})

    @pytest.mark.parametrize("handling", [Handling.RETURN, Handling.CHECK])
    def test_gets_that_message_instead_of_the_announcement_which_goes_to_all_others(self, cast, survey, handling):
        self.replace(cast, handling, "voters")
        assert told("announcement") == people(cast.shiroishi, cast.shichikashuku)
        assert lines("announcement") == [
            "添付ファイル「別紙1.pdf」を「別紙1改.pdf」に差し替えました。",
            "関係する設問：問1「投票者数」",
            "単位が千円になりました。",
        ]

    def test_is_told_like_all_others_where_nothing_is_to_be_redone(self, cast, survey):
        done = self.replace(cast, Handling.INFORM, text="")
        assert done.asked == []
        assert told("announcement") == people(cast.ishinomaki, cast.shiroishi, cast.shichikashuku)
        assert lines("announcement") == ["添付ファイル「別紙1.pdf」を「別紙1改.pdf」に差し替えました。"]
        assert states(survey)["石巻市"] == State.SUBMITTED

    def test_was_accepted_perhaps_and_is_asked_too(self, cast, survey):
        accept(response_of(survey, cast.ishinomaki).pk, by=cast.sato)
        self.replace(cast, Handling.RETURN, "voters")
        assert states(survey)["石巻市"] == State.RETURNED

    def test_has_not_answered_where_nothing_applies_to_it_or_nothing_is_expected(self, cast, survey):
        declare_not_applicable(response_of(survey, cast.shiroishi).pk, why="対象なし", by=cast.yui)
        exempt_response(response_of(survey, cast.shichikashuku).pk, why="対象外", by=cast.sato)
        self.replace(cast, Handling.RETURN, "voters")
        assert states(survey) == {"石巻市": "returned", "白石市": "not_applicable", "七ヶ宿町": "exempt"}

    def test_is_not_who_hands_in_afterwards(self, cast, survey):
        self.replace(cast, Handling.RETURN, "voters")
        later = response_of(survey, cast.shiroishi)
        submit(later.pk, controls(voters="3"), edit=later.sheet.edit, by=cast.yui)
        assert states(survey)["白石市"] == State.SUBMITTED
        again = survey.files.get(replaced_by=None)
        assert [one.organization for one in replacing_files.answered_on_what_stands(survey)] == [cast.shiroishi]
        # What was handed in on the second file is asked again when the third comes.
        replace_file(again, pdf("別紙1再.pdf"), text="", by=cast.sato, questions=["note"], handling=Handling.RETURN)
        assert states(survey) == {"石巻市": "returned", "白石市": "returned", "七ヶ宿町": "not_received"}

    def test_waiting_for_an_approval_inside_is_not_having_handed_in(self, cast):
        survey, self.attached = with_file(cast, internal_review=True)
        handed_in(survey, cast.ishinomaki, cast.kaede)
        self.replace(cast, Handling.RETURN, "voters")
        assert states(survey)["石巻市"] == State.IN_REVIEW
        assert told("announcement") >= people(cast.ishinomaki)

    @pytest.mark.parametrize("handling", [Handling.RETURN, Handling.CHECK])
    def test_nothing_is_redone_without_a_question(self, cast, survey, handling):
        with pytest.raises(NothingToMend):
            self.replace(cast, handling)
        assert survey.files.count() == 1
        assert states(survey)["石巻市"] == State.SUBMITTED

    def test_a_second_time_does_nothing(self, cast, survey):
        self.replace(cast, Handling.RETURN, "voters")
        before = (Notification.objects.count(), Remark.objects.count(), survey.announcements.count())
        with pytest.raises(replacing_files.NotChangeable):
            self.replace(cast, Handling.RETURN, "voters")
        run_jobs()
        assert (Notification.objects.count(), Remark.objects.count(), survey.announcements.count()) == before


class TestThePage:
    @pytest.fixture
    def page(self, cast, signed_in):
        survey, attached = with_file(cast, *QUESTIONS, SUM)
        handed_in(survey, cast.shiroishi, cast.yui)
        handed_in(survey, cast.ishinomaki, cast.kaede)
        return survey, signed_in(cast.sato), f"/surveys/{survey.pk}/files/{attached.pk}/replacement/"

    def test_lists_who_answered_on_the_old_file_in_code_order_before_anything_is_sent(self, page):
        _, client, address = page
        shown = client.get(address)
        assert "この2団体の回答が差し戻されます" in words(shown)
        assert words(shown).index("石巻市") < words(shown).index("白石市")
        assert "七ヶ宿町" not in words(shown)
        assert 'value="voters"' in shown.content.decode()
        assert 'value="total"' not in shown.content.decode()  # nobody types what is calculated

    def test_returns_and_says_how_many(self, cast, page):
        survey, client, address = page
        fields = {"text": "改定", "questions": ["note", "voters"], "handling": "return"}
        seen = client.get(address).context["seen"]
        done = client.post(address, fields | {"file": pdf(), "seen": seen}, follow=True)
        assert "前のファイルで提出した2団体の回答を差し戻しました。" in words(done)
        assert "画面を開いたあとに" not in words(done)
        assert states(survey) == {"石巻市": "returned", "白石市": "returned", "七ヶ宿町": "not_received"}
        again = client.post(address, fields | {"file": pdf(), "seen": seen}, follow=True)
        assert "すでに差し替えられています" in words(again)
        assert survey.files.count() == 2
        assert Remark.objects.count() == 4

    def test_names_who_handed_in_after_it_was_opened(self, cast, page):
        survey, client, address = page
        seen = client.get(address).context["seen"]
        handed_in(survey, cast.shichikashuku, cast.haru)
        fields = {"text": "", "questions": ["note"], "handling": "check", "seen": seen}
        done = client.post(address, fields | {"file": pdf()}, follow=True)
        assert "前のファイルで提出した3団体に、回答の確認を求めました。" in words(done)
        assert "画面を開いたあとに提出した団体を含みます：七ヶ宿町" in words(done)

    @pytest.mark.parametrize("handling", ["return", "check"])
    def test_without_a_question_it_says_so_there_and_keeps_the_rest(self, page, handling):
        survey, client, address = page
        shown = client.post(address, {"file": pdf(), "text": "単位の変更", "handling": handling})
        assert shown.status_code == 422
        assert "questions" in shown.context["form"].errors
        assert "やり直してもらう設問を、1つ以上選んでください。" in words(shown)
        assert "単位の変更" in words(shown)
        assert checked(shown) == {handling}
        assert survey.files.count() == 1

    def test_without_a_file_it_says_so_there_and_keeps_the_rest(self, page):
        survey, client, address = page
        shown = client.post(address, {"text": "単位の変更", "questions": ["note"], "handling": "return"})
        assert (shown.status_code, list(shown.context["form"].errors)) == (422, ["file"])
        assert ("単位の変更" in words(shown), checked(shown)) == (True, {"note", "return"})
        assert states(survey)["石巻市"] == State.SUBMITTED

    def test_a_file_that_is_too_large_keeps_the_rest(self, page, settings):
        settings.ATTACHMENT_MAX_BYTES = 1000
        survey, client, address = page
        fields = {"text": "単位の変更", "questions": ["note"], "handling": "return"}
        shown = client.post(address, fields | {"file": pdf(more="x" * 2000)})
        assert (shown.status_code, list(shown.context["form"].errors)) == (422, ["file"])
        assert "大きすぎます" in words(shown)
        assert ("単位の変更" in words(shown), checked(shown)) == (True, {"note", "return"})
        assert (states(survey)["石巻市"], survey.files.count()) == (State.SUBMITTED, 1)
        assert not Notification.objects.filter(message__kind="surveys.returned").exists()

    @pytest.mark.parametrize("handling", ["", "destroy"])
    def test_what_cannot_be_chosen_is_refused(self, page, handling):
        survey, client, address = page
        shown = client.post(address, {"file": pdf(), "questions": ["nothing"], "handling": handling})
        assert (shown.status_code, set(shown.context["form"].errors)) == (422, {"questions", "handling"})
        assert survey.files.count() == 1

    def test_costs_the_same_whether_two_or_three_have_answered(self, cast, page):
        survey, client, address = page
        client.get(address)
        with CaptureQueriesContext(connection) as two:
            client.get(address)
        handed_in(survey, cast.shichikashuku, cast.haru)
        client.get(address)
        with CaptureQueriesContext(connection) as three:
            client.get(address)
        assert len(two) == len(three)

    def test_the_organization_finds_the_remark_at_its_question(self, cast, page, signed_in):
        survey, client, address = page
        client.post(address, {"file": pdf(), "text": "", "questions": ["note"], "handling": "return"})
        form = Pages(signed_in(cast.kaede), survey, cast.ishinomaki).get()
        assert "添付ファイルが「別紙1改.pdf」に差し替えられました。この設問の回答を確かめて、直してください。" in words(
            form
        )


def test_a_question_that_went_with_a_newer_form_sheet_is_refused_under_the_lock(cast):
    survey, attached = with_file(cast)
    handed_in(survey, cast.ishinomaki, cast.kaede)
    with pytest.raises(replacing_files.NotChangeable, match="いまの様式にない"):
        replace_file(attached, pdf(), text="", by=cast.sato, questions=["gone"], handling=Handling.RETURN)
    assert survey.files.count() == 1


def checked(page) -> set[str]:
    boxes = [box for box in re.findall(r"<input[^>]*>", page.content.decode()) if re.search(r"\bchecked\b", box)]
    return {found[1] for box in boxes if (found := re.search(r'value="([^"]*)"', box))}


# --- At the same moment -----------------------------------------------------------------------------------------------


def meanwhile(monkeypatch, act) -> tuple[Survey, list[str], list[BaseException]]:
    """`act(survey, cast)` begins after Sato's replacement has looked who answered, and before it is done.

    石巻市 has handed in by then, 白石市 is in the middle of it. In which order the two were done, and what was raised.
    """
    cast = make_cast()
    survey, attached = with_file(cast)
    handed_in(survey, cast.ishinomaki, cast.kaede)
    answered(survey, cast.shiroishi, cast.yui, voters="3")
    looked, real, order = threading.Event(), replacing_files.answered_on_what_stands, []

    def slowly(survey: Survey) -> list[Response]:
        found = list(real(survey))
        looked.set()
        time.sleep(0.5)
        return found

    def replace() -> None:
        replace_file(attached, pdf(), text="", by=cast.sato, questions=["voters"], handling=Handling.RETURN)
        order.append("replaced")

    def other() -> None:
        assert looked.wait(10)
        act(survey, cast)
        order.append("the other")

    monkeypatch.setattr(replacing_files, "answered_on_what_stands", slowly)
    raised = at_once(replace, other)
    return survey, order, raised


def yui_hands_in(survey: Survey, cast) -> None:
    begun = response_of(survey, cast.shiroishi)
    submit(begun.pk, controls(voters="3"), edit=begun.sheet.edit, by=cast.yui)


def kaede_takes_hers_back(survey: Survey, cast) -> None:
    recall(response_of(survey, cast.ishinomaki).pk, by=cast.kaede)


def unlocked(survey_id: int) -> Survey:
    return Survey.objects.select_related("owner", "version").get(pk=survey_id)


def survey_first(survey_id: int) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).select_related("owner", "version").get(pk=survey_id)


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    def test_who_hands_in_waits_and_has_answered_on_the_new_file(self, monkeypatch):
        survey, order, raised = meanwhile(monkeypatch, yui_hands_in)
        assert (order, raised) == (["replaced", "the other"], [])
        assert states(survey) == {"石巻市": "returned", "白石市": "submitted", "七ヶ宿町": "not_received"}

    def test_control_without_the_lock_an_answer_on_the_old_file_is_overlooked(self, monkeypatch):
        monkeypatch.setattr(replacing_files, "alone_with_responses", unlocked)
        survey, order, raised = meanwhile(monkeypatch, yui_hands_in)
        assert (order, raised) == (["the other", "replaced"], [])
        assert states(survey)["白石市"] == State.SUBMITTED

    def test_who_takes_back_waits_and_finds_it_returned(self, monkeypatch):
        survey, order, raised = meanwhile(monkeypatch, kaede_takes_hers_back)
        assert order == ["replaced"]
        assert [type(error) for error in raised] == [WrongState]
        assert states(survey)["石巻市"] == State.RETURNED

    def test_control_with_the_survey_locked_first_the_two_wait_for_each_other(self, monkeypatch):
        monkeypatch.setattr(replacing_files, "alone_with_responses", survey_first)
        _, _, raised = meanwhile(monkeypatch, kaede_takes_hers_back)
        assert any(isinstance(error, OperationalError) and "deadlock" in str(error) for error in raised)
