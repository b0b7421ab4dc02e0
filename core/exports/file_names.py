"""A name under which Windows, too, can keep the file."""

from __future__ import annotations

import unicodedata

from core.files.zipping import for_windows

# Would be taken for folders; a title may hold them.
_SEPARATORS = str.maketrans("/\\", "／＼")
MAX_STEM = 100


def safe_file_name(name: str) -> str:
    """The ending stays; signs that cannot be seen go."""
    shown = "".join(each for each in name if unicodedata.category(each)[0] != "C")
    shown = for_windows(shown.translate(_SEPARATORS))
    stem, dot, ending = shown.rpartition(".")
    if not stem:
        stem, dot, ending = shown, "", ""
    return f"{stem[:MAX_STEM].strip(' .　') or '書き出し'}{dot}{ending}"
