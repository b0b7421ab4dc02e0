"""Previews: pictures of a PDF's pages, or a picture made safe, kept beside the files in the storage."""

from __future__ import annotations

import json
import logging
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.core.files.base import File
from django.core.files.storage import default_storage

from core.files.apart import run_apart
from core.files.models import StoredFile, preview_path

logger = logging.getLogger(__name__)


class Drawn(NamedTuple):
    """What the drawing program tells (core.files.drawing): pages in all, where there are such; pictures made."""

    pages: int | None
    previews: int


NOTHING = Drawn(pages=None, previews=0)
TIMEOUT_SECONDS = 120
# Ended from outside, not by the file: the work is to be tried again.
_ENDED_FROM_OUTSIDE = (-signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP)


def draw_preview(file: StoredFile) -> None:
    """Draw a file's pages and put on record how many there are. Safe to repeat: it writes the same pictures again."""
    with tempfile.TemporaryDirectory(prefix="preview-") as folder, _on_this_disk(file) as source:
        drawn = _draw(file, source, Path(folder))
        for number in range(1, drawn.previews + 1):
            path = preview_path(file, number)
            default_storage.delete(path)  # from an earlier try; the storage would choose another name
            with (Path(folder) / f"{number}.webp").open("rb") as picture:
                default_storage.save(path, File(picture))
    if not StoredFile.objects.filter(pk=file.pk).update(pages=drawn.pages, previews=drawn.previews):
        for number in range(1, drawn.previews + 1):  # the file was taken out meanwhile
            default_storage.delete(preview_path(file, number))


def _draw(file: StoredFile, source: str, folder: Path) -> Drawn:
    kind = "pdf" if file.family == StoredFile.Family.PDF else "image"
    try:
        done = run_apart("core.files.drawing", kind, source, str(folder), seconds=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        logger.warning("file %s: no preview, drawing took too long", file.pk)
        return NOTHING
    if done.returncode == 0:
        return Drawn(**json.loads(done.stdout))
    if done.returncode < 0 and done.returncode not in _ENDED_FROM_OUTSIDE:
        logger.warning("file %s: no preview, drawing ended by signal %s", file.pk, -done.returncode)
        return NOTHING
    raise RuntimeError(f"drawing {file.pk} failed ({done.returncode}): {done.stderr.decode(errors='replace')[-1000:]}")


@contextmanager
def _on_this_disk(file: StoredFile) -> Iterator[str]:
    """A path that the drawing program can open; a copy where the storage is not a folder of this machine."""
    try:
        path = file.content.path
    except NotImplementedError:
        path = ""
    if path:
        yield path
        return
    with tempfile.NamedTemporaryFile(prefix="preview-") as copy:
        with file.content.open("rb") as content:
            shutil.copyfileobj(content, copy)
        copy.flush()
        yield copy.name
