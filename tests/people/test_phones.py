"""Phone numbers as offices write them."""

import pytest

from core.people.phones import dialled


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0225-95-1111", "0225951111"),
        ("０２２（２１１）２３３３", "0222112333"),
        ("022-211-2333（内線2333）", "0222112333"),
        ("022-211-2333 内線2333", "0222112333"),
        ("022−211−2333（代）", "0222112333"),
        ("(022)211-2333/2334", "0222112333"),
        ("022ー211ー2333", "0222112333"),
        ("090-1234-5678", "09012345678"),
        ("+81 22 211 2333", "+81222112333"),
        ("95-1111", ""),
        ("119", ""),
        ("電話", ""),
        ("", ""),
        ("022-211-2333x", ""),
        ("1" * 10, ""),
    ],
)
def test_phone_numbers_as_offices_write_them(written, number):
    assert dialled(written) == number
