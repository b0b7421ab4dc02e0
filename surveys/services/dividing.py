"""Passing questions to the sections of an organization, and putting together what they wrote (S8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from core.clock import Now
from core.people import audit
from core.people.models import Section, User
from surveys.messages_out import tell_part_given
from surveys.models import Assignment, Response


@transaction.atomic
def divide(response: Response, questions: Mapping[Section, Sequence[str]], *, by: User) -> list[Assignment]:
    """Who is to write what; a section that is given nothing loses its part. A part that stays the same stays done.

    The people of a section are told of a part that is new or has changed.
    """
    _wait_for_others(response)
    known = {question.key for question in response.survey.asked_version.definition.asked}
    wanted = {
        section.pk: [key for key in keys if key in known]
        for section, keys in questions.items()
        if section.organization_id == response.organization_id
    }
    for section, keys in wanted.items():
        if keys:
            there = Assignment.objects.filter(response=response, section=section).first()
            if there is None:
                part = Assignment.objects.create(response=response, section_id=section, questions=keys)
                tell_part_given(response, part, by=by)
            elif there.questions != keys:
                Assignment.objects.filter(pk=there.pk).update(questions=keys, done_at=None, done_by=None)
                there.questions = keys
                tell_part_given(response, there, by=by)
    response.assignments.exclude(section__in=[section for section, keys in wanted.items() if keys]).delete()
    audit.record("response.divided", response, by=by, organization=response.organization_id)
    return list(response.assignments.select_related("section"))


def _wait_for_others(response: Response) -> None:
    """Two at once would make a part twice, or tell of it twice."""
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)


def mark_done(assignment: Assignment, done: bool, *, by: User) -> None:
    """A section has written its part, or takes that back."""
    Assignment.objects.filter(pk=assignment.pk).update(done_at=Now() if done else None, done_by=by if done else None)
