"""Saying something in a thread, and taking it back."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from core.clock import Now
from core.discussion.messages_out import tell_of
from core.discussion.models import MAX_LENGTH, Mention, Post, PostFile, Thread
from core.discussion.services.following import follow
from core.files.services.storing import store
from core.people import audit
from core.people.access import posts_of
from core.people.clean_text import validate_storable
from core.people.models import Organization, User


def post(
    thread: Thread,
    body: str,
    *,
    uploads: Collection[UploadedFile] = (),
    mentions: Collection[User] = (),
    by: User,
    token: str = "",
) -> Post:
    """Post, and tell those mentioned and those who follow. The author follows from then on.

    `token` comes with the form: the same words with the same token again, also at the same moment, give the post that
    is there already. Raises PermissionDenied where the person may not post, and ValidationError, in words for the
    author, for a post without words and files, one that is too long, a file that is refused, or a mention of
    somebody who does not take part.
    """
    if not (Thread.objects.visible_to(by).filter(pk=thread.pk).exists() and thread.may_be_posted_in_by(by)):
        raise PermissionDenied
    _check_body(body, uploads)
    mark = _mark(token, body, uploads, mentions)
    same = Post.objects.filter(thread=thread, author=by, mark=mark)
    if mark and (already := same.first()):
        return already
    try:
        return _post(thread, body, uploads, mentions, by, mark)
    except IntegrityError:
        # The other click was faster. What this one wrote is rolled back; the bytes of its files go with the sweep.
        if already := same.first():
            return already
        raise


@transaction.atomic
def withdraw_post(post: Post, *, by: User) -> bool:
    """Take an own post back: that it was there stays to be seen, its words and files do not. False where it was done
    already. Raises PermissionDenied for anybody but the author."""
    if not post.may_be_withdrawn_by(by):
        raise PermissionDenied
    now_withdrawn = Post.objects.standing().filter(pk=post.pk).update(withdrawn_at=Now(), withdrawn_by=by)
    if now_withdrawn:
        _record("thread.post_withdrawn", post, by=by)
    return bool(now_withdrawn)


@transaction.atomic
def _post(
    thread: Thread,
    body: str,
    uploads: Collection[UploadedFile],
    mentions: Collection[User],
    by: User,
    mark: str,
) -> Post:
    named = _check_mentions(thread, mentions)
    organization = _speaks_for(thread, by)
    # Before the row, so that whoever clicks twice waits for the row alone, not for the files of the first click.
    owner = organization or thread.subject.sender(thread)
    if uploads and owner is None:
        raise ValidationError("所属する団体がないため、ファイルを付けられません。", code="no_organization")
    files = [store(upload, owner=owner, by=by) for upload in uploads] if owner else []
    fields = {"mark": mark} if mark else {}
    made = Post.objects.create(thread=thread, author=by, organization=organization, body=body, **fields)
    PostFile.objects.bulk_create(PostFile(post=made, file=file) for file in files)
    Mention.objects.bulk_create(Mention(post=made, user=user) for user in named)
    follow(thread, by=by)
    tell_of(made, files=len(files))
    _record("thread.posted", made, by=by, files=len(files), mentions=len(named))
    return made


def _check_body(body: str, uploads: Collection[UploadedFile]) -> None:
    validate_storable(body)
    if not body.strip() and not uploads:
        raise ValidationError("本文を入力するか、ファイルを選んでください。", code="empty")
    if len(body) > MAX_LENGTH:
        raise ValidationError(
            f"本文は{MAX_LENGTH:,}文字までです（いま{len(body):,}文字）。長い内容は、ファイルで付けてください。",
            code="too_long",
        )


def _check_mentions(thread: Thread, mentions: Collection[User]) -> list[User]:
    wanted = {user.pk for user in mentions}
    found = list(thread.subject.people(thread).filter(pk__in=wanted)) if wanted else []
    if {user.pk for user in found} != wanted:
        raise ValidationError("このやり取りに加わっていない人は、宛先にできません。", code="not_taking_part")
    return list({user.pk: user for user in found}.values())


def _speaks_for(thread: Thread, by: User) -> Organization | None:
    """For whom somebody with several posts writes: the organization that the thread is with, else the one that asks."""
    own = [post.organization for post in posts_of(by)]
    subject = thread.subject
    for concerned in (subject.audit_organization(thread), subject.sender(thread)):
        if concerned in own:
            return concerned
    return own[0] if own else None


def _mark(token: str, body: str, uploads: Collection[UploadedFile], mentions: Collection[User]) -> str:
    """What the same post sent again has in common. The words count: whoever goes back in the browser and writes
    something else into the old form means another post. Empty without a token."""
    if not token:
        return ""
    files = [(upload.name, upload.size) for upload in uploads]
    said = repr((token, body, files, sorted(user.pk for user in mentions)))
    return hashlib.sha256(said.encode()).hexdigest()


def _record(action: str, post: Post, *, by: User, **details: int) -> None:
    thread = post.thread
    subject = thread.subject
    concerned = subject.audit_organization(thread)
    audit.record(action, thread, by=by, organization=concerned, about=subject.title(thread), post=post.pk, **details)
