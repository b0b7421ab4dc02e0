"""Reminders: only to those who owe, on the days that are planned or by hand, each once."""

from __future__ import annotations

import datetime
import threading

import pytest
from django.db import connection
from django.urls import reverse

from core import clock
from core.jobs.models import Job
from core.notifications.models import Message, Notification
from surveys.messages_out import SurveyReminder, tell_reminders
from surveys.models import Reminder
from surveys.services import reminding
from surveys.services.closing import close
from surveys.services.extending import extend
from surveys.services.reminding import remind, remind_as_planned
from surveys.states import State
from tests.surveys.making import handed_in, issued, response_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(move_clock):
    """`at(day, 10)`: the clock stands at ten o'clock of that day in Japan, plus the real seconds since."""

    def move(day: datetime.date, hour: int = 10) -> None:
        move_clock(datetime.timedelta(0))
        wanted = datetime.datetime.combine(day, datetime.time(hour), clock.TOKYO)
        move_clock(wanted - clock.now())

    return move


def planned() -> list[tuple[str, int]]:
    found = Reminder.objects.filter(days__isnull=False).order_by("pk")
    return [(one.response.organization.name, one.days) for one in found.select_related("response__organization")]


def day_of(moment: datetime.datetime) -> datetime.date:
    return moment.astimezone(clock.TOKYO).date()


class TestPlanned:
    @pytest.mark.parametrize("days", [-7, -3, -1, 0, 1, 3])
    def test_on_each_planned_day_those_who_owe_are_reminded_once_though_swept_twice(self, cast, at, days):
        survey = issued(cast)
        handed_in(survey, cast.shiroishi, cast.yui)
        at(day_of(survey.due_at) + datetime.timedelta(days=days))
        remind_as_planned()
        remind_as_planned()
        assert planned() == [("石巻市", days)]
        assert Job.objects.filter(kind="surveys.remind").count() == 1

    @pytest.mark.parametrize("days", [-8, -6, -2, 2, 4])
    def test_on_other_days_nobody_is(self, cast, at, days):
        survey = issued(cast)
        at(day_of(survey.due_at) + datetime.timedelta(days=days))
        remind_as_planned()
        assert planned() == []

    def test_not_before_people_are_at_work(self, cast, at):
        survey = issued(cast)
        at(day_of(survey.due_at), 8)
        remind_as_planned()
        assert planned() == []

    def test_who_was_given_more_time_is_reminded_by_their_own_date(self, cast, at):
        survey = issued(cast)
        later = survey.due_at + datetime.timedelta(days=10)
        extend(response_of(survey, cast.ishinomaki).pk, to=later, reason="議会", by=cast.sato)
        at(day_of(survey.due_at))
        remind_as_planned()
        assert planned() == [("白石市", 0)]
        at(day_of(later))
        remind_as_planned()
        assert planned() == [("白石市", 0), ("石巻市", 0)]

    def test_the_survey_says_on_which_days(self, cast, at):
        survey = issued(cast, reminder_days=[-5])
        for days in (-7, -5, 0):
            at(day_of(survey.due_at) + datetime.timedelta(days=days))
            remind_as_planned()
        assert planned() == [("石巻市", -5), ("白石市", -5)] or planned() == [("白石市", -5), ("石巻市", -5)]

    def test_a_closed_survey_reminds_nobody(self, cast, at):
        survey = issued(cast)
        close(survey.pk, by=cast.sato)
        at(day_of(survey.due_at))
        remind_as_planned()
        assert planned() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("protected", [True, False], ids=["as it is", "control: without lock and constraint"])
def test_two_sweeps_at_once_remind_once(cast, move_clock, monkeypatch, protected):
    survey = issued(cast, to=[cast.ishinomaki])
    due = datetime.datetime.combine(day_of(survey.due_at), datetime.time(10), clock.TOKYO)
    move_clock(due - clock.now())
    together, troubles = threading.Barrier(2, timeout=20), []
    if not protected:
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX planned_reminder_once")
        monkeypatch.setattr(reminding, "_remind_planned", _unprotected(together))

    def sweep():
        try:
            if protected:
                together.wait()
            remind_as_planned()
        except Exception as trouble:  # whatever it is: the assertion below tells
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(2)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert troubles == []
        assert len(planned()) == (1 if protected else 2)
    finally:
        if not protected:
            Reminder.objects.all().delete()
            with connection.cursor() as cursor:
                cursor.execute(
                    "CREATE UNIQUE INDEX planned_reminder_once ON surveys_reminder (response_id, days, due_on)"
                    " WHERE days IS NOT NULL"
                )


def _unprotected(together):
    """Both sweeps look before either of them writes."""

    def remind_planned(survey, today):
        owing = list(survey.responses.owing().with_due())
        together.wait()
        Reminder.objects.bulk_create(Reminder(response=one, days=0, due_on=today) for one in owing)

    return remind_planned


class TestTelling:
    def test_members_of_those_who_owe_read_their_own_date_and_the_words(self, cast):
        survey = issued(cast)
        later = survey.due_at + datetime.timedelta(days=10)
        extend(response_of(survey, cast.ishinomaki).pk, to=later, reason="議会", by=cast.sato)
        remind(survey, survey.responses.values_list("pk", flat=True), words="よろしくお願いします。", by=cast.sato)
        tell_reminders(survey, Reminder.objects.all())
        told = {
            (one.organization, datetime.datetime.fromisoformat(one.message.context["due"]))
            for one in Notification.objects.filter(message__kind=SurveyReminder.code).select_related("message")
        }
        assert told == {(cast.ishinomaki, later), (cast.shiroishi, survey.due_at)}
        for message in Message.objects.filter(kind=SurveyReminder.code):
            assert "よろしくお願いします。" in message.context["lines"]

    def test_who_hands_in_between_the_click_and_the_work_is_not_told(self, cast):
        survey = issued(cast)
        remind(survey, survey.responses.values_list("pk", flat=True), words="", by=cast.sato)
        handed_in(survey, cast.ishinomaki, cast.kaede)
        tell_reminders(survey, Reminder.objects.all())
        told = Notification.objects.filter(message__kind=SurveyReminder.code)
        assert {one.organization for one in told} == {cast.shiroishi}

    def test_the_mail_is_withheld_from_who_hands_in_before_it_leaves(self, cast):
        survey = issued(cast)
        remind(survey, survey.responses.values_list("pk", flat=True), words="", by=cast.sato)
        tell_reminders(survey, Reminder.objects.all())
        handed_in(survey, cast.ishinomaki, cast.kaede)
        kind = SurveyReminder()
        wanted = {
            one.organization: kind.still_wanted(one)
            for one in Notification.objects.filter(message__kind=SurveyReminder.code)
        }
        assert wanted == {cast.ishinomaki: False, cast.shiroishi: True}


class TestByHand:
    def address(self, survey, name="reminders"):
        return reverse(f"surveys:{name}", args=[survey.pk])

    def test_the_first_page_says_to_whom_and_sends_nothing(self, cast, signed_in):
        survey = issued(cast)
        handed_in(survey, cast.shiroishi, cast.yui)
        chosen = {"responses": list(survey.responses.values_list("pk", flat=True))}
        page = signed_in(cast.sato).post(self.address(survey), chosen)
        assert page.status_code == 200
        assert "石巻市" in page.content.decode()
        assert [one.organization for one in page.context["responses"]] == [cast.ishinomaki]
        assert not Reminder.objects.exists()

    def test_the_second_sends_to_those_who_still_owe(self, cast, signed_in):
        survey, client = issued(cast), signed_in(cast.sato)
        page = client.post(self.address(survey), {"everyone": "1"})
        confirmed = {"confirmed": "1", "responses": [one.pk for one in page.context["responses"]], "words": "至急"}
        handed_in(survey, cast.ishinomaki, cast.kaede)
        page = client.post(self.address(survey), confirmed, follow=True)
        assert "1団体に督促しました" in page.content.decode()
        reminder = Reminder.objects.get()
        assert (reminder.response.organization, reminder.days, reminder.by) == (cast.shiroishi, None, cast.sato)
        assert reminder.words == "至急"

    def test_words_that_are_too_long_are_kept_and_nothing_is_sent(self, cast, signed_in):
        survey = issued(cast)
        typed = {"confirmed": "1", "responses": [response_of(survey, cast.ishinomaki).pk], "words": "長" * 501}
        page = signed_in(cast.sato).post(self.address(survey), typed)
        assert page.status_code == 422
        assert "長" * 501 in page.content.decode()
        assert not Reminder.objects.exists()

    def test_nobody_who_has_answered_can_be_chosen(self, cast, signed_in):
        survey = issued(cast)
        response = handed_in(survey, cast.ishinomaki, cast.kaede)
        assert response.state == State.SUBMITTED
        page = signed_in(cast.sato).post(self.address(survey), {"responses": [response.pk]}, follow=True)
        assert "督促する団体を選んでください" in page.content.decode()

    def test_the_record_says_what_was_sent_to_whom_and_whom_it_did_not_reach(self, cast, signed_in, at):
        survey = issued(cast)
        remind(survey, [response_of(survey, cast.ishinomaki).pk], words="至急", by=cast.sato)
        tell_reminders(survey, Reminder.objects.all())
        failed = Notification.objects.filter(message__kind=SurveyReminder.code, user=cast.kaede)
        failed.update(mail=Notification.Mail.FAILED)
        at(day_of(survey.due_at) - datetime.timedelta(days=3))
        remind_as_planned()
        page = signed_in(cast.sato).get(self.address(survey, "reminder_record")).content.decode()
        assert "予定（期限の3日前）" in page
        assert f"{cast.sato.name}" in page
        assert "至急" in page
        assert "督促のメールが届かなかった宛先があります" in page
        assert cast.kaede.name in page

    def test_only_who_runs_it_reminds(self, cast, signed_in):
        survey = issued(cast)
        for name, method in (("reminders", "post"), ("reminder_record", "get")):
            assert getattr(signed_in(cast.midori), method)(self.address(survey, name)).status_code == 403
            assert getattr(signed_in(cast.haru), method)(self.address(survey, name)).status_code == 404
        assert signed_in(cast.sato).get(self.address(survey)).status_code == 405
