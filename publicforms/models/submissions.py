"""A submission (申込): what one applicant sent in, and how far the office has come with it."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.clock import Now
from core.people.models import Organization
from core.questions.models import AnswerSheet
from publicforms.models.forms import Form
from publicforms.models.statuses import Status
from publicforms.querysets import SubmissionQuerySet


def random_id() -> int:
    """An id that says nothing of when or in which order: 62 random bits."""
    return secrets.randbits(62)


class Submission(models.Model):
    """Its answers are in `sheet`, which has the same id. Of an anonymous form nothing here is finer than the day."""

    class Standing(models.TextChoices):
        COUNTED = "counted", "受付"
        WAITING = "waiting", "キャンセル待ち"
        WITHDRAWN = "withdrawn", "取下げ"

    class Channel(models.TextChoices):
        WEB = "web", "ウェブ"
        PAPER = "paper", "書面"
        PHONE = "phone", "電話"
        COUNTER = "counter", "窓口"

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="submissions", db_index=False)
    sheet = models.OneToOneField(AnswerSheet, on_delete=models.PROTECT, related_name="submission")
    # Human-readable, and not to be guessed from another one.
    receipt = models.CharField("受付番号", max_length=12, editable=False)
    # The hash of the token of the page from which it came: the same page again is the same submission.
    token = models.CharField(max_length=64, editable=False)
    standing = models.CharField("受付の状態", max_length=10, choices=Standing.choices, default=Standing.COUNTED)
    status = models.ForeignKey(Status, verbose_name="対応状況", on_delete=models.PROTECT, related_name="submissions")
    # The order of the waitlist; of those who never waited null.
    waiting_number = models.BigIntegerField(null=True, editable=False)
    # What it was counted for: [["", ""], ["job", "count"]]; what is given back when it is withdrawn.
    places = models.JSONField(default=list, editable=False)
    # Stands for the answer that may be given once (Form.once_by); null where the form does not ask for that.
    person = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 - NULL means "may repeat"
    channel = models.CharField("受付方法", max_length=10, choices=Channel.choices, default=Channel.WEB)
    # When what the office entered had come on paper, by phone or at the counter.
    received_on = models.DateField("受け取った日", null=True, editable=False)
    language = models.CharField("言語", max_length=10, default="ja")
    # Where the applicant is written to; empty where no address was asked for.
    address = models.EmailField("メールアドレス", blank=True, max_length=254)
    # Part of the applicant's link: another number, and the old link is dead.
    link_number = models.PositiveSmallIntegerField(default=1, editable=False)
    # The person with an account who sent it in or, for what came on paper, entered it.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="入力した人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    organization = models.ForeignKey(
        Organization, verbose_name="回答した団体", on_delete=models.PROTECT, null=True, related_name="+"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="担当者", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # Of an anonymous form: not in any table yet, for together with so few others it would tell of a person. See
    # publicforms/anonymity.py.
    is_held = models.BooleanField(default=False, editable=False)
    # What those may search by who do not see personal answers. The rest is in `sheet.folded`.
    folded = models.TextField(default="", blank=True, editable=False)
    submitted_at = models.DateTimeField("申込日時", db_default=Now(), editable=False)
    # Whatever changes the answers, or whether they count, sets it: by it is known which short copies still hold.
    updated_at = models.DateTimeField("更新日時", db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField("取下げ日時", null=True, editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申込"
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(sheet=F("id")), name="submission_has_its_sheets_id"),
            models.UniqueConstraint(fields=["form", "token"], name="submission_once_per_page"),
            models.UniqueConstraint(fields=["form", "receipt"], name="receipt_once_per_form"),
            models.UniqueConstraint(
                fields=["form", "person"],
                condition=Q(person__isnull=False) & ~Q(standing="withdrawn"),
                name="submission_once_per_person",
            ),
            models.CheckConstraint(
                condition=~Q(standing="withdrawn") | Q(withdrawn_at__isnull=False), name="withdrawn_with_its_time"
            ),
            models.CheckConstraint(
                condition=~Q(standing="waiting") | Q(waiting_number__isnull=False), name="waiting_with_its_number"
            ),
        ]
        indexes = [
            models.Index(fields=["form", "-submitted_at", "-id"], name="submission_by_time"),
            models.Index(fields=["form", "status", "-submitted_at", "-id"], name="submission_by_status"),
            models.Index(fields=["form", "status", "receipt"], name="submission_status_receipt"),
            models.Index(fields=["form", "waiting_number", "id"], name="waitlist", condition=Q(standing="waiting")),
            models.Index(fields=["form", "updated_at"], name="submission_by_change"),
            models.Index(fields=["by", "form"], name="submission_by_person", condition=Q(by__isnull=False)),
            # What the office filters by, beside the usual: a submission that nobody has touched yet is in none of them.
            models.Index(
                fields=["form", "standing", "-submitted_at", "-id"],
                name="submission_by_standing",
                condition=~Q(standing="counted"),
            ),
            models.Index(
                fields=["form", "assignee", "-submitted_at", "-id"],
                name="submission_by_assignee",
                condition=Q(assignee__isnull=False),
            ),
            models.Index(
                fields=["form", "channel", "-submitted_at", "-id"],
                name="submission_by_channel",
                condition=~Q(channel="web"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.receipt}"

    @property
    def is_withdrawn(self) -> bool:
        return self.standing == self.Standing.WITHDRAWN

    @property
    def is_waiting(self) -> bool:
        return self.standing == self.Standing.WAITING
