"""The rows that belong to one response: itself, its steps, its extension, its reminders."""

from __future__ import annotations

import datetime

from core.people.models import User
from demo.surveys.courses import Course
from surveys.models import Extension, Reminder, Response, Survey, Transition
from surveys.states import State


def response_of(survey: Survey, course: Course) -> Response:
    handed_in = course.at(State.SUBMITTED, State.RESUBMITTED)
    first, returned, review = course.at(State.SUBMITTED), course.at(State.RETURNED), course.at(State.IN_REVIEW)
    is_proxy = course.outcome == "proxy"
    response = Response(
        survey=survey, organization=course.respondent.organization, state=course.state,
        extended_to=course.extended_to, is_proxy=is_proxy,
        proxy_because=handed_in.why if is_proxy and handed_in else "",
        submitted_at=handed_in.at if handed_in else None, submitted_by=handed_in.by if handed_in else None,
        rounds=sum(step.to in (State.SUBMITTED, State.RESUBMITTED) for step in course.steps),
        is_late=bool(first and first.at > (course.extended_to or survey.due_at or first.at)),
        returned_at=returned.at if returned else None,
        review_asked_by=course.writer if review else None,
        reviewer=course.respondent.manager if review else None,
    )  # fmt: skip
    response.moved_at = course.steps[-1].at if course.steps else survey.issued_at
    return response


def transitions(response: Response, course: Course) -> list[Transition]:
    made: list[Transition] = []
    origin, edit = State.NOT_RECEIVED, 1
    for step in course.steps:
        hands_in = step.to in (State.SUBMITTED, State.RESUBMITTED)
        edit += hands_in
        made.append(
            Transition(
                response=response,
                origin=origin,
                to=step.to,
                at=step.at,
                by=step.by,
                why=step.why,
                is_proxy=hands_in and response.is_proxy,
                submitted_edit=edit if hands_in else None,
            )
        )
        origin = step.to
    return made


def extensions(response: Response, course: Course, officer: User) -> list[Extension]:
    due = response.survey.due_at
    if course.extended_to is None or due is None:
        return []
    at = due - datetime.timedelta(hours=4)
    return [
        Extension(
            response=response,
            old_due_at=due,
            new_due_at=course.extended_to,
            reason=course.why_extended,
            by=officer,
            at=at,
        )
    ]


def reminders(survey: Survey, response: Response, course: Course, now: datetime.datetime) -> list[Reminder]:
    """The planned ones up to the day on which nothing was owed any more."""
    due = response.due_at
    if due is None:
        return []
    until = min(course.settled_at or now, survey.closed_at or now)
    found = []
    for days in survey.reminder_days:
        at = (due + datetime.timedelta(days=days)).replace(hour=9, minute=2)
        if survey.issued_at and survey.issued_at < at < until and at.date() < now.date():
            found.append(Reminder(response=response, days=days, due_on=due.date(), at=at))
    return found
