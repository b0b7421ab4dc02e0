"""Whatever is done to a form, its counters, its places and its waitlist are what the rows say: random services."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from core import clock
from core.jobs.models import Job
from core.questions.definition import Question
from core.questions.models import Questionnaire
from core.questions.services import building, composing
from publicforms.making.drafted import newer_version
from publicforms.models import Event, Form, Submission, Tally
from publicforms.services import coding
from publicforms.services.correcting import correct
from publicforms.services.duplicating import duplicate
from publicforms.services.ending import close, reopen
from publicforms.services.erasing import erase_submissions
from publicforms.services.handling import set_status
from publicforms.services.moving_on import move_on
from publicforms.services.placing import Full
from publicforms.services.placing_limits import set_limits
from publicforms.services.statuses import NotRemovable, add_status, change_status, remove_status
from publicforms.services.submitting import NotOpen
from publicforms.services.withdrawing import withdraw
from tests.cast import Cast
from tests.publicforms.making import as_visited, opened, submitted
from tests.publicforms.test_tables import figures

pytestmark = pytest.mark.django_db

DAYS = ("sat", "sun")
QUESTIONS = (
    Question(
        "days", "multiple_choice", "参加する日", settings={"options": [{"key": day, "label": day} for day in DAYS]}
    ),
    Question("mail", "email", "メールアドレス"),
)
PLACES = [("", ""), *(("days", day) for day in DAYS)]
chosen_days = st.sets(st.sampled_from(DAYS)).map(sorted)
some = st.integers(0, 50)


class Office(RuleBasedStateMachine):
    """One form with places and a waitlist; `self.before` is what stood before the step."""

    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        self.form = opened(self.cast, *QUESTIONS, places={("", ""): 3, ("days", "sun"): 1}, has_waitlist=True)
        for days in (["sat"], ["sun"], ["sat", "sun"], ["sat"], ["sun"], []):
            submitted(self.form, {"a.days": days})
        self.before: dict[int, str] = {}
        self.taken: dict[tuple[str, str], int] = {}

    # --- What is done ---

    @rule(days=chosen_days)
    def somebody_applies(self, days):
        try:
            submitted(as_visited(self.form), {"a.days": days})
        except NotOpen:
            assert self.now().state == "closed"

    @precondition(lambda self: self.standing())
    @rule(which=some, days=chosen_days)
    def somebody_corrects(self, which, days):
        one = self.pick(which)
        try:
            correct(one, {"a.days": days}, token="x", edit=one.sheet.edit)
        except (Full, NotOpen):
            assert Submission.objects.get(pk=one.pk).places == one.places

    @precondition(lambda self: self.standing())
    @rule(which=some, by_office=st.booleans())
    def somebody_withdraws(self, which, by_office):
        one = self.pick(which)
        for _ in range(2):
            withdraw(one, by=self.cast.midori if by_office else None)

    @precondition(lambda self: Submission.objects.filter(form=self.form).exists())
    @rule(which=some, number=st.integers(1, 2))
    def some_are_erased(self, which, number):
        rows = list(Submission.objects.filter(form=self.form).order_by("submitted_at"))
        ids = [rows[(which + each) % len(rows)].pk for each in range(number)]
        for _ in range(2):
            erase_submissions(Submission.objects.filter(pk__in=ids), by=self.cast.midori)

    @rule(which=some, status=some)
    def some_get_a_status(self, which, status):
        ids = list(self.form.submissions.order_by("submitted_at").values_list("pk", flat=True))[which % 3 :: 2]
        set_status(self.form, ids, self.status(status), by=self.cast.midori)

    @rule(status=some, into=some)
    def a_status_goes(self, status, into):
        try:
            remove_status(self.status(status), into=self.status(into), by=self.cast.midori)
        except NotRemovable:
            return

    @rule(status=some)
    def another_status_is_the_first(self, status):
        one = self.status(status)
        change_status(one, name=one.name, colour="red", is_told=True, is_first=True, by=self.cast.midori)
        if self.form.statuses.count() < 6:
            add_status(self.form.pk, name=secrets.token_hex(4), colour="red", is_told=False, by=self.cast.midori)

    @rule(place=st.sampled_from(PLACES), limit=st.none() | st.integers(0, 4))
    def a_limit_is_set(self, place, limit):
        set_limits(self.form.pk, {place: limit}, by=self.cast.midori)

    @rule()
    def it_is_closed_and_opened_again(self):
        if close(self.form.pk, by=self.cast.midori).closed_at and self.form.submissions.count() % 2:
            return
        later = clock.now().replace(year=clock.now().year + 1)
        reopen(self.form.pk, closes_at=later, by=self.cast.midori)

    @rule()
    def the_questions_move_on(self):
        questionnaire = Questionnaire.objects.get(pk=self.form.questionnaire_id)
        if self.now().state != "published":
            return
        composing.start_draft(questionnaire, by=self.cast.midori)
        added = building.add(questionnaire, "short_text", after=None, by=self.cast.midori)
        since = building.setup_fingerprint(added)
        building.set_up(questionnaire, replace(added, label="次の設問"), since=since, by=self.cast.midori)
        newer = newer_version(self.now())
        move_on(self.form.pk, seen=(newer.number, newer.edit), by=self.cast.midori)

    @rule()
    def it_is_duplicated(self):
        made = duplicate(self.now(), owner=self.form.owner, title="写し", by=self.cast.midori)
        assert not made.tallies.exists()
        assert {place.taken for place in made.places.all()} <= {0}

    @rule(again=st.booleans())
    def tables_count_what_is_there(self, again):
        if again:
            coding.code_form(self.form.pk)
        expected = Counter(day for one in self.standing() for day in one.sheet.answers.get("days") or ())
        found = figures(self.now(), self.cast.midori, rows="days")
        assert {day: found.get((f"={day}", "")) or 0 for day in DAYS} == {day: expected[day] for day in DAYS}

    # --- What must be true then ---

    @invariant()
    def counters_are_what_is_there(self):
        rows = Submission.objects.filter(form=self.form).values_list("status", "standing")
        tallies = Tally.objects.filter(form=self.form, number__gt=0)
        assert {(one.status_id, one.standing): one.number for one in tallies} == Counter(rows)

    @invariant()
    def places_are_what_is_there(self):
        rows = self.standing()
        now, limits = {}, {}
        for place in self.form.places.all():
            key = place.question, place.option
            there = [one for one in rows if one.standing == "counted" and key in self.wanted(one)]
            assert place.taken == len(there)
            now[key], limits[key] = place.taken, place.limit
            assert place.taken <= max(place.limit, self.taken.get(key, place.taken)), "more than there are places"
        for one in rows:
            assert {tuple(each) for each in one.places} & set(now) == self.wanted(one) & set(now)
        self.taken = now

    @invariant()
    def who_waits_waits_for_something_and_nobody_passed(self):
        places = {(place.question, place.option): place for place in self.form.places.all()}
        rows = self.standing()
        waiting = [one for one in rows if one.standing == "waiting"]
        for one in waiting:
            assert any(not places[key].left for key in self.wanted(one) & set(places)), "for what does it wait?"
        for moved in rows:
            if moved.standing == "counted" and self.before.get(moved.pk) == "waiting":
                wanted = self.wanted(moved) & set(places)
                for one in waiting:
                    first = one.waiting_number < moved.waiting_number and self.before.get(one.pk) == "waiting"
                    assert not (wanted and first and self.wanted(one) & set(places) <= wanted), "passed by"
        self.before = {one.pk: one.standing for one in rows}

    @invariant()
    def history_and_follow_up_say_the_same(self):
        events = Counter(Event.objects.filter(submission__form=self.form).values_list("submission", "what"))
        told = Counter(Job.objects.filter(kind="publicforms.moved_up").values_list("payload__submission", flat=True))
        for one in Submission.objects.filter(form=self.form):
            assert events[one.pk, "submitted"] == 1
            assert events[one.pk, "withdrawn"] == (one.standing == "withdrawn")
            moved = events[one.pk, "moved_up"]
            assert moved <= (one.waiting_number is not None)
            assert told[one.pk] == moved

    # --- Help ---

    def now(self) -> Form:
        return Form.objects.select_related("version").get(pk=self.form.pk)

    def standing(self) -> list[Submission]:
        rows = Submission.objects.filter(form=self.form).standing()
        return list(rows.select_related("form", "sheet").order_by("submitted_at", "pk"))

    def pick(self, which: int) -> Submission:
        rows = self.standing()
        return rows[which % len(rows)]

    def status(self, which: int):
        statuses = list(self.form.statuses.all())
        return statuses[which % len(statuses)]

    @staticmethod
    def wanted(one: Submission) -> set[tuple[str, str]]:
        return {("", "")} | {("days", day) for day in one.sheet.answers.get("days") or ()}


@pytest.mark.parametrize("forms", [6, pytest.param(100, marks=pytest.mark.long)])
def test_the_books_balance_after_whatever_is_done(cast, monkeypatch, forms):
    monkeypatch.setattr(coding, "MARGIN_SECONDS", 0)
    machine = type("OfOne", (Office,), {"cast": cast})
    known = settings(
        max_examples=forms,
        stateful_step_count=12,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # each try is a form in a database: making a failure shorter would take minutes
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=known)
