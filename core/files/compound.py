"""The names of the streams in a compound file, which old Office, 一太郎 and Outlook write.

Only its directory is read, after Microsoft's [MS-CFB]: the header names the first directory sector and the sectors of
the allocation table, in which each sector finds the next of its chain.
"""

from __future__ import annotations

import struct
from typing import IO

MAX_DIRECTORY_SECTORS = 512
_ENTRY_BYTES = 128
_LAST_SECTOR = 0xFFFFFFFA  # this and above mark the end of a chain, free sectors, and the table itself
_TABLE_SECTORS_IN_HEADER = 109


def stream_names(file: IO[bytes]) -> frozenset[str]:
    """Empty when the file is cut off or makes no sense."""
    try:
        return frozenset(_names(file))
    except (struct.error, IndexError):
        return frozenset()


def _names(file: IO[bytes]):
    file.seek(0)
    header = file.read(512)
    (shift,) = struct.unpack_from("<H", header, 30)
    if shift not in (9, 12):
        return
    size = 1 << shift
    (sector,) = struct.unpack_from("<L", header, 48)
    table = struct.unpack_from(f"<{_TABLE_SECTORS_IN_HEADER}L", header, 76)

    def read(number: int) -> bytes:
        file.seek((number + 1) * size)
        return file.read(size)

    for _ in range(MAX_DIRECTORY_SECTORS):
        if sector >= _LAST_SECTOR:
            return
        data = read(sector)
        for start in range(0, len(data), _ENTRY_BYTES):
            (length,) = struct.unpack_from("<H", data, start + 64)
            if 2 <= length <= 64:
                yield data[start : start + length - 2].decode("utf-16-le", errors="replace")
        place, index = divmod(sector, size // 4)
        (sector,) = struct.unpack_from("<L", read(table[place]), index * 4)
