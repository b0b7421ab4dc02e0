"""全国地方公共団体コード: six digits, the last of which checks the others.

Rule (総務省「全国地方公共団体コード仕様」): the first five digits times 6, 5, 4, 3, 2 are added; the check digit is
the last digit of 11 minus the sum's remainder by 11.
"""

from django.core.exceptions import ValidationError

WEIGHTS = (6, 5, 4, 3, 2)


def check_digit(first_five: str) -> str:
    """The sixth digit that belongs to the first five."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, first_five, strict=True))
    return str((11 - total % 11) % 10)


def is_valid_code(code: str) -> bool:
    return len(code) == 6 and code.isascii() and code.isdigit() and check_digit(code[:5]) == code[5]


def validate_code(code: str) -> None:
    """Raises ValidationError, in words a clerk can act on, unless the code is six digits with the right check digit."""
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        raise ValidationError("団体コードは半角数字6桁で入力してください。", code="shape")
    if not is_valid_code(code):
        raise ValidationError(
            "団体コード %(code)s の検査数字（6桁目）が正しくありません。先頭5桁が正しければ %(right)s です。",
            code="check_digit",
            params={"code": code, "right": code[:5] + check_digit(code[:5])},
        )
