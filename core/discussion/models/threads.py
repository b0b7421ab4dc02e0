"""A thread (やり取り) belongs to its subject, which points to it; all that is known of it here is the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property

from core.clock import Now
from core.discussion.registry import SUBJECTS, Subject, code_of_owner, visible_by_any

if TYPE_CHECKING:
    from core.people.access import Someone
    from core.people.models import User


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, user: Someone) -> Self:
        """What the room that a thread belongs to lets this person see (core.discussion.registry)."""
        condition = visible_by_any(user)
        return self.none() if condition is None else self.filter(condition)


class Thread(models.Model):
    created_at = models.DateTimeField("作成日時", db_default=Now(), editable=False)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "やり取り"

    def __str__(self) -> str:
        return f"やり取り{self.pk}"

    @cached_property
    def subject(self) -> Subject:
        """Whose thread it is. Raises LookupError for a thread that no registered room owns."""
        code = Thread.objects.filter(pk=self.pk).values_list(code_of_owner(), flat=True).first()
        if code is None:
            raise LookupError(f"No registered subject owns the thread {self.pk}.")
        return SUBJECTS[code]

    def may_be_posted_in_by(self, user: User) -> bool:
        return self.subject.may_post(self, user)

    def is_followed_by(self, user: User) -> bool:
        return self.followers.filter(user=user, muted=False).exists()


class Follower(models.Model):
    """Who is told of every post. A muted one has said not to be; the row stays, so that it is remembered."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="followers", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    muted = models.BooleanField("受け取らない", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "フォロー"
        constraints = [models.UniqueConstraint(fields=["thread", "user"], name="follows_a_thread_once")]
