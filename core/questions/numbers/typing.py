"""Numbers as people in Japanese offices type them: full-width digits, thousands separators, ▲ or △ for minus, a unit.

What is not certain is refused, never guessed and never rounded: 1,20 may be 120 or 1,200 with a digit missing, and
1.000 in a field for whole numbers may be a thousand.
"""

from __future__ import annotations

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from core.people.clean_text import validate_storable

MOST_DIGITS = 15  # before the point: 999 trillion, and exact in every program that reads the data
LONGEST = 60  # characters; more is no number but a pasted text
EXAMPLE = "1,204"

# Full-width forms become ASCII one by one. NFKC would do more than is good: it makes 52 of 5².
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# What an input method gives for comma, point and minus when one forgets to switch it off.
_SIGNS = str.maketrans("、､。｡▲△−‐‑‒–—―ーｰ\u3000", ",,..----------- ")
_TO_HALF = {**_FULL_WIDTH, **_SIGNS}
_NUMBER = re.compile(r"(?P<sign>[-+]?) *(?P<whole>[0-9][0-9,]*|)(?:\.(?P<fraction>[0-9]*))?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_EXPONENT = re.compile(r"[-+]?[0-9.,]+[eE][-+]?[0-9]+")
_STARTS_WITH_A_NUMBER = re.compile(r"[-+.,]?[0-9]")
_SIGN_OR_DIGIT = re.compile(r"[-+.,0-9]")


class NotANumber(ValueError):
    """The text is not taken as a number; the message says why, for whoever typed it."""


def typed_number(text: str, *, decimals: int = 0, unit: str = "") -> Decimal:
    """The number that `text` names, with at most `decimals` digits behind the point. Raises NotANumber.

    Trailing zeros are kept as digits that somebody meant: 12.50 stays 12.50. The question's unit may stand behind.
    """
    plain = without_unit(half_width(text).strip(), unit)
    match = _NUMBER.fullmatch(plain)
    if len(plain) > LONGEST or match is None or not (match["whole"] or match["fraction"]):
        raise NotANumber(_why_unreadable(text, plain, unit))
    whole, fraction = _without_separators(match["whole"]), match["fraction"]
    if fraction == "":
        raise NotANumber(gettext("小数点の後に数字がありません。小数点を消すか、続きを入力してください。"))
    if len(whole) > MOST_DIGITS:
        message = gettext("数が大きすぎます。%(most)s桁以内で入力してください。いまは%(digits)s桁です。")
        raise NotANumber(message % {"most": MOST_DIGITS, "digits": len(whole)})
    if fraction is not None and len(fraction) > decimals:
        raise NotANumber(_too_fine(decimals, len(fraction)))
    digits = whole if fraction is None else f"{whole}.{fraction}"
    number = Decimal(digits)
    return number.copy_negate() if match["sign"] == "-" and number else number


def shown_number(number: Decimal | int) -> str:
    """-1,204.50: as it stands on screen. `typed_number` reads it back."""
    return f"{Decimal(number):,f}"


def half_width(text: str) -> str:
    """Character for character the half-width form of what numbers and formulas are typed with."""
    return text if text.isascii() else text.translate(_TO_HALF)


def without_unit(plain: str, unit: str) -> str:
    """「1,204 人」 → 「1,204」 where 人 is the unit. A unit that begins like a number (100人) is not told from one."""
    if not unit:
        return plain
    own = half_width(unit).strip()
    if plain.endswith(own) and not _SIGN_OR_DIGIT.match(own):
        return plain.removesuffix(own).rstrip()
    return plain


def _without_separators(whole: str) -> str:
    if "," in whole and not _GROUPED.fullmatch(whole):
        raise NotANumber(
            gettext("桁区切りのコンマの位置が違います。3桁ごとに区切るか、コンマなしで入力してください。例：12,345")
        )
    return whole.replace(",", "").lstrip("0") or "0"


def _too_fine(decimals: int, typed: int) -> str:
    if decimals == 0:
        return gettext("整数で入力してください。小数点以下は入力できません。")
    message = gettext("小数点以下は%(decimals)s桁までで入力してください。いまは%(typed)s桁です（四捨五入はしません）。")
    return message % {"decimals": decimals, "typed": typed}


def _why_unreadable(text: str, plain: str, unit: str) -> str:
    try:
        validate_storable(text)
    except ValidationError as error:
        return str(error.messages[0])
    said = text.strip()
    words = {"said": said, "unit": unit, "example": EXAMPLE}
    if len(said) > LONGEST:
        return gettext("長すぎて、数として読み取れません。数字だけを入力してください。例：%(example)s") % words
    if _EXPONENT.fullmatch(plain):
        return gettext("「%(said)s」のような指数の形は使えません。すべての桁を入力してください。例：120,000") % words
    if _STARTS_WITH_A_NUMBER.match(plain):
        if " " in plain and re.fullmatch(r"[-+0-9., ]+", plain):
            return gettext("数の間に空白があります。空白を消してください。")
        if any(sign in plain for sign in "十百千万億兆") and "円" not in unit:
            return gettext("「万」や「千」は使わずに、すべての桁を数字で入力してください。例：%(example)s") % words
        if unit:
            message = gettext(
                "数の後に余分な文字があります。単位は「%(unit)s」です。数字だけを入力してください。例：%(example)s"
            )
            return message % words
        return gettext("数字のほかに余分な文字があります。数字だけを入力してください。例：%(example)s") % words
    return gettext("「%(said)s」を数として読み取れません。数字で入力してください。例：%(example)s") % words
