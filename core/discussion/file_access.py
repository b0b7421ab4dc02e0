"""Who may open a post's files: who may see its thread, while the post stands."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from core.discussion.models import Post, PostFile
from core.people.access import Someone


def openable_by(user: Someone) -> Q:
    posts = Post.objects.visible_to(user).standing()
    return Q(Exists(PostFile.objects.filter(file=OuterRef("pk"), post__in=posts.values("pk"))))
