"""The applicant's link (申込者のリンク): whoever has it may see and change one submission. No account is needed.

It is made from the submission and a secret of the server's, and stored nowhere; a new `link_number` makes another one
and kills the old.
"""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from publicforms.models import Submission

_signer = signing.Signer(salt="publicforms.link", sep="~")


def link_to(submission: Submission) -> str:
    """The path of the applicant's page."""
    return reverse("entry:mine", args=[key_of(submission)])


def key_of(submission: Submission) -> str:
    return _signer.sign(f"{submission.pk:x}-{submission.link_number}")


def submission_of(key: str) -> Submission | None:
    """The submission that a link leads to; None for a link that is wrong, or was replaced."""
    try:
        pk, _, number = _signer.unsign(key).partition("-")
    except signing.BadSignature:
        return None
    found = Submission.objects.filter(pk=int(pk, 16), link_number=int(number))
    return found.select_related("form__owner", "form__section", "form__version", "sheet__version", "status").first()
