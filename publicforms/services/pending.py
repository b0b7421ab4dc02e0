"""Files that come before the rest: they wait under the page's token, and go after a day if nothing is sent in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction

from core.clock import later
from core.files.services.removing import remove
from core.files.services.storing import store
from core.questions.checking import Problem
from core.questions.filling import parts_of, with_parts
from core.questions.services.attaching import refuse_uploads
from core.questions.typed import Typed
from publicforms.asked import definition_of
from publicforms.models import Form, PendingFile, SavedEntry

LIFE_SECONDS = 24 * 3600


def keep_files(
    form: Form, token: str, typed: Typed, uploads: Mapping[str, Sequence[File]]
) -> tuple[Typed, list[Problem]]:
    """Take uploads in, each question's all or none; the typing then names them. Also says which were refused, why."""
    problems = []
    for key, files in uploads.items():
        if key not in definition_of(form):
            continue
        try:
            kept = _keep(form, token, key, files)
        except ValidationError as error:
            problems += [Problem(key, message) for message in error.messages]
        else:
            parts = parts_of(typed, key)
            ids = [*parts.get("", ()), *(str(each.file_id) for each in kept)]
            typed = with_parts(typed, key, {**parts, "": ids})
    return typed, problems


@transaction.atomic
def _keep(form: Form, token: str, key: str, uploads: Sequence[File]) -> list[PendingFile]:
    there = PendingFile.objects.filter(form=form, token=token)
    refuse_uploads(definition_of(form).get(key), uploads, there=there.filter(question=key).count())
    kept = [store(upload, owner=form.owner, by=None) for upload in uploads]
    return PendingFile.objects.bulk_create(
        PendingFile(form=form, token=token, question=key, file=file) for file in kept
    )


def drop_old_files() -> int:
    """Files that nobody sent in within a day; those of input that was saved for later stay as long as that."""
    saved = SavedEntry.objects.values("token")
    old = PendingFile.objects.filter(created_at__lt=later(-LIFE_SECONDS)).exclude(token__in=saved)
    dropped = 0
    for pending in old.select_related("file")[:1000]:
        with transaction.atomic():
            if PendingFile.objects.filter(pk=pending.pk).delete()[0]:
                remove(pending.file)
                dropped += 1
    return dropped
