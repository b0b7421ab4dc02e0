"""Taking a file out: the record now, the bytes once that is committed; or the bytes first, where they must be gone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from core.files.models import StoredFile, preview_path


@transaction.atomic
def remove(file: StoredFile) -> None:
    """Forget a file that nothing refers to any more (a foreign key that still does raises ProtectedError).

    If the process dies before the bytes are gone, the daily sweep takes them.
    """
    paths = [preview_path(file, number) for number in range(1, (file.previews or 0) + 1)]
    if file.content.name:
        paths.append(file.content.name)
    file.delete()
    transaction.on_commit(partial(_delete_bytes, paths), robust=True)


def destroy(files: Iterable[StoredFile]) -> int:
    """Forget files that nothing refers to any more, their bytes and previews before their records.

    For what has to be gone by a certain time: no bytes are left behind, whenever the process dies. If the caller's
    transaction is rolled back, records stay that have no bytes: call it again. Returns how many there were.
    """
    gone = list(files)
    for file in gone:
        if file.content.name:
            default_storage.delete(file.content.name)
        folder = preview_path(file, 1).rpartition("/")[0]
        if default_storage.exists(folder):
            for name in default_storage.listdir(folder)[1]:
                default_storage.delete(f"{folder}/{name}")
    StoredFile.objects.filter(pk__in=[file.pk for file in gone]).delete()
    return len(gone)


def _delete_bytes(paths: list[str]) -> None:
    for path in paths:
        default_storage.delete(path)
