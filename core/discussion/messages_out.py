"""What people are told about posts. The mail says who wrote and where; the words stay in the portal, where they can
still be withdrawn."""

from __future__ import annotations

from collections.abc import Iterable

from core.discussion.models import Post, Thread
from core.notifications.kinds import MessageKind, register
from core.notifications.models import Message, Notification
from core.notifications.services.telling import open_message, tell_people
from core.people.models import User


class PostMessage(MessageKind):
    def facts(self, message: Message) -> list[tuple[str, str]]:
        context = message.context
        found = [("書いた人", context.get("author", "")), ("団体", context.get("organization", ""))]
        if context.get("files"):
            found.append(("添付ファイル", f"{context['files']}件"))
        return [(name, value) for name, value in found if value]

    def still_wanted(self, notification: Notification) -> bool:
        """Not once the post is withdrawn, nor when the person may no longer see the thread."""
        reader = notification.user
        post = Post.objects.standing().filter(pk=notification.message.context["post"])
        return reader is not None and post.visible_to(reader).exists()


@register
class Posted(PostMessage):
    code = "discussion.posted"
    label = "やり取りに投稿がありました"

    def mail_subject(self, message: Message) -> str:
        return f"【投稿】{message.title}"


@register
class Mentioned(PostMessage):
    code = "discussion.mentioned"
    label = "あなたあての投稿がありました"

    def mail_subject(self, message: Message) -> str:
        return f"【あなたあて】{message.title}"


def tell_of(post: Post, *, files: int) -> None:
    """Those mentioned and those who follow, each by one message; not the author, nor who may no longer see the thread.

    To mute a thread is to want none of its posts; a post that names somebody reaches them all the same.
    """
    thread = post.thread
    mentioned = [mention.user for mention in post.mentions.select_related("user")]
    named = {user.pk for user in mentioned}
    rows = thread.followers.filter(muted=False, user__is_active=True).exclude(user__in=named).select_related("user")
    _tell(Mentioned.code, post, files, mentioned)
    _tell(Posted.code, post, files, [row.user for row in rows])


def _tell(code: str, post: Post, files: int, people: Iterable[User]) -> None:
    thread = post.thread
    readers = [person for person in people if person.pk != post.author_id and _sees(person, thread)]
    if not readers:
        return
    subject = thread.subject
    message = open_message(
        code,
        key=str(post.pk),
        subject=thread,
        title=subject.title(thread),
        path=f"{subject.path(thread)}#post-{post.pk}",
        sender=subject.sender(thread),
        by=post.author,
        post=post.pk,
        author=post.author.name,
        organization=str(post.organization or ""),
        files=files,
    )
    tell_people(message, readers)


def _sees(person: User, thread: Thread) -> bool:
    return Thread.objects.visible_to(person).filter(pk=thread.pk).exists()
