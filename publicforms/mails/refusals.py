"""Whoever owns an address may refuse our mail to it (受信の辞退). What is kept and what stands in links is a hash."""

from __future__ import annotations

import contextlib

from django.core import signing
from django.urls import reverse

from publicforms.applicants import keyed_hash
from publicforms.models import MailRefusal

_signer = signing.Signer(salt="publicforms.refuse", sep="~")


def is_refused(address: str) -> bool:
    """Whether the owner of this address, or of the mailbox behind it, wants no mail of forms."""
    return MailRefusal.objects.filter(digest=digest_of(address)).exists()


def refuse(digest: str) -> None:
    """Safe to repeat."""
    MailRefusal.objects.get_or_create(digest=digest)


def accept_again(digest: str) -> None:
    MailRefusal.objects.filter(digest=digest).delete()


def refusal_link(address: str) -> str:
    """The path of the page on which its owner refuses. The address cannot be read from it."""
    return reverse("entry:refuse", args=[_signer.sign(digest_of(address))])


def digest_at(key: str) -> str | None:
    """Whose page a link leads to; None for a link that is none of ours."""
    try:
        return _signer.unsign(key)
    except signing.BadSignature:
        return None


def digest_of(address: str) -> str:
    return keyed_hash(f"mailbox {mailbox_of(address)}")


def mailbox_of(address: str) -> str:
    """What several ways of writing an address have in common: hanako@example.jp of Hanako+Forms@EXAMPLE.jp.

    Most servers put what follows a plus sign into the same mailbox, so it counts as one. 日本.jp is xn--wgv71a.jp.
    """
    local, _, domain = address.strip().lower().rpartition("@")
    with contextlib.suppress(UnicodeError):  # a name that no server has
        domain = domain.encode("idna").decode("ascii")
    return f"{local.partition('+')[0] or local}@{domain}"
