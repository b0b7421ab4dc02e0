"""Taking a file out: the record now, the bytes once that is committed."""

from __future__ import annotations

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


def _delete_bytes(paths: list[str]) -> None:
    for path in paths:
        default_storage.delete(path)
