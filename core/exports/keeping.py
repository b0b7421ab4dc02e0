"""Where the files of exports lie: under a name of their own in the default storage, made elsewhere before.

A file under construction stands in the workshop, on the same disk as a local storage, so that taking it over is one
rename. Neither place is reached by any address.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedRandom
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage

from core import clock
from core.exports.models import Export

FOLDER = "exports"
# A worker that was killed leaves its half; none works longer than an hour (work.MINUTES).
LEFT_AFTER_SECONDS = 2 * 3600
# Between rename and commit lie milliseconds.
ORPHANED_AFTER = datetime.timedelta(hours=1)


class UnderConstruction(File):
    """A finished file in the workshop, as Django's storages like to take it: a local one renames it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"), name=path.name)
        self.path = path

    def temporary_file_path(self) -> str:
        return str(self.path)


def workshop() -> Path:
    """Also where the parts of a workbook lie while it is made: what is left there when a worker is killed is swept."""
    folder = Path(settings.DATA_DIR) / "exports-under-construction"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def under_construction(export: Export) -> Iterator[BufferedRandom]:
    """A new file, open for writing and reading; gone afterwards, unless `keep` took it over."""
    handle, name = tempfile.mkstemp(prefix=f"{export.pk}-", dir=workshop())
    os.close(handle)
    path = Path(name)
    try:
        with path.open("w+b") as file:
            yield file
    finally:
        path.unlink(missing_ok=True)


def measure(file: BufferedRandom) -> tuple[int, str]:
    """Size and SHA-256 of what was written."""
    file.flush()
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size, hashlib.file_digest(file, "sha256").hexdigest()


def keep(run: uuid.UUID, file: BufferedRandom) -> str:
    """Take a finished file over into the storage; returns its name there, which no other run will use."""
    os.fsync(file.fileno())
    path = f"{FOLDER}/{run.hex[:2]}/{run.hex}"
    with UnderConstruction(Path(file.name)) as ready:
        return default_storage.save(path, ready)


def throw_away(name: str) -> None:
    """Safe to repeat."""
    default_storage.delete(name)


def throw_half_away(export: Export) -> None:
    """What a killed worker left of it in the workshop. One that is alive loses only the name of what it writes."""
    for path in workshop().glob(f"{export.pk}-*"):
        path.unlink(missing_ok=True)


def sweep() -> int:
    """Remove what killed processes left: halves in the workshop, files that no export names. Returns how many."""
    return _clear_workshop() + _clear_storage()


def _clear_workshop() -> int:
    removed = 0
    for path in workshop().iterdir():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - LEFT_AFTER_SECONDS:
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()
                removed += 1
    return removed


def _clear_storage() -> int:
    removed, before = 0, clock.now() - ORPHANED_AFTER
    for folder in default_storage.listdir(FOLDER)[0] if default_storage.exists(FOLDER) else ():
        names = [f"{FOLDER}/{folder}/{name}" for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]]
        known = set(Export.objects.filter(content__in=names).values_list("content", flat=True))
        for name in names:
            with suppress(FileNotFoundError):  # it expired meanwhile, and is gone
                if name not in known and default_storage.get_modified_time(name) < before:
                    default_storage.delete(name)
                    removed += 1
    return removed
