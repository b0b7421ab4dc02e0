"""A questionnaire (様式) and its versions: one draft that may be edited, published ones that never change."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.clock import Now
from core.people.access import user_may
from core.people.models import Organization, User, Verb
from core.questions.definition import Definition
from core.questions.querysets import QuestionnaireQuerySet, VersionQuerySet


class Questionnaire(models.Model):
    """What an organization asks, through all its versions. A template (ひな形) is one that others start from."""

    owner = models.ForeignKey(
        Organization, verbose_name="団体", on_delete=models.PROTECT, related_name="questionnaires"
    )
    title = models.CharField("様式名", max_length=200)
    is_template = models.BooleanField("ひな形にする", default=False)
    is_shared = models.BooleanField("ほかの団体にも見せる", default=False)
    copied_from = models.ForeignKey(
        "self", verbose_name="複写元", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField("作成日時", db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="作成した人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    # When anything of it last changed: what lists are sorted by.
    updated_at = models.DateTimeField("更新日時", db_default=Now(), editable=False)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "様式"
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_shared=False) | Q(is_template=True), name="only_templates_are_shared"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-updated_at", "-id"], name="questionnaire_by_owner"),
            models.Index(fields=["-updated_at"], condition=Q(is_shared=True), name="questionnaire_shared"),
        ]

    def __str__(self) -> str:
        return self.title

    def may_be_composed_by(self, user: User) -> bool:
        """Edit, publish, try, make a template of it: the owner's people who compose questionnaires."""
        return user_may(user, Verb.COMPOSE, self.owner_id)

    @cached_property
    def draft(self) -> Version | None:
        return self.versions.filter(state=Version.State.DRAFT).first()

    @cached_property
    def published(self) -> Version | None:
        """The newest published version."""
        return self.versions.filter(state=Version.State.PUBLISHED).order_by("-number").first()


class Version(models.Model):
    """One version of a questionnaire. Published ones are frozen, also by the database: see the room's migrations."""

    class State(models.TextChoices):
        DRAFT = "draft", "下書き"
        PUBLISHED = "published", "公開済み"

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("版")
    state = models.CharField("状態", max_length=12, choices=State.choices, default=State.DRAFT)
    content = models.JSONField("内容", default=dict)
    # Which step of the builder's history stands now, and the counter that tells simultaneous editors apart.
    step = models.PositiveIntegerField(default=0, editable=False)
    edit = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField("更新日時", db_default=Now(), editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="更新した人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField("公開日時", null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="公開した人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "様式の版"
        ordering = ["questionnaire", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["questionnaire"], condition=Q(state="draft"), name="one_draft_per_questionnaire"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | Q(state="published", published_at__isnull=False),
                name="version_published_with_its_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} 第{self.number}版"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    def may_be_composed_by(self, user: User) -> bool:
        return self.questionnaire.may_be_composed_by(user)

    @cached_property
    def definition(self) -> Definition:
        return Definition.from_json(self.content)


class Step(models.Model):
    """One step of the builder: what the draft was like after it, so that it can be undone and done again."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    said = models.CharField(max_length=300)  # 「投票者数」を追加
    content: Any = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "編集の履歴"
        ordering = ["version", "number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="step_number_once")]
