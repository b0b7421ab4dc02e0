"""The scan of what came on paper: it waits under the page's token, and goes with the submission in one commit."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet

from core.files.models import StoredFile
from core.files.services.removing import remove
from core.files.services.storing import store
from core.people.models import User
from publicforms.models import Form, PendingFile, Submission, SubmissionFile

EVIDENCE = "-evidence"  # in the place of a question's key, and never one: keys begin with a letter
MOST = 10


@transaction.atomic
def keep_evidence(form: Form, token: str, uploads: Iterable[File], *, by: User) -> None:
    """Take them in, all or none. Raises ValidationError for what is refused."""
    uploads = list(uploads)
    if pending_evidence(form, token).count() + len(uploads) > MOST:
        raise ValidationError(f"書面の写しは{MOST}個までです。")
    for upload in uploads:
        file = store(upload, owner=form.owner, by=by)
        PendingFile.objects.create(form=form, token=token, question=EVIDENCE, file=file)


@transaction.atomic
def drop_evidence(form: Form, token: str, ids: Iterable[str]) -> None:
    """Those of this page that were chosen by mistake."""
    for pending in PendingFile.objects.filter(form=form, token=token, question=EVIDENCE).select_related("file"):
        if str(pending.file_id) in set(ids):
            pending.delete()
            remove(pending.file)


def pending_evidence(form: Form, token: str) -> QuerySet[StoredFile]:
    waiting = PendingFile.objects.filter(form=form, token=token, question=EVIDENCE)
    return StoredFile.objects.filter(pk__in=waiting.values("file")).order_by("created_at", "pk")


def take_evidence(submission: Submission, token: str) -> None:
    """What waits under the token belongs to the submission from now on."""
    waiting = PendingFile.objects.filter(form=submission.form_id, token=token, question=EVIDENCE)
    SubmissionFile.objects.bulk_create(
        SubmissionFile(submission=submission, file_id=one.file_id, kind=SubmissionFile.Kind.EVIDENCE) for one in waiting
    )
    waiting.delete()
