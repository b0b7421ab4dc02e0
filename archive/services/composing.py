"""Writing a draft: its words, its attachments, whom it is to go to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Max

from archive.models import Attachment, Issuer, Notice
from core.clock import Now
from core.files.services.removing import remove
from core.files.services.storing import store
from core.people import audit
from core.people.access import user_may
from core.people.models import Organization, OrganizationGroup, User, Verb

EDITABLE = (Notice.State.DRAFT, Notice.State.SCHEDULED)
# What a person writes; everything else of a notice is the portal's to set.
WRITTEN = (
    "section",
    "number",
    "issued_on",
    "category",
    "importance",
    "title",
    "body",
    "valid_until",
    "needs_acknowledgement",
    "acknowledge_by",
)


class NotEditable(Exception):
    """The notice has been published or withdrawn; what went out is not changed silently."""


class ChangedMeanwhile(Exception):
    """Somebody else saved the draft since the page was opened; `current` is what stands now."""

    def __init__(self, current: Notice) -> None:
        super().__init__(current.pk)
        self.current = current


@transaction.atomic
def create_draft(*, owner: Organization, by: User, **written: Any) -> Notice:
    """A new draft of an organization that the person may publish for."""
    if not user_may(by, Verb.PUBLISH, owner):
        raise PermissionDenied
    notice = Notice(owner=owner, created_by=by)
    _write(notice, written)
    notice.save()
    _write_relations(notice, written)
    audit.record("notice.drafted", notice, by=by, organization=owner)
    return notice


@transaction.atomic
def save_draft(notice: Notice, *, version: int, by: User, **written: Any) -> Notice:
    """Save what was written, if nobody else saved since `version`.

    Raises ChangedMeanwhile with what stands now, NotEditable once it is published.
    """
    claimed = Notice.objects.filter(pk=notice.pk, version=version, state__in=EDITABLE).update(
        version=F("version") + 1, updated_at=Now()
    )
    current = Notice.objects.get(pk=notice.pk)
    if not claimed:
        raise ChangedMeanwhile(current) if current.state in EDITABLE else NotEditable
    _write(current, written)
    current.save(update_fields=[*WRITTEN, "issuer"])
    _write_relations(current, written)
    audit.record("notice.edited", current, by=by, organization=current.owner_id)
    return current


@transaction.atomic
def copy_notice(notice: Notice, *, by: User) -> Notice:
    """A new draft with the words and addressees of another notice; dates, number and files are its own."""
    copied = Notice(owner=notice.owner, created_by=by)
    for name in WRITTEN:
        if name not in ("number", "issued_on", "valid_until", "acknowledge_by"):
            setattr(copied, name, getattr(notice, name))
    copied.issuer = notice.issuer
    copied.save()
    copied.tags.set(notice.tags.names())
    copied.to_organizations.set(notice.to_organizations.all())
    copied.to_groups.set(notice.to_groups.all())
    audit.record("notice.drafted", copied, by=by, organization=notice.owner_id, copied_from=notice.pk)
    return copied


@transaction.atomic
def attach(notice: Notice, uploads: Iterable[UploadedFile], *, by: User) -> list[Attachment]:
    """Store the files and attach them in the order given. Raises ValidationError for a file that is refused."""
    _lock_editable(notice)
    last = notice.attachments.aggregate(last=Max("position"))["last"]
    position = -1 if last is None else last
    made = []
    for upload in uploads:
        file = store(upload, owner=notice.owner, by=by)
        position += 1
        made.append(Attachment.objects.create(notice=notice, file=file, position=position))
        audit.record("notice.file_attached", notice, by=by, organization=notice.owner_id, file=file.name)
    return made


@transaction.atomic
def detach(notice: Notice, attachments: Iterable[int], *, by: User) -> None:
    """Take attachments off a draft. Ids that are not this notice's change nothing."""
    _lock_editable(notice)
    for attachment in notice.attachments.filter(pk__in=list(attachments)).select_related("file"):
        audit.record("notice.file_removed", notice, by=by, organization=notice.owner_id, file=attachment.file.name)
        attachment.delete()
        remove(attachment.file)


@transaction.atomic
def delete_draft(notice: Notice, *, by: User) -> None:
    """Throw a draft away. What was ever published is withdrawn instead, never deleted."""
    locked = _lock_editable(notice)
    audit.record("notice.draft_deleted", locked, by=by, organization=locked.owner_id)
    files = [attachment.file for attachment in locked.attachments.select_related("file")]
    locked.delete()
    for file in files:
        remove(file)


def _lock_editable(notice: Notice) -> Notice:
    locked = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if locked.state not in EDITABLE:
        raise NotEditable
    return locked


def _write(notice: Notice, written: dict[str, Any]) -> None:
    for name in WRITTEN:
        if name in written:
            setattr(notice, name, written[name])
    if "issuer_name" in written:
        name = written["issuer_name"]
        notice.issuer = Issuer.objects.get_or_create(name=name)[0] if name else None


def _write_relations(notice: Notice, written: dict[str, Any]) -> None:
    if "tags" in written:
        notice.tags.set(written["tags"])
    if "to_organizations" in written:
        notice.to_organizations.set(Organization.objects.filter(pk__in=[o.pk for o in written["to_organizations"]]))
    if "to_groups" in written:
        notice.to_groups.set(OrganizationGroup.objects.filter(pk__in=[g.pk for g in written["to_groups"]]))
