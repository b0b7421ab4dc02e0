"""A survey (調査・照会): what is asked, why, until when, and who may see whose answers."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from archive.models import Notice
from core.clock import Now
from core.people.models import Organization, OrganizationGroup, Section
from core.people.restricting import may_manage
from core.questions.models import Questionnaire, Version
from surveys.querysets import SurveyQuerySet

if TYPE_CHECKING:
    from core.people.models import User

# Days before (negative) and after the due date on which those who owe an answer are reminded.
USUAL_REMINDERS = (-7, -3, -1, 0, 1, 3)


def usual_reminders() -> list[int]:
    return list(USUAL_REMINDERS)


class Survey(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "下書き"
        OPEN = "open", "回答受付中"
        CLOSED = "closed", "締切済"
        WITHDRAWN = "withdrawn", "取下げ"

    class Visibility(models.TextChoices):
        """What an organization that is asked sees of the others (S6)."""

        OWN = "own", "自団体の回答だけ"
        STATUS = "status", "他団体の提出状況まで"
        AFTER_DUE = "after_due", "締切の後は、他団体の回答も"
        ANSWERS = "answers", "他団体の回答も"

    owner = models.ForeignKey(Organization, verbose_name="調査する団体", on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(
        Section, verbose_name="担当", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_restricted = models.BooleanField("担当の班・課だけで扱う", default=False)
    title = models.CharField("件名", max_length=200)
    purpose = models.TextField("調査の目的", blank=True, max_length=5000)
    background = models.TextField("根拠・背景", blank=True, max_length=5000)
    instructions = models.TextField("記入要領", blank=True, max_length=20000)
    questionnaire = models.ForeignKey(
        Questionnaire, verbose_name="様式", on_delete=models.PROTECT, null=True, blank=True, related_name="surveys"
    )
    # What is asked now: set when it is issued, moved on when the form sheet is replaced.
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, editable=False, related_name="surveys")
    due_at = models.DateTimeField("回答期限", null=True, blank=True)
    # Whether nothing is taken after the due date. Otherwise what comes late is taken, and marked, until it is closed.
    is_strict = models.BooleanField("期限を過ぎた回答を受け付けない", default=False)
    visibility = models.CharField(
        "他団体の回答の見え方", max_length=10, choices=Visibility.choices, default=Visibility.OWN
    )
    internal_review = models.BooleanField("団体内の承認を必要とする", default=False)
    reminder_days = ArrayField(
        models.SmallIntegerField(), verbose_name="督促の時期", default=usual_reminders, blank=True
    )

    # Whom a draft is to go to. When it is issued this becomes one Response per organization.
    to_organizations = models.ManyToManyField(Organization, verbose_name="対象団体", blank=True, related_name="+")
    to_groups = models.ManyToManyField(OrganizationGroup, verbose_name="宛先グループ", blank=True, related_name="+")

    state = models.CharField("状態", max_length=10, choices=State.choices, default=State.DRAFT)
    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, null=True, editable=False, related_name="survey")
    previous = models.ForeignKey(
        "self", verbose_name="前回の調査", on_delete=models.SET_NULL, null=True, blank=True, related_name="following"
    )
    issued_at = models.DateTimeField("照会日時", null=True, editable=False)
    closed_at = models.DateTimeField("締切日時", null=True, editable=False)
    withdrawn_because = models.CharField("取下げの理由", max_length=200, blank=True)
    # Counts the saves of the draft: a save says which one it started from.
    edit = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("作成日時", db_default=Now(), editable=False)
    updated_at = models.DateTimeField("更新日時", db_default=Now(), editable=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "調査"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(issued_at__isnull=False, version__isnull=False, due_at__isnull=False, notice__isnull=False),
                name="issued_survey_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="closed_survey_has_its_time"
            ),
            models.CheckConstraint(
                condition=Q(is_restricted=False) | Q(section__isnull=False), name="restricted_survey_has_a_section"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="survey_by_owner"),
            models.Index(fields=["due_at"], name="survey_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == self.State.WITHDRAWN

    @property
    def asked_version(self) -> Version:
        """What is asked now. Only of an issued survey: a constraint of the table sees to it."""
        if self.version is None:
            raise ValueError("A draft asks nothing yet.")
        return self.version

    def may_be_managed_by(self, user: User) -> bool:
        """Write, issue, extend, return, accept, enter by proxy: the owner's people who may publish.

        A restricted survey only those of its section, and administrators.
        """
        return may_manage(user, self)

    def shows_answers_of_others(self, at: datetime.datetime) -> bool:
        """Whether organizations may read each other's submitted answers at this moment."""
        if self.visibility == self.Visibility.AFTER_DUE:
            return self.is_closed or (self.due_at is not None and at > self.due_at)
        return self.visibility == self.Visibility.ANSWERS

    @property
    def shows_status_of_others(self) -> bool:
        return self.visibility != self.Visibility.OWN
