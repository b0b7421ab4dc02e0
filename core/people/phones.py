"""Phone numbers as offices write them: 0225-95-1111、０２２（２１１）２３３３、022-211-2333（内線2333）"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_noop

EXAMPLE = gettext_noop("0225-95-1111、022-211-2333（内線2333）")

_DASHES = str.maketrans("‐‑–—―−ー", "-" * 7)
# In half-width form: the number, then perhaps a remark: （内線2333）、（代）、／2334…
_NUMBER = re.compile(r"(?P<number>\+?[0-9(][0-9() -]*[0-9])(?:\s*[(,、/内代直].*)?")


def dialled(phone: str) -> str:
    """What a phone dials, without a remark: 0225951111 or +81225951111. Empty when it is no number of Japan."""
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", phone.translate(_DASHES)).translate(_DASHES).strip())
    if not match:
        return ""
    number = re.sub(r"[^0-9+]", "", match["number"])
    return number if re.fullmatch(r"0[0-9]{9,10}|\+81[0-9]{9,10}", number) else ""


def validate_phone(phone: str) -> None:
    """The number stays as it was typed; it only has to be one that can be dialled."""
    if not dialled(phone):
        message = gettext("市外局番から10桁または11桁の番号を入力してください。例：%(example)s")
        raise ValidationError(message, code="phone", params={"example": gettext(EXAMPLE)})
