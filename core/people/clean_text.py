"""Text is stored exactly as typed. What PostgreSQL or a mail header cannot hold is refused with plain words."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext


def validate_storable(text: str) -> None:
    """Refuses NUL and lone surrogates, which PostgreSQL cannot store; everything else stays as it is.

    Form CharFields refuse NUL by themselves. This is for text that comes another way (JSON, file names, imports).
    """
    if "\x00" in text:
        raise ValidationError(gettext("使えない文字（ヌル文字）が入っています。その文字を消してください。"), code="nul")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValidationError(
            gettext("壊れた文字（サロゲートの片方）が入っています。その文字を消して、入力し直してください。"),
            code="surrogate",
        )


def validate_single_line(text: str) -> None:
    """Refuses line breaks and other control characters: subjects, names, document numbers."""
    validate_storable(text)
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in text):
        raise ValidationError(gettext("改行やタブは使えません。1行で入力してください。"), code="control")
