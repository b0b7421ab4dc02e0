"""A form (公開フォーム): what is asked of whom, for what purpose, from when until when, and until when it is kept."""

from __future__ import annotations

import datetime
from functools import cached_property

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from core.clock import Now
from core.people.models import Organization, Section, User
from core.questions.models import Questionnaire, Version
from publicforms.grants import verbs_on
from publicforms.models.grants import FormVerb
from publicforms.querysets import FormQuerySet


class Form(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "準備中"
        PUBLISHED = "published", "公開"
        CLOSED = "closed", "受付終了"
        WITHDRAWN = "withdrawn", "取下げ"

    class Audience(models.TextChoices):
        ANYONE = "anyone", "どなたでも（住民など）"
        COLLEAGUES = "colleagues", "職員（アカウントなしで回答）"
        SIGNED_IN = "signed_in", "ポータルの利用者（選んだ団体）"

    class Moment(models.TextChoices):
        """What a visitor finds now."""

        HIDDEN = "hidden", "準備中"
        BEFORE = "before", "受付開始前"
        OPEN = "open", "受付中"
        AFTER = "after", "受付終了"
        WITHDRAWN = "withdrawn", "取下げ"

    owner = models.ForeignKey(Organization, verbose_name="団体", on_delete=models.PROTECT, related_name="forms")
    section = models.ForeignKey(
        Section, verbose_name="担当", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    title = models.CharField("フォーム名", max_length=200)
    slug = models.SlugField("アドレス", max_length=60, unique=True)
    questionnaire = models.OneToOneField(
        Questionnaire, verbose_name="様式", on_delete=models.PROTECT, related_name="form"
    )
    # What is asked now: set when it is opened, moved on when a newer version is put in its place.
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, editable=False, related_name="forms")
    audience = models.CharField("回答する人", max_length=12, choices=Audience.choices, default=Audience.ANYONE)

    # What a visitor reads.
    summary = models.TextField("案内", blank=True, max_length=5000)
    purpose = models.TextField("利用目的", blank=True, max_length=2000)
    contact = models.TextField("問い合わせ先", blank=True, max_length=500)
    done_text = models.TextField("完了画面の文", blank=True, max_length=2000)
    reply_text = models.TextField("自動返信メールの文", blank=True, max_length=2000)
    # By language ("en", "ja-easy"): {"title": …, "summary": …, "questions": {key: {"label": …}}}.
    texts = models.JSONField("ほかの言語の文", default=dict, blank=True)

    state = models.CharField("状態", max_length=10, choices=State.choices, default=State.DRAFT)
    opens_at = models.DateTimeField("受付開始", null=True, blank=True)
    closes_at = models.DateTimeField("受付終了", null=True, blank=True)
    has_waitlist = models.BooleanField("定員を超えた申込を、キャンセル待ちとして受け付ける", default=False)
    # The question whose answer may stand only once: "one per person". Empty: as often as one likes.
    once_by = models.CharField("1人1回に限る設問", max_length=40, blank=True)
    # The question that asks for the address to which the reply goes. Empty: the first of its kind.
    reply_to = models.CharField("返信先の設問", max_length=40, blank=True)
    may_correct = models.BooleanField("受付期間中は、申込者が内容を直せる", default=True)
    embed_origins = ArrayField(
        models.CharField(max_length=200), verbose_name="埋め込むサイト", default=list, blank=True
    )
    watchers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name="申込があったら知らせる人", blank=True, related_name="+"
    )

    # A staff questionnaire.
    is_anonymous = models.BooleanField("だれの回答か分からないようにする", default=False)
    passcode = models.CharField("合言葉", max_length=60, blank=True)
    networks = ArrayField(
        models.CharField(max_length=50), verbose_name="回答できるネットワーク", default=list, blank=True
    )
    # Of an anonymous form: what was sent in before this day lies in no order any more (services/mixing).
    mixed_until = models.DateField(null=True, editable=False)
    by_codes = models.BooleanField("1人1枚の回答コードを使う", default=False)
    # An internal form.
    participants = models.ManyToManyField(Organization, verbose_name="回答する団体", blank=True, related_name="+")
    shares_entries = models.BooleanField("同じ団体の人の記録も、おたがいに見せる", default=False)

    # After so many days from the end of its time, what was sent in is erased.
    keep_days = models.PositiveIntegerField(
        "受付終了後に保存する日数", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(3660)]
    )
    erase_on = models.DateField("消去する日", null=True, blank=True)
    erased_at = models.DateTimeField("消去日時", null=True, editable=False)

    # Counts the saves of the settings: a save says which one it started from.
    edit = models.PositiveIntegerField(default=1, editable=False)
    opened_at = models.DateTimeField("公開日時", null=True, editable=False)
    closed_at = models.DateTimeField("受付を終えた日時", null=True, editable=False)
    withdrawn_because = models.CharField("取下げの理由", max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("作成日時", db_default=Now(), editable=False)
    updated_at = models.DateTimeField("更新日時", db_default=Now(), editable=False)

    # When it was read for a visitor, and the status that a new submission gets: see publicforms.visiting.visited.
    visited_at: datetime.datetime | None = None
    known_first_status: int | None = None

    objects = FormQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公開フォーム"
        ordering = ["-created_at", "-pk"]
        permissions = FormVerb.choices
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft")
                | (Q(version__isnull=False, opened_at__isnull=False) & Q(erase_on__isnull=False) & ~Q(purpose="")),
                name="published_form_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="form_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(is_anonymous=False) | Q(audience="colleagues"), name="anonymous_form_is_for_colleagues"
            ),
            models.CheckConstraint(
                condition=Q(is_anonymous=False) | Q(once_by="", has_waitlist=False), name="anonymous_form_knows_nobody"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="form_by_owner"),
            models.Index(fields=["erase_on"], name="form_to_erase", condition=Q(erased_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def asked_version(self) -> Version:
        """What is asked now. Only of a form that was published: a constraint of the table sees to it."""
        if self.version is None:
            raise ValueError("A draft asks nothing yet.")
        return self.version

    def moment(self, at: datetime.datetime) -> Moment:
        """What a visitor finds at this time; the time is the database's."""
        if self.state == self.State.DRAFT:
            return self.Moment.HIDDEN
        if self.state == self.State.WITHDRAWN:
            return self.Moment.WITHDRAWN
        if self.state == self.State.CLOSED or (self.closes_at is not None and at >= self.closes_at):
            return self.Moment.AFTER
        if self.opens_at is not None and at < self.opens_at:
            return self.Moment.BEFORE
        return self.Moment.OPEN

    # --- Who may ---

    def verbs_of(self, user: User) -> frozenset[FormVerb]:
        """What the person may do with the form; read once for each person."""
        if self._verbs.get(user.pk) is None:
            self._verbs[user.pk] = verbs_on(self, user)
        return self._verbs[user.pk]

    @cached_property
    def _verbs(self) -> dict[int, frozenset[FormVerb]]:
        return {}

    def may_be_edited_by(self, user: User) -> bool:
        return FormVerb.EDIT in self.verbs_of(user)

    def submissions_may_be_seen_by(self, user: User) -> bool:
        return FormVerb.SEE in self.verbs_of(user)

    def personal_may_be_seen_by(self, user: User) -> bool:
        return {FormVerb.SEE, FormVerb.SEE_PERSONAL} <= self.verbs_of(user)

    def may_be_handled_by(self, user: User) -> bool:
        return {FormVerb.SEE, FormVerb.HANDLE} <= self.verbs_of(user)

    def may_be_exported_by(self, user: User) -> bool:
        return {FormVerb.SEE, FormVerb.EXPORT} <= self.verbs_of(user)
