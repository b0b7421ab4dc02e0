"""The link to input that was saved for later: made when its mail leaves, and stored nowhere."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from core import clock
from publicforms.models import Form, SavedEntry

_signer = signing.Signer(salt="publicforms.saved", sep="~")


def resume_link(entry: SavedEntry) -> str:
    return reverse("entry:resume", args=[entry.form.slug, _signer.sign(f"{entry.pk:x}-{entry.link_number}")])


def saved_at(key: str, form: Form) -> SavedEntry | None:
    """What a link leads to; None for one that is wrong, was replaced by a later save, or whose time has passed."""
    try:
        pk, _, number = _signer.unsign(key).partition("-")
    except signing.BadSignature:
        return None
    found = SavedEntry.objects.filter(form=form, pk=int(pk, 16), link_number=int(number))
    return found.filter(expires_at__gt=clock.now()).first()
