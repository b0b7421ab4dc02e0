"""The names inside a ZIP, read from its directory alone: nothing is unpacked, and a huge directory is left unread."""

from __future__ import annotations

import os
import struct
import zipfile
from typing import IO

MAX_ENTRIES = 10_000
MAX_DIRECTORY_BYTES = 2 * 1024 * 1024
_END = b"PK\x05\x06"
_ZIP64 = b"PK\x06\x07"
_END_BYTES, _COMMENT_BYTES = 22, 65_535


def entry_names(file: IO[bytes]) -> frozenset[str]:
    """Empty when the directory is missing, broken, or larger than any office document's."""
    if not _has_modest_directory(file):
        return frozenset()
    try:
        with zipfile.ZipFile(file) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, struct.error):
        return frozenset()


def _has_modest_directory(file: IO[bytes]) -> bool:
    """The record at the end says how large the directory is. A 64-bit record is for archives we do not look into."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END_BYTES - _COMMENT_BYTES - 20))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_BYTES or _ZIP64 in tail:
        return False
    entries, directory_bytes = struct.unpack_from("<HL", tail, at + 10)
    return entries <= MAX_ENTRIES and directory_bytes <= MAX_DIRECTORY_BYTES
