"""One-time codes for a staff questionnaire: made, shown once, stored as hashes only, voided."""

from __future__ import annotations

import secrets

from django.db import transaction

from core.people import audit
from core.people.models import User
from publicforms.applicants import digest_of_code
from publicforms.models import Form, OneTimeCode
from publicforms.receipts import ALPHABET

LENGTH = 10  # 23¹⁰, about 4·10¹³: with 30 wrong ones in ten minutes nobody finds one of thousands
MOST = 2_000  # at once
MOST_LEFT = 20_000


class TooMany(Exception):
    """More than anybody could want are left."""


def new_code() -> str:
    """K7QD3-MXRT4"""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


@transaction.atomic
def make_codes(form: Form, number: int, *, by: User) -> list[str]:
    """So many new codes. Nobody can look them up later: print them now. Raises TooMany."""
    Form.objects.select_for_update(of=("self",), no_key=True).get(pk=form.pk)
    if codes_left(form) + number > MOST_LEFT:
        raise TooMany
    codes = {new_code() for _ in range(number)}
    while len(codes) < number:
        codes.add(new_code())
    # By their hashes, so that the table does not lie in the order in which they are printed.
    digests = sorted(digest_of_code(form, code) for code in codes)
    OneTimeCode.objects.bulk_create((OneTimeCode(form=form, digest=each) for each in digests), ignore_conflicts=True)
    audit.record("form.codes_made", form, by=by, organization=form.owner_id, number=number)
    return list(codes)


@transaction.atomic
def void_codes(form: Form, *, by: User) -> int:
    """Those that are left are good for nothing any more. Returns how many they were; safe to call again."""
    number = OneTimeCode.objects.filter(form=form).delete()[0]
    if number:
        audit.record("form.codes_voided", form, by=by, organization=form.owner_id, number=number)
    return number


def codes_left(form: Form) -> int:
    return OneTimeCode.objects.filter(form=form).count()
