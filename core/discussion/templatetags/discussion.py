"""A thread inside the page of what it is about: {% load discussion %}{% thread inquiry.thread %}"""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from core.discussion.forms import PostForm
from core.discussion.models import Thread
from core.discussion.showing import conversation

register = template.Library()


@register.inclusion_tag("discussion/_thread.html", takes_context=True)
def thread(
    context: Context,
    thread: Thread,
    heading: str = "やり取り",
    form: PostForm | None = None,
    before: int | None = None,
) -> dict[str, Any]:
    """{% thread inquiry.thread heading="この質問のやり取り" %} - posts, the form to post, following.

    The page has found the thread by visible_to. form: one with errors, to be shown again. before: the posts that are
    older than this one.
    """
    user = context["request"].user
    shown = conversation(thread, user, form=form, before=before)
    return {"conversation": shown, "heading": heading, "user": user, "request": context["request"]}
