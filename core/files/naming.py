"""A file's name is kept exactly as it was given, without the folder it came from. What cannot be kept is refused."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

MAX_LENGTH = 255
# Cc control characters (CR, LF, NUL…), Cs lone surrogates, Zl and Zp line and paragraph separators.
_UNSTORABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
# Signs that turn the direction of writing: "報告\u202efdp.exe" would be read as "報告exe.pdf".
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def without_folders(name: str) -> str:
    """報告.pdf, from C:\\Users\\me\\報告.pdf or ../報告.pdf. May be empty."""
    return re.split(r"[/\\]", name)[-1]


def extension_of(name: str) -> str:
    """What stands behind the last dot, in lower case; empty without one."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""


def clean_name(name: str | None) -> str:
    """The name to keep. Raises ValidationError, in words for the person who chose the file."""
    name = without_folders(name or "")
    # A line break inside the quoted name of an upload's header cuts it there and leaves the opening quotation mark.
    if any(unicodedata.category(each) in _UNSTORABLE or each in _TURNING for each in name) or name.startswith('"'):
        raise ValidationError(
            gettext("ファイル名に使えない文字（改行などの制御文字）が入っています。名前を変えてから登録してください。"),
            code="name_control",
        )
    if not name.strip(" \u3000."):
        raise ValidationError(
            gettext("ファイルに名前がありません。名前を付けてから登録してください。"), code="name_empty"
        )
    if len(name) > MAX_LENGTH:
        raise ValidationError(
            gettext(
                "ファイル名が長すぎます（%(length)s文字）。%(limit)s文字以内に変えてから登録してください。：「%(start)s…」"
            ),
            code="name_long",
            params={"length": len(name), "limit": MAX_LENGTH, "start": name[:30]},
        )
    return name
