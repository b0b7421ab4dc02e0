"""The doors of a staff questionnaire, which its colleagues answer without an account: network, passcode, one-time code.

Who has come in is known by a signed field in the page, and by nothing else: no cookie, no session, no row. It says
that somebody knew the passcode, not who.
"""

from __future__ import annotations

import hmac

from django.core import signing
from django.core.cache import cache

from core.people.networks import is_inside
from core.search.folding import fold
from publicforms.abuse.limits import network_of
from publicforms.applicants import digest_of_code, keyed_hash
from publicforms.models import Form, OneTimeCode

PASS, PASSCODE, CODE, ENTER = "pass", "passcode", "code", "enter"
LIFE_SECONDS = 24 * 3600
WRONG, WINDOW_SECONDS = 30, 600  # wrong ones that one network may send in ten minutes: a floor of people mistypes less
_signer = signing.TimestampSigner(salt="publicforms.door")


def is_within_reach(form: Form, address: str) -> bool:
    """Whether the form can be answered from this address."""
    return form.audience != Form.Audience.COLLEAGUES or not form.networks or is_inside(address, form.networks)


def asks_at_door(form: Form) -> bool:
    return form.audience == Form.Audience.COLLEAGUES and bool(form.passcode or form.by_codes)


def knows_passcode(form: Form, typed: str) -> bool:
    """Case, width and spaces do not count."""
    return not form.passcode or hmac.compare_digest(_plain(typed), _plain(form.passcode))


def has_code(form: Form, typed: str) -> bool:
    """Whether this one-time code is good now. Only sending in uses it up."""
    return not form.by_codes or OneTimeCode.objects.filter(form=form, digest=digest_of_code(form, typed)).exists()


def new_pass(form: Form) -> str:
    return _signer.sign(_stamp(form))


def is_pass(form: Form, text: str) -> bool:
    """Whether whoever sent this came in by the door, within a day, and with the passcode that holds now."""
    try:
        return hmac.compare_digest(_signer.unsign(text, max_age=LIFE_SECONDS), _stamp(form))
    except signing.BadSignature:
        return False


def is_held_up(form: Form, address: str) -> bool:
    """Whether too many wrong ones came from this network of late."""
    return (cache.get(_key(form, address)) or 0) >= WRONG


def note_wrong(form: Form, address: str) -> None:
    """Counted in the cache under a keyed hash, for ten minutes at most. Who is right leaves nothing there."""
    key = _key(form, address)
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        cache.incr(key)
    except ValueError:  # it expired in between
        return


def _key(form: Form, address: str) -> str:
    return f"forms:door:{keyed_hash(f'door {form.pk} {network_of(address)}')}"


def _stamp(form: Form) -> str:
    return keyed_hash(f"door {form.pk} {form.passcode}")


def _plain(text: str) -> bytes:
    return "".join(fold(text).split()).encode()
