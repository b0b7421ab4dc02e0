"""A thread as a page shows it: so many queries, however many posts there are."""

from __future__ import annotations

from dataclasses import dataclass

from core.discussion.forms import PostForm
from core.discussion.models import Post, Thread
from core.people.models import User

# As many as a page shows at once; what is older is on the thread's own page, as many again.
SHOWN = 50


@dataclass(frozen=True)
class Conversation:
    thread: Thread
    posts: list[Post]
    # Where the older posts begin: the number of the oldest one shown, where there are any older.
    older: int | None
    # Nothing where the person may not post.
    form: PostForm | None
    is_followed: bool


def conversation(
    thread: Thread, user: User, *, form: PostForm | None = None, before: int | None = None
) -> Conversation:
    """The newest posts, or those before the post `before`, oldest first. `form`: what was typed and has to be mended.

    Whether the person may see the thread is for the caller to have asked (visible_to).
    """
    rows = thread.posts.for_showing().order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: SHOWN + 1])
    posts = found[:SHOWN][::-1]
    if not thread.may_be_posted_in_by(user):
        form = None
    elif form is None:
        form = PostForm(thread=thread, by=user)
    return Conversation(
        thread=thread,
        posts=posts,
        older=posts[0].pk if len(found) > SHOWN else None,
        form=form,
        is_followed=thread.is_followed_by(user),
    )
