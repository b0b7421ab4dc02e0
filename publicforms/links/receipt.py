"""The page after sending in: whoever sent it comes back to it for a day; nobody can guess it."""

from __future__ import annotations

from django.core import signing

from publicforms.models import Form, Submission

THANKS = "thanks"  # in the place of a key, after an anonymous answer: the same for everybody
LIFE_SECONDS = 24 * 3600
_signer = signing.TimestampSigner(salt="publicforms.receipt", sep="~")


def receipt_key(submission: Submission) -> str:
    return _signer.sign(f"{submission.pk:x}")


def submission_at(key: str, form: Form) -> Submission | None:
    """The submission whose receipt is at this address; None where there is none, or the day has passed."""
    try:
        pk = int(_signer.unsign(key, max_age=LIFE_SECONDS), 16)
    except signing.BadSignature:
        return None
    return Submission.objects.filter(form=form, pk=pk).first()
