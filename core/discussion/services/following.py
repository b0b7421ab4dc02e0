"""Who is told of new posts, by their own choice."""

from __future__ import annotations

from core.discussion.models import Follower, Thread
from core.people.models import User


def follow(thread: Thread, *, by: User) -> None:
    """Be told of every post from now on. Safe twice."""
    Follower.objects.update_or_create(thread=thread, user=by, defaults={"muted": False})


def unfollow(thread: Thread, *, by: User) -> None:
    """Be told no more, except of posts that name the person, until they follow or post again. Safe twice."""
    Follower.objects.update_or_create(thread=thread, user=by, defaults={"muted": True})
