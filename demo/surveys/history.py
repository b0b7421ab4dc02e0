"""What the audit log holds of the surveys."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from core.people.models import AuditEntry, Organization, User
from demo.surveys.courses import Course
from surveys.models import Survey
from surveys.states import State

SAID = {
    State.SUBMITTED: "response.submitted",
    State.RESUBMITTED: "response.submitted",
    State.RETURNED: "response.returned",
    State.ACCEPTED: "response.accepted",
    State.NOT_APPLICABLE: "response.not_applicable",
    State.EXEMPT: "response.exempted",
}


def entries(survey: Survey, courses: list[Course]) -> Iterator[AuditEntry]:
    yield _entry("survey.drafted", survey, survey.created_at, survey.created_by)
    if survey.issued_at:
        details = {"organizations": len(courses)}
        yield _entry("survey.issued", survey, survey.issued_at, survey.created_by, details=details)
    for course in courses:
        for step in course.steps:
            if step.to in SAID:
                yield _entry(SAID[step.to], survey, step.at, step.by, course.respondent.organization)
    if survey.closed_at:
        yield _entry("survey.closed", survey, survey.closed_at, survey.created_by)


def _entry(
    action: str,
    survey: Survey,
    at: datetime.datetime,
    by: User,
    organization: Organization | None = None,
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    label = f"{survey.title} {organization}" if organization else survey.title
    return AuditEntry(
        at=at,
        action=action,
        by=by,
        organization=organization or survey.owner,
        subject_kind=survey._meta.label_lower,
        subject_id=str(survey.pk),
        subject_label=label[:255],
        details=details or {},
    )
