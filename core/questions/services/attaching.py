"""Files given in answer to a question: they belong to the sheet from the upload on, whatever becomes of the answer."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext

from core.files.naming import clean_name
from core.files.services.removing import remove
from core.files.services.storing import store
from core.files.sniffing import recognise
from core.people.models import User
from core.questions.definition import Question
from core.questions.kinds.file import FAMILIES, FileKind, families_of, most_files
from core.questions.models import AnswerSheet, SheetFile


@transaction.atomic
def attach(
    sheet: AnswerSheet, key: str, uploads: Sequence[File], *, by: User | None, removed: Collection[str] = ()
) -> list[SheetFile]:
    """Keep uploads for a file question of the sheet's version: all of them, or none.

    `removed` are ids that the same form takes away; they do not count. Raises ValidationError, in words for whoever
    chose the files, when the question takes no files, too many would be there, or one of them cannot be taken.
    """
    # Two uploads at once for the same sheet are counted one after the other.
    AnswerSheet.objects.select_for_update(of=("self",), no_key=True).get(pk=sheet.pk)
    there = sheet.files.filter(question=key).exclude(file__in=_uuids(removed)).count()
    refuse_uploads(sheet.definition.get(key), uploads, there=there)
    kept = [store(upload, owner=sheet.organization, by=by) for upload in uploads]
    sheet.__dict__.pop("file_names", None)
    return SheetFile.objects.bulk_create(SheetFile(sheet=sheet, question=key, file=file) for file in kept)


def refuse_uploads(question: Question | None, uploads: Sequence[File], *, there: int) -> None:
    """Raises ValidationError where the question takes none of these files, or not so many beside those there."""
    if question is None or question.kind != FileKind.code:
        raise ValidationError(gettext("この設問には、ファイルを添付できません。"), code="no_file_question")
    most = most_files(question)
    if there + len(uploads) > most:
        message = gettext("ファイルは%(most)s個までです。いま%(there)s個あるため、%(more)s個は追加できません。")
        raise ValidationError(message, code="too_many", params={"most": most, "there": there, "more": len(uploads)})
    for upload in uploads:
        _refuse_other_families(upload, question)


@transaction.atomic
def detach(sheet: AnswerSheet, file_ids: Iterable[str], *, by: User | None) -> int:
    """Take files of this sheet away for good; ids of other sheets' files, and what is no id, are passed over.

    Returns how many went. Who may, and what is written of it into the audit log, is the caller's affair.
    """
    found = list(sheet.files.filter(file__in=_uuids(file_ids)).select_related("file"))
    for one in found:
        one.delete()
        if not SheetFile.objects.filter(file=one.file_id).exists():
            remove(one.file)
    sheet.__dict__.pop("file_names", None)
    return len(found)


@transaction.atomic
def share(source: AnswerSheet, target: AnswerSheet) -> None:
    """The target, which holds a copy of the source's answers, has the files that these name, too."""
    named = {
        each for answer in source.answers.values() if isinstance(answer, list) for each in answer if _is_text(each)
    }
    given = [one for one in source.files.all() if str(one.file_id) in named]
    SheetFile.objects.bulk_create(
        [SheetFile(sheet=target, question=one.question, file_id=one.file_id) for one in given], ignore_conflicts=True
    )
    target.__dict__.pop("file_names", None)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _refuse_other_families(upload: File, question: Question) -> None:
    families = families_of(question)
    if not families:
        return
    found, _ = recognise(upload)
    if found.family not in families:
        wanted = gettext("・").join(str(label) for code, label in FAMILIES if code in families)
        raise ValidationError(
            gettext("「%(name)s」は受け付けられません。%(wanted)sのファイルを選んでください。"),
            code="family",
            params={"name": clean_name(upload.name), "wanted": wanted},
        )


def _uuids(texts: Iterable[str]) -> list[uuid.UUID]:
    found = []
    for text in texts:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found
