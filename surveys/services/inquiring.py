"""Questions about a survey (S13): asked by an organization, answered to it alone or once for all."""

from __future__ import annotations

from django.db import transaction

from core.clock import Now
from core.discussion.models import Thread
from core.discussion.services.following import follow
from core.jobs.enqueueing import enqueue
from core.people import audit
from core.people.models import Organization, User
from surveys.messages_out import tell_inquiry
from surveys.models import Inquiry, Survey


@transaction.atomic
def ask(survey: Survey, organization: Organization, question: str, *, by: User) -> Inquiry:
    """Put a question to whoever runs the survey."""
    thread = Thread.objects.create()
    inquiry = Inquiry.objects.create(
        survey=survey, organization=organization, thread=thread, question=question, asked_by=by
    )
    follow(thread, by=by)
    audit.record("inquiry.asked", inquiry, by=by, organization=organization)
    tell_inquiry(inquiry)
    return inquiry


@transaction.atomic
def answer(inquiry: Inquiry, text: str, *, shared_question: str = "", by: User) -> Inquiry:
    """Answer it. With `shared_question`, the question in words that betray no asker, all asked may read both."""
    Inquiry.objects.filter(pk=inquiry.pk).update(
        answer=text, answered_by=by, answered_at=Now(), shared_question=shared_question, is_shared=bool(shared_question)
    )
    answered = Inquiry.objects.get(pk=inquiry.pk)
    audit.record("inquiry.answered", answered, by=by, organization=answered.organization_id, shared=answered.is_shared)
    enqueue("surveys.tell_inquiry_answered", key=f"{answered.pk}-{answered.answered_at}", by=by, inquiry=answered.pk)
    return answered
