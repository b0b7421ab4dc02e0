"""Bytes without a record: left by a transaction that was rolled back, or by a process that died on the way."""

from __future__ import annotations

import datetime
import logging
import uuid
from collections.abc import Iterator

from django.core.files.storage import default_storage

from core import clock
from core.files.models import StoredFile

logger = logging.getLogger(__name__)

# Younger ones may belong to a transaction that is not committed yet.
MIN_AGE = datetime.timedelta(days=1)


def remove_orphans() -> int:
    """Delete stored bytes and previews older than a day that no StoredFile names. Returns how many."""
    removed = 0
    before = clock.now() - MIN_AGE
    for folder in _folders("files"):
        removed += _remove([(name, f"{folder}/{name}") for name in _names_in(folder)], before)
    for folder in _folders("previews"):
        for file in default_storage.listdir(folder)[0]:
            removed += _remove([(file, f"{folder}/{file}/{name}") for name in _names_in(f"{folder}/{file}")], before)
    if removed:
        logger.info("removed %s stored files without a record", removed)
    return removed


def _folders(top: str) -> Iterator[str]:
    if default_storage.exists(top):
        yield from (f"{top}/{name}" for name in sorted(default_storage.listdir(top)[0]))


def _names_in(folder: str) -> list[str]:
    return default_storage.listdir(folder)[1]


def _remove(found: list[tuple[str, str]], before: datetime.datetime) -> int:
    """`found`: the id in hexadecimal and the path of each. What does not look like ours is left alone."""
    ours = {path: uuid.UUID(hex=name) for name, path in found if _is_id(name)}
    known = set(StoredFile.objects.filter(pk__in=set(ours.values())).values_list("pk", flat=True))
    orphans = [path for path, pk in ours.items() if pk not in known]
    old = [path for path in orphans if default_storage.get_modified_time(path) < before]
    for path in old:
        default_storage.delete(path)
    return len(old)


def _is_id(name: str) -> bool:
    return len(name) == 32 and all(each in "0123456789abcdef" for each in name)
