"""A response (回答): what one organization owes to one survey, and how far it has come."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.clock import Now
from core.people.access import user_may
from core.people.models import Organization, Section, Verb
from core.questions.models import AnswerSheet
from surveys.models.surveys import Survey
from surveys.querysets import ResponseQuerySet
from surveys.states import EDITABLE, HANDED_IN, OWING, State

if TYPE_CHECKING:
    from core.people.models import User


class Response(models.Model):
    State = State

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses", db_index=False)
    organization = models.ForeignKey(
        Organization, verbose_name="対象団体", on_delete=models.PROTECT, related_name="responses"
    )
    state = models.CharField("状態", max_length=14, choices=State.choices, default=State.NOT_RECEIVED)
    # Since when it is in this state.
    moved_at = models.DateTimeField("更新日時", db_default=Now(), editable=False)
    extended_to = models.DateTimeField("延長後の期限", null=True, blank=True)
    # The organization's own sheet: nobody else reads it.
    sheet = models.OneToOneField(AnswerSheet, on_delete=models.PROTECT, null=True, related_name="response")
    # A copy of what was handed in last: what the prefecture, the totals and others see. Its past are the earlier ones.
    submitted = models.OneToOneField(AnswerSheet, on_delete=models.PROTECT, null=True, related_name="submitted_for")
    # What the prefecture enters on the organization's behalf, until it is handed in.
    proxy = models.OneToOneField(AnswerSheet, on_delete=models.PROTECT, null=True, related_name="proxy_for")
    submitted_at = models.DateTimeField("提出日時", null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="提出した人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Whether it came after the date that held then. A correction that was asked for afterwards changes nothing of it.
    is_late = models.BooleanField("期限後の提出", default=False, db_default=False, editable=False)
    is_proxy = models.BooleanField("代理入力", default=False)
    proxy_because = models.CharField("代理入力の理由と根拠", max_length=500, blank=True)
    rounds = models.PositiveSmallIntegerField("提出の回数", default=0)
    returned_at = models.DateTimeField("差戻し日時", null=True, editable=False)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="承認者", on_delete=models.PROTECT, null=True, related_name="+"
    )
    review_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="承認を求めた人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ResponseQuerySet.as_manager()

    # What with_due() adds.
    due: datetime.datetime

    class Meta:
        verbose_name = verbose_name_plural = "回答"
        ordering = ["organization__code"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "organization"], name="one_response_per_organization"),
            models.CheckConstraint(
                condition=~Q(state__in=[state.value for state in HANDED_IN])
                | Q(submitted__isnull=False, submitted_at__isnull=False),
                name="handed_in_response_has_answers",
            ),
        ]
        indexes = [models.Index(fields=["organization", "state"], name="response_by_organization")]

    def __str__(self) -> str:
        return f"{self.survey} {self.organization}"

    @property
    def due_at(self) -> datetime.datetime | None:
        """Until when this organization may hand in: its extension, else the survey's date."""
        return self.extended_to or self.survey.due_at

    @property
    def is_owing(self) -> bool:
        return self.state in OWING

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE and self.survey.is_open

    @property
    def was_returned(self) -> bool:
        """Whether the prefecture has returned it: what is handed in next is a resubmission."""
        return self.returned_at is not None

    def may_be_answered_by(self, user: User) -> bool:
        """Write answers for the organization: everybody with a post there."""
        return user_may(user, Verb.ANSWER, self.organization_id)

    def may_be_approved_by(self, user: User) -> bool:
        """Approve and hand in: a manager or the named reviewer, and never the one who wrote it."""
        if not self.may_be_answered_by(user):
            return False
        wrote = {self.review_asked_by_id, self.sheet.updated_by_id if self.sheet else None}
        named = self.reviewer_id == user.pk or user_may(user, Verb.APPROVE, self.organization_id)
        return named and user.pk not in wrote

    def may_be_managed_by(self, user: User) -> bool:
        """Extend, return, accept, exempt, enter by proxy: who manages the survey."""
        return self.survey.may_be_managed_by(user)


class Assignment(models.Model):
    """Questions that an organization passes to one of its sections (S8)."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="assignments")
    section = models.ForeignKey(Section, verbose_name="班・課", on_delete=models.CASCADE, related_name="+")
    questions = ArrayField(models.CharField(max_length=40), verbose_name="設問")
    note = models.CharField("連絡事項", max_length=200, blank=True)
    done_at = models.DateTimeField("記入済みの日時", null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記入した人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "設問の分担"
        ordering = ["section__position", "section__name"]
        constraints = [
            models.UniqueConstraint(fields=["response", "section"], name="one_assignment_per_section"),
        ]

    def __str__(self) -> str:
        return f"{self.response} {self.section}"
