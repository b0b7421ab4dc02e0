"""A post (投稿): who said what, with which files, naming whom."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from core.clock import Now
from core.discussion.models.threads import Thread
from core.files.models import StoredFile
from core.people.models import Organization

if TYPE_CHECKING:
    from core.people.access import Someone
    from core.people.models import User

MAX_LENGTH = 10_000


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, user: Someone) -> Self:
        """Whoever sees the thread sees its posts, and of a withdrawn one that it was withdrawn."""
        return self.filter(thread__in=Thread.objects.visible_to(user).values("pk"))

    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def for_showing(self) -> Self:
        """With all that the page says of each, in a number of queries that does not grow with the posts."""
        files = models.Prefetch("files", PostFile.objects.select_related("file"))
        mentions = models.Prefetch("mentions", Mention.objects.select_related("user"))
        return self.select_related("author", "organization").prefetch_related(files, mentions)


def random_mark() -> str:
    return uuid.uuid4().hex


class Post(models.Model):
    # The constraint and the index below serve the key.
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts", db_index=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="書いた人", on_delete=models.PROTECT, related_name="+"
    )
    # For whom the author wrote, by the posts held on that day: after a transfer old posts stay the old organization's.
    organization = models.ForeignKey(
        Organization, verbose_name="団体", on_delete=models.PROTECT, null=True, related_name="+"
    )
    body = models.TextField("本文", max_length=MAX_LENGTH, blank=True)
    # The same form sent twice (a double click) has the same mark and is one post; see services/posting.py.
    mark = models.CharField(max_length=64, default=random_mark, editable=False)
    created_at = models.DateTimeField("日時", db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField("取下げ日時", null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "投稿"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "author", "mark"], name="posted_once"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="withdrawn_post_says_when_and_by_whom",
            ),
            models.CheckConstraint(condition=LessThanOrEqual(Length("body"), MAX_LENGTH), name="post_is_not_too_long"),
        ]
        indexes = [models.Index(fields=["thread", "id"], name="posts_of_a_thread")]

    def __str__(self) -> str:
        return f"投稿{self.pk}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    def may_be_withdrawn_by(self, user: User) -> bool:
        """An author the own posts, also where nothing more may be posted. A second time changes nothing."""
        return self.author_id == user.pk


class PostFile(models.Model):
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "投稿のファイル"
        ordering = ["pk"]


class Mention(models.Model):
    """Somebody the post is meant for: told of it whether or not they follow the thread."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "名指し"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="mentioned_once")]
