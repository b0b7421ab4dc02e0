"""Taking a file in: looked at, measured, written to the storage, put on record."""

from __future__ import annotations

import errno
import hashlib
import logging

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext

from core.files.formats import PROMISED, UNKNOWN, Format
from core.files.models import StoredFile
from core.files.naming import clean_name, extension_of
from core.files.sniffing import recognise
from core.jobs.enqueueing import enqueue
from core.people.models import Organization, User
from core.people.templatetags.portal_format import filesize_ja

logger = logging.getLogger(__name__)

_STORAGE_IS_FULL = (errno.ENOSPC, errno.EDQUOT)


def store(upload: File, *, owner: Organization, by: User | None) -> StoredFile:
    """Keep an upload. Reads it in chunks, never as a whole.

    Raises ValidationError, in words for the person who chose the file, when its name cannot be kept, it is empty or
    too large, or it is not what its name's ending promises. The bytes of a store that is rolled back later with the
    caller's transaction are removed by the daily sweep (core.files.services.sweeping).
    """
    name = clean_name(upload.name)
    size, sha256 = _measure(name, upload)
    found, charset = recognise(upload)
    _refuse_a_lying_ending(name, found)
    file = StoredFile(
        name=name,
        size=size,
        sha256=sha256,
        content_type=f"{found.content_type}; charset={charset}" if charset else found.content_type,
        family=found.family,
        owner=owner,
        uploaded_by=by,
        previews=None if found.shown else 0,
    )
    try:
        file.content.save(name, upload, save=False)
        _put_on_record(file, shown=found.shown)
    except BaseException as error:
        file.content.storage.delete(file.content.name or file.content.field.generate_filename(file, name))
        if isinstance(error, OSError) and error.errno in _STORAGE_IS_FULL:
            logger.error("No room left in the file storage.")
            raise ValidationError(
                gettext(
                    "サーバーの空き容量が足りないため、「%(name)s」を登録できませんでした。管理者に連絡してください。"
                ),
                code="storage_full",
                params={"name": name},
            ) from error
        raise
    return file


@transaction.atomic
def _put_on_record(file: StoredFile, *, shown: bool) -> None:
    file.save(force_insert=True)
    if shown:
        enqueue("files.preview", key=file.pk.hex, by=file.uploaded_by, file=str(file.pk))


def _measure(name: str, upload: File) -> tuple[int, str]:
    """Size and SHA-256 of what is really there; stops at the limit."""
    size, digest = 0, hashlib.sha256()
    for chunk in upload.chunks():
        size += len(chunk)
        if size > settings.ATTACHMENT_MAX_BYTES:
            raise ValidationError(
                gettext("「%(name)s」は大きすぎます。1ファイル%(limit)sまで登録できます。"),
                code="too_large",
                params={"name": name, "limit": filesize_ja(settings.ATTACHMENT_MAX_BYTES)},
            )
        digest.update(chunk)
    if not size:
        raise ValidationError(
            gettext("「%(name)s」は空（0バイト）です。中身のあるファイルを選んでください。"),
            code="empty",
            params={"name": name},
        )
    return size, digest.hexdigest()


def _refuse_a_lying_ending(name: str, found: Format) -> None:
    extension = extension_of(name)
    promised = PROMISED.get(extension)
    if promised is None or found in promised:
        return
    if found is UNKNOWN:
        raise ValidationError(
            gettext(
                "「%(name)s」の中身は%(promised)sではありません。ファイルが壊れていないか、開いて確かめてください。"
            ),
            code="lying_extension",
            params={"name": name, "promised": gettext(promised[0].label)},
        )
    raise ValidationError(
        gettext(
            "「%(name)s」の中身は%(found)sで、拡張子（.%(extension)s）と合っていません。"
            "正しいファイルか確かめ、拡張子を直してから登録してください。"
        ),
        code="lying_extension",
        params={"name": name, "found": gettext(found.label), "extension": extension},
    )
