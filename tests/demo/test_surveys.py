"""The demonstration's year of surveys: every state and kind is there, and what is answered could be handed in."""

from __future__ import annotations

import datetime

import pytest
from django.db.models import Count, F, Q

from core import clock
from core.people.models import User
from core.questions.checking import check
from core.questions.kinds import KINDS, kind_of
from core.questions.models import AnswerSheet, PastAnswers
from core.questions.services.saving import folded
from core.questions.showing import show
from core.questions.specials import Special, special_in
from core.questions.typed import control_name
from demo.notices.calendar import Calendar
from demo.surveys import planning
from surveys.models import Extension, Inquiry, ProxyEvidence, Reminder, Response, Survey, SurveyTable, Transition
from surveys.states import HANDED_IN, MOVES, OWING, SETTLED, State
from surveys.tables_on_page import tables_on_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


def test_a_year_of_surveys_in_every_state():
    states = dict(Survey.objects.order_by().values_list("state").annotate(n=Count("pk")))
    assert sum(states.values()) >= 100
    assert states["closed"] >= 70
    assert states["open"] == 8
    assert (states["draft"], states["withdrawn"]) == (3, 1)
    by_month = dict(
        Survey.objects.filter(state="closed").order_by().values_list("issued_at__month").annotate(n=Count("pk"))
    )
    assert set(sorted(by_month, key=by_month.get)[-3:]) == {1, 6, 9}


@pytest.mark.parametrize("day", ["2026-01-05", "2026-04-01", "2026-08-30", "2026-12-31", "2028-02-29"])
def test_it_is_in_order_whatever_day_it_is_looked_at_from(day):
    now = datetime.datetime.fromisoformat(f"{day}T08:10").replace(tzinfo=clock.TOKYO)
    past = planning.past(Calendar(now))
    assert len(past) >= 88
    for planned in past:
        assert planned.issued_at < planned.due_at < planned.closed_at < now, planned.title
        assert planned.previous is None or planned.previous.issued_at < planned.issued_at


def test_every_state_of_a_response_is_there_and_all_but_the_latest_steps_are_allowed():
    assert set(Response.objects.filter(survey__state="open").values_list("state", flat=True)) == set(State)
    steps = Transition.objects.order_by("response", "pk").values_list("response", "origin", "to", "at")
    states: dict[int, tuple[str, object]] = {}
    for response, origin, to, at in steps:
        before, since = states.get(response, (State.NOT_RECEIVED, None))
        assert origin == before
        assert State(to) in MOVES[State(origin)]
        assert since is None or at >= since
        states[response] = (to, at)
    standing = dict(Response.objects.values_list("pk", "state"))
    assert {pk: states.get(pk, (State.NOT_RECEIVED,))[0] for pk in standing} == standing


def test_nothing_is_owed_to_a_survey_that_is_closed():
    closed = Response.objects.filter(survey__state="closed")
    assert not closed.filter(state__in=OWING).exists()
    assert set(closed.values_list("state", flat=True)) <= set(SETTLED)
    assert {State.NOT_APPLICABLE, State.EXEMPT} <= set(closed.values_list("state", flat=True))
    late = closed.filter(submitted_at__gt=F("survey__due_at"))
    assert late.filter(extended_to=None).exists()
    assert late.exclude(extended_to=None).exists()
    assert closed.filter(is_proxy=True).exists()


def test_dates_are_in_order_and_nothing_is_in_the_future():
    now = clock.now()
    issued = Survey.objects.exclude(state="draft")
    assert not issued.filter(Q(issued_at__gt=now) | Q(due_at__lte=F("issued_at"))).exists()
    assert not issued.filter(Q(closed_at__gt=now) | Q(closed_at__lt=F("due_at"))).exists()
    assert not Survey.objects.filter(previous__issued_at__gte=F("issued_at")).exists()
    assert not Transition.objects.filter(Q(at__gt=clock.now()) | Q(at__lt=F("response__survey__issued_at"))).exists()
    handed_in = Transition.objects.filter(to__in=[State.SUBMITTED, State.RESUBMITTED])
    assert not handed_in.filter(at__gt=F("response__survey__closed_at")).exists()
    assert not Extension.objects.filter(at__gt=clock.now()).exists()
    assert not Reminder.objects.filter(at__gt=clock.now()).exists()


def test_each_was_sent_as_a_notice_to_those_who_owe_the_answers():
    for survey in Survey.objects.exclude(state="draft").select_related("notice"):
        assert survey.notice.leads_to == f"/surveys/{survey.pk}/"
        delivered = set(survey.notice.deliveries.values_list("organization", flat=True))
        assert delivered == set(survey.responses.values_list("organization", flat=True))
    sizes = set(Survey.objects.annotate(n=Count("responses")).values_list("n", flat=True))
    assert sizes == {0, 17, 35, 52}


def test_a_sample_of_answers_of_each_survey_could_be_handed_in():
    """Typed again from what is stored, they pass the check that people's answers pass, and come to the same."""
    for survey in Survey.objects.issued():
        for response in survey.responses.filter(state__in=HANDED_IN).select_related("submitted__version")[:2]:
            sheet = response.submitted
            checked = check(sheet.definition, typed_again(sheet), complete=True, files=sheet.file_names)
            assert checked.problems == [], f"{response}"
            assert checked.answers == sheet.answers
            assert sheet.folded == folded(sheet.definition, sheet.answers)


def typed_again(sheet: AnswerSheet) -> dict[str, list[str]]:
    typed = {control_name(key, "reason"): [text] for key, text in sheet.reasons.items()}
    for question in sheet.definition.asked:
        answer, kind = sheet.answers[question.key], kind_of(question)
        if special_in(answer) is Special.NOT_APPLICABLE:
            typed[control_name(question.key, "na")] = ["1"]
        elif special_in(answer) is None and not kind.computes:
            parts = kind.parts_of(question, answer)
            typed |= {control_name(question.key, part): values for part, values in parts.items()}
    return typed


def test_every_kind_of_question_is_answered():
    kinds, specials = set(), set()
    for survey in Survey.objects.issued().order_by("-pk")[:40]:
        for response in survey.responses.filter(state__in=HANDED_IN).select_related("submitted__version")[:20]:
            for shown in show(response.submitted.definition, response.submitted.answers, with_not_asked=True):
                if shown.kind.asks:
                    specials.add(shown.special)
                    kinds |= {shown.kind.code} if shown.special is None else set()
    assert kinds == {code for code, kind in KINDS.items() if kind.asks}
    assert {None, Special.BLANK, Special.NOT_APPLICABLE, Special.NOT_ASKED} <= specials


def test_what_was_handed_in_is_a_copy_and_keeps_its_past():
    handed_in = Response.objects.filter(state__in=HANDED_IN)
    for response in handed_in.select_related("sheet", "submitted").order_by("?")[:60]:
        assert response.sheet.is_private
        assert not response.submitted.is_private
        assert response.sheet.answers == response.submitted.answers
        past = PastAnswers.objects.filter(sheet=response.submitted).order_by("edit")
        assert [one.edit for one in past] == list(range(1, response.submitted.edit))
        last = response.transitions.exclude(submitted_edit=None).last()
        assert last.submitted_edit == response.submitted.edit
    assert not handed_in.exclude(rounds=1).exclude(submitted__edit=F("rounds") + 1).exists()


def test_last_times_answers_stand_beside_those_of_today():
    following = Response.objects.filter(survey__state="open", sheet__isnull=False).exclude(survey__previous=None)
    beside = following.exclude(sheet__earlier=None)
    assert beside.count() > following.count() / 2
    wrong = beside.exclude(sheet__earlier__submitted_for__organization=F("organization"))
    assert not wrong.exists()


def test_the_accounts_of_the_contract_have_something_to_do():
    member = User.objects.get(email="member@042021.example.jp")
    own = Response.objects.own(member).owing().with_due()
    soon = own.filter(state=State.RECEIVED).order_by("due").first()
    assert 0 <= (soon.due.date() - clock.today()).days <= 7
    assert own.get(state=State.RETURNED).remarks.filter(done_at=None).count() == 2
    assert own.overdue().filter(state=State.IN_PROGRESS).exists()
    waiting = own.get(state=State.IN_REVIEW)
    assert waiting.may_be_approved_by(User.objects.get(email="manager@042021.example.jp"))
    assert not waiting.may_be_approved_by(member)
    staff = User.objects.get(email="staff@pref.example.jp")
    run = Response.objects.filter(survey__in=Survey.objects.managed_by(staff).filter(state="open"))
    assert run.filter(state__in=[State.SUBMITTED, State.RESUBMITTED]).exists()
    assert Inquiry.objects.visible_to(staff).filter(answered_at=None).exists()


def test_inquiries_proxies_extensions_and_reminders_are_there():
    assert Inquiry.objects.filter(is_shared=True).count() == 2
    entered = Response.objects.filter(is_proxy=True)
    assert entered.filter(survey__state="open").exists()
    assert not entered.exclude(pk__in=ProxyEvidence.objects.values("response")).exists()
    assert not entered.filter(proxy_because="").exists()
    assert Extension.objects.filter(response__survey__state="open").exists()
    assert Reminder.objects.filter(days=None).exists()
    assert Reminder.objects.exclude(days=None).exists()


def test_saved_tables_count_what_was_answered():
    staff = User.objects.get(email="staff@pref.example.jp")
    assert SurveyTable.objects.count() == 3
    for survey in Survey.objects.filter(tables__on_page=True):
        (one,) = tables_on_page(survey, staff)
        assert not one.troubles
        assert not one.is_long
        assert len(one.layers[0].rows) >= 3
        assert len(one.columns) >= 3
