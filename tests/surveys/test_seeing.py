"""Who sees that there is a survey, how far the others have come, and what they answered (S6)."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from archive.models import Notice
from core.files.models import StoredFile
from core.files.registry import may_be_opened_by
from core.people.access import forget_rights
from core.people.models import Section
from core.questions.definition import Question
from core.questions.services.attaching import attach
from surveys.models import Inquiry, Response, Survey
from surveys.services.answering import start, submit
from surveys.services.closing import close, withdraw
from surveys.services.composing import attach_files
from surveys.services.inquiring import answer, ask
from surveys.services.issuing import issue
from surveys.services.judging import RemarkAt, return_response
from tests.surveys.making import QUESTIONS, controls, handed_in, issued, make_survey, response_of

pytestmark = pytest.mark.django_db
FILE = Question("map", "file", "位置図")


def surveys_of(user) -> list[str]:
    return list(Survey.objects.visible_to(user).values_list("title", flat=True))


def read_by(user) -> set[str]:
    return {
        str(response.organization) for response in Response.objects.readable_by(user).select_related("organization")
    }


def known_to(user) -> set[str]:
    return {str(response.organization) for response in Response.objects.known_to(user).select_related("organization")}


def test_a_survey_is_seen_by_those_asked_from_its_issue_until_it_is_withdrawn(cast):
    survey = make_survey(cast, title="調査")
    assert (surveys_of(cast.kaede), surveys_of(cast.sato)) == ([], ["調査"])
    issue(survey.pk, by=cast.sato)
    assert (surveys_of(cast.kaede), surveys_of(cast.haru)) == (["調査"], [])
    close(survey.pk, by=cast.sato)
    assert surveys_of(cast.kaede) == ["調査"]
    withdraw(survey.pk, because="誤り", by=cast.sato)
    assert (surveys_of(cast.kaede), surveys_of(cast.sato)) == ([], ["調査"])


def test_a_restricted_survey_is_its_sections_and_the_administrators(cast):
    section = Section.objects.create(organization=cast.prefecture, name="財政班")
    make_survey(cast, title="財政", section=section, is_restricted=True)
    assert (surveys_of(cast.sato), surveys_of(cast.kanda)) == ([], ["財政"])
    cast.sato.memberships.update(section=section)
    forget_rights(cast.sato)
    assert surveys_of(cast.sato) == ["財政"]


def test_so_is_the_notice_that_it_is_sent_as(cast):
    section = Section.objects.create(organization=cast.prefecture, name="財政班")
    survey = issued(cast, section=section, is_restricted=True)
    assert [
        Notice.objects.visible_to(user).filter(pk=survey.notice_id).exists()
        for user in (cast.sato, cast.kanda, cast.kaede, cast.haru)
    ] == [False, True, True, False]
    assert not survey.notice.may_be_managed_by(cast.sato)


def test_the_prefecture_runs_it_an_organization_of_another_does_not(cast):
    survey = issued(cast)
    assert survey.may_be_managed_by(cast.sato)
    assert not survey.may_be_managed_by(cast.midori)


@pytest.mark.parametrize(
    ("visibility", "states", "answers", "answers_later"),
    [
        ("own", {"石巻市"}, {"石巻市"}, {"石巻市"}),
        ("status", {"石巻市", "白石市"}, {"石巻市"}, {"石巻市"}),
        ("after_due", {"石巻市", "白石市"}, {"石巻市"}, {"石巻市", "白石市"}),
        ("answers", {"石巻市", "白石市"}, {"石巻市", "白石市"}, {"石巻市", "白石市"}),
    ],
)
def test_what_one_sees_of_the_others_is_what_the_survey_says(
    cast, move_clock, visibility, states, answers, answers_later
):
    issued(cast, visibility=visibility)
    assert (known_to(cast.kaede), read_by(cast.kaede)) == (states, answers)
    assert (known_to(cast.haru), read_by(cast.haru)) == (set(), set())
    assert read_by(cast.sato) == {"石巻市", "白石市"}
    move_clock(datetime.timedelta(days=15))
    assert read_by(cast.kaede) == answers_later
    assert read_by(cast.haru) == set()


def test_closing_early_opens_the_answers_that_are_shown_after_the_due_date(cast):
    survey = issued(cast, visibility="after_due")
    close(survey.pk, by=cast.sato)
    assert read_by(cast.kaede) == {"石巻市", "白石市"}


def test_someone_deactivated_sees_nothing_from_the_next_request_on(cast):
    issued(cast)
    cast.kaede.is_active = False
    assert surveys_of(cast.kaede) == []


class TestFiles:
    """A file of an answer: who may read the answer, once it is handed in."""

    @pytest.fixture
    def survey(self, cast):
        return issued(cast, *QUESTIONS, FILE, visibility="answers")

    @staticmethod
    def openable(user, file) -> bool:
        return StoredFile.objects.filter(may_be_opened_by(user), pk=file.pk).exists()

    def given(self, survey, organization, by):
        response = start(response_of(survey, organization).pk, by=by)
        (given,) = attach(response.sheet, "map", [SimpleUploadedFile("図.txt", b"map")], by=by)
        return response, given.file

    def test_before_it_is_handed_in_it_is_the_organizations_alone(self, cast, survey):
        _, file = self.given(survey, cast.ishinomaki, cast.kaede)
        seen = [user.name for user in (cast.ren, cast.sato, cast.kanda, cast.yui) if self.openable(user, file)]
        assert seen == [cast.ren.name]

    def test_then_whoever_may_read_the_answer_opens_it(self, cast, survey):
        response, file = self.given(survey, cast.ishinomaki, cast.kaede)
        typed = controls(voters="5") | {"a.map": [str(file.pk)]}
        submit(response.pk, typed, edit=response.sheet.edit, by=cast.kaede)
        assert all(self.openable(user, file) for user in (cast.ren, cast.sato, cast.yui))
        assert not self.openable(cast.haru, file)
        Survey.objects.update(visibility="status")
        assert not self.openable(cast.yui, file)

    def test_a_file_that_was_replaced_stays_for_the_prefecture_and_goes_for_the_others(self, cast, survey):
        response, old = self.given(survey, cast.ishinomaki, cast.kaede)
        typed = controls(voters="5") | {"a.map": [str(old.pk)]}
        submit(response.pk, typed, edit=response.sheet.edit, by=cast.kaede)
        return_response(response.pk, [RemarkAt("図が古いものです。", "map")], by=cast.sato)
        response, new = self.given(survey, cast.ishinomaki, cast.kaede)
        typed = controls(voters="5") | {"a.map": [str(new.pk)]}
        submit(response.pk, typed, edit=response_of(survey, cast.ishinomaki).sheet.edit, by=cast.kaede)
        assert [self.openable(user, old) for user in (cast.ren, cast.sato, cast.yui)] == [True, True, False]
        assert all(self.openable(user, new) for user in (cast.ren, cast.sato, cast.yui))

    def test_an_attachment_of_the_survey_is_for_those_asked(self, cast):
        survey = make_survey(cast)
        (attached,) = attach_files(survey, [SimpleUploadedFile("要領.txt", b"x")], by=cast.sato)
        assert not self.openable(cast.kaede, attached.file)
        issue(survey.pk, by=cast.sato)
        assert [self.openable(user, attached.file) for user in (cast.kaede, cast.haru)] == [True, False]


def test_an_inquiry_is_seen_by_who_asked_and_by_the_others_only_once_it_is_shared(cast):
    survey = issued(cast)
    inquiry = ask(survey, cast.ishinomaki, "石巻市の支所は含みますか。", by=cast.kaede)
    assert [Inquiry.objects.visible_to(user).count() for user in (cast.ren, cast.yui, cast.sato)] == [1, 0, 1]
    answer(inquiry, "含みません。", by=cast.sato)
    assert Inquiry.objects.visible_to(cast.yui).count() == 0
    answer(inquiry, "含みません。", shared_question="支所は含みますか。", by=cast.sato)
    assert [Inquiry.objects.visible_to(user).count() for user in (cast.yui, cast.haru)] == [1, 0]


def test_what_is_handed_in_stays_what_it_was_when_its_files_are_taken_away_later(cast):
    survey = issued(cast)
    response = handed_in(survey, cast.ishinomaki, cast.kaede, voters="3", note="髙﨑𠮷")
    assert response.submitted.answers == {"voters": 3, "note": "髙﨑𠮷"}
