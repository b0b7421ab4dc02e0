"""All files of handed-in answers as one ZIP, named 042021_石巻市_問3_1.pdf: code, organization, question, number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.base import ContentFile

from core.files.models import StoredFile
from core.people.models import User
from core.questions.definition import Definition
from core.questions.kinds import kind_of
from core.questions.kinds.file import FileKind
from core.questions.models import SheetFile
from surveys.collation import counted_sheets
from surveys.querysets import ResponseQuerySet

MISSING_NAME = "取得できなかったファイル.txt"
# What may not stand in a file's name on Windows: the parts that are typed are cleaned before they are joined.
_SEPARATORS = str.maketrans("/\\_", "／＼＿")


def answered_files(definition: Definition, responses: ResponseQuerySet, user: User) -> list[StoredFile]:
    """What stands in the answers now, in code order, each under the name it has in the ZIP. Three statements."""
    sheets = counted_sheets(responses, user).select_related("organization").order_by("organization__code")
    given = list(sheets.only("answers", "organization__code", "organization__name"))
    attached = SheetFile.objects.filter(sheet__in=[sheet.pk for sheet in given]).select_related("file")
    files = {(one.sheet_id, one.question, str(one.file_id)): one.file for one in attached}
    found = []
    for sheet in given:
        for question in definition.asked:
            answer = sheet.answers.get(question.key)
            if not isinstance(kind_of(question), FileKind) or not isinstance(answer, list):
                continue
            standing = [files[place] for key in answer if (place := (sheet.pk, question.key, str(key))) in files]
            for number, file in enumerate(standing, 1):
                parts = (sheet.organization.code, sheet.organization.name, definition.number[question.key])
                stem = "_".join(part.translate(_SEPARATORS) for part in (*parts, str(number)))
                found.append(_named(file, stem))
    return found


@dataclass(frozen=True)
class Packed:
    """What goes into the ZIP, and the names of those that should and cannot."""

    files: list[StoredFile]
    missing: list[str]


def packed(files: Iterable[StoredFile]) -> Packed:
    """Those that are in the store; for the others a text that names them, so that nobody takes the ZIP for complete."""
    there: list[StoredFile] = []
    missing: list[str] = []
    for file in files:
        if file.content.storage.exists(str(file.content.name)):
            there.append(file)
        else:
            missing.append(file.name)
    if missing:
        there.append(_list_of(missing))
    return Packed(there, missing)


def _list_of(missing: list[str]) -> StoredFile:
    lines = [
        f"次の{len(missing):,}件のファイルは、保管場所から取得できなかったため、このZIPに入っていません。",
        "システム管理者に、この一覧を添えて連絡してください。",
        "",
        *missing,
    ]
    text = ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
    return StoredFile(name=MISSING_NAME, size=len(text), content=ContentFile(text, MISSING_NAME))


def _named(file: StoredFile, stem: str) -> StoredFile:
    """The same stored bytes under another name; it is never saved."""
    _, dot, extension = file.name.rpartition(".")
    name = f"{stem}{dot}{extension.lower()}" if dot else stem
    return StoredFile(id=file.pk, name=name, size=file.size, content=file.content.name)
