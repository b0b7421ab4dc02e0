"""The encodings in which a CSV file is handed out."""

from __future__ import annotations

from collections.abc import Callable

from django.db import models

from core.exports import cp932


class Encoding(models.TextChoices):
    """The value is also Python's name of the codec. Lines end with CRLF in each."""

    UTF_8_BOM = "utf-8-sig", "UTF-8（BOM付き）"
    UTF_8 = "utf-8", "UTF-8（BOMなし）"
    CP932 = "cp932", "Shift_JIS（cp932）"

    @property
    def byte_order_mark(self) -> bytes:
        """What stands at the very beginning, so that Excel knows UTF-8 when it sees it."""
        return b"\xef\xbb\xbf" if self == Encoding.UTF_8_BOM else b""


def encoder(encoding: Encoding, mark: str | None = None) -> Callable[[bytes], bytes]:
    """Turns whole lines of UTF-8 into the encoding.

    What cp932 does not hold is replaced by the mark, one for each character as people see it; without a mark
    cp932.NotHeld is raised, and nothing is ever replaced silently.
    """
    if encoding != Encoding.CP932:
        return lambda lines: lines
    if mark is not None and (trouble := cp932.trouble_with(mark)):
        raise ValueError(trouble)
    return lambda lines: cp932.encoded(lines.decode(), mark)
