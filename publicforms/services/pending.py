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
from core.questions.definition import Definition, Question
from core.questions.filling import parts_of, with_parts
from core.questions.models import AnswerSheet, SheetFile
from core.questions.services.attaching import refuse_uploads
from core.questions.typed import Typed
from publicforms.asked import definition_of
from publicforms.models import Form, PendingFile, SavedEntry
from publicforms.services.evidence import EVIDENCE

LIFE_SECONDS = 24 * 3600


def keep_files(
    form: Form,
    token: str,
    typed: Typed,
    uploads: Mapping[str, Sequence[File]],
    definition: Definition | None = None,
) -> tuple[Typed, list[Problem]]:
    """Take uploads in, each question's all or none; the typing then names them. Also says which were refused, why.

    `definition` is another version's than what is asked now, where earlier answers are corrected.
    """
    problems = []
    asked = definition or definition_of(form)
    for key, files in uploads.items():
        if key not in asked:
            continue
        try:
            kept = _keep(form, token, asked[key], files)
        except ValidationError as error:
            problems += [Problem(key, message) for message in error.messages]
        else:
            parts = parts_of(typed, key)
            ids = [*parts.get("", ()), *(str(each.file_id) for each in kept)]
            typed = with_parts(typed, key, {**parts, "": ids})
    return typed, problems


@transaction.atomic
def _keep(form: Form, token: str, question: Question, uploads: Sequence[File]) -> list[PendingFile]:
    key = question.key
    there = PendingFile.objects.filter(form=form, token=token)
    refuse_uploads(question, uploads, there=there.filter(question=key).count())
    kept = [store(upload, owner=form.owner, by=None) for upload in uploads]
    return PendingFile.objects.bulk_create(
        PendingFile(form=form, token=token, question=key, file=file) for file in kept
    )


def hand_over(form: Form, sheet: AnswerSheet, token: str) -> None:
    """The files that came with the pages belong to the sheet from now on.

    Those that no answer names go with the next sweep: a node on the internet's side may not delete files.
    """
    named = {each for answer in sheet.answers.values() if isinstance(answer, list) for each in answer}
    for pending in PendingFile.objects.filter(form=form, token=token).exclude(question=EVIDENCE):
        if str(pending.file_id) in named:
            SheetFile.objects.create(sheet=sheet, question=pending.question, file_id=pending.file_id)
            pending.delete()


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
