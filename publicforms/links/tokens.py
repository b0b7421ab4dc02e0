"""The token of a page: proof that the page came from here, for this form, and once (decision 10).

It stands in the page instead of a cookie, so that an embedded form and a browser without cookies work. What was sent
in with one token is one submission, however often it comes.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from django.core import signing

from core.people.models import User
from publicforms.models import Form

LIFE_SECONDS = 24 * 3600
_signer = signing.TimestampSigner(salt="publicforms.page")
_STORED = "="  # before what is stored of a token; it stands in no nonce


class BadToken(Exception):
    """No token of ours, of another form, or of another person's page."""


class ExpiredToken(BadToken):
    """One of ours, but too old."""


@dataclass(frozen=True, slots=True)
class PageToken:
    """`text` goes into the page. `digest` is what is stored of it; nobody makes the one from the other."""

    text: str
    digest: str
    is_new: bool = False


def new_token(form: Form, user: User | None = None) -> PageToken:
    """For a page that is shown for the first time. On an internal form it is good for this person only."""
    nonce = secrets.token_urlsafe(16)
    return PageToken(_signer.sign(f"{_whose(form, user)}.{nonce}"), _digest(nonce), is_new=True)


def read_token(text: str, form: Form, user: User | None = None, *, life: int = LIFE_SECONDS) -> PageToken:
    """The token that came with a page. Raises BadToken, ExpiredToken."""
    try:
        value = _signer.unsign(text, max_age=life)
    except signing.SignatureExpired:
        raise ExpiredToken from None
    except signing.BadSignature:
        raise BadToken from None
    whose, _, nonce = value.rpartition(".")
    if whose != _whose(form, user):
        raise BadToken
    return PageToken(text, nonce.removeprefix(_STORED) if nonce.startswith(_STORED) else _digest(nonce))


def token_again(form: Form, digest: str, user: User | None = None) -> PageToken:
    """For input that was saved under a token and is gone on with: what is stored of it, signed anew."""
    return PageToken(_signer.sign(f"{_whose(form, user)}.{_STORED}{digest}"), digest)


def _whose(form: Form, user: User | None) -> str:
    return f"{form.pk}.{user.pk if user is not None else 0}"


def _digest(nonce: str) -> str:
    return hashlib.sha256(nonce.encode()).hexdigest()
