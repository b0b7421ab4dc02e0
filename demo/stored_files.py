"""Attachments: the ready-made files, stored under many names as uploads would have been, pictures of their pages too.

The pages are drawn once per ready-made file and copied; a worker that drew each of the copies would be busy for
minutes after the first start.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core.files.drawing import draw_pdf, draw_picture
from core.files.models import StoredFile, preview_path, storage_path
from core.files.sniffing import recognise
from core.people.models import Organization, User

READY = Path(__file__).resolve().parent / "attachments" / "ready"


@dataclass(frozen=True)
class Ready:
    """A file of attachments/ready, looked at once."""

    content: bytes
    sha256: str
    content_type: str
    family: str
    pages: int | None
    pictures: tuple[bytes, ...]


@dataclass(frozen=True)
class Wanted:
    """`source` is "file in ready:name it is given"."""

    source: str
    owner: Organization
    by: User
    at: datetime.datetime


def store(wanted: Iterable[Wanted]) -> list[StoredFile]:
    """Rows in one statement, files in the default storage. In the order given."""
    made = []
    for each in wanted:
        source, _, name = each.source.partition(":")
        ready = _look_at(source)
        file = StoredFile(
            name=name,
            size=len(ready.content),
            sha256=ready.sha256,
            content_type=ready.content_type,
            family=ready.family,
            owner=each.owner,
            uploaded_by=each.by,
            created_at=each.at,
            pages=ready.pages,
            previews=len(ready.pictures),
        )
        file.content.name = default_storage.save(storage_path(file, name), ContentFile(ready.content))
        for number, picture in enumerate(ready.pictures, 1):
            default_storage.save(preview_path(file, number), ContentFile(picture))
        made.append(file)
    return StoredFile.objects.bulk_create(made)


@cache
def _look_at(source: str) -> Ready:
    content = (READY / source).read_bytes()
    found, charset = recognise(io.BytesIO(content))
    pages, pictures = _draw(READY / source, found.family) if found.shown else (None, ())
    return Ready(
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        content_type=f"{found.content_type}; charset={charset}" if charset else found.content_type,
        family=found.family,
        pages=pages,
        pictures=pictures,
    )


def _draw(path: Path, family: str) -> tuple[int | None, tuple[bytes, ...]]:
    draw = draw_pdf if family == StoredFile.Family.PDF else draw_picture
    with tempfile.TemporaryDirectory() as folder:
        result = draw(path, Path(folder))
        numbers = range(1, (result["previews"] or 0) + 1)
        return result["pages"], tuple((Path(folder) / f"{number}.webp").read_bytes() for number in numbers)
