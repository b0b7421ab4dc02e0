"""Everything that a submission has to pass, in one call."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.people.networks import address_of
from publicforms.abuse import limits, pace, proof_of_work, trap
from publicforms.links.tokens import PageToken
from publicforms.models import Form


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is said instead of sending; what was typed stays. `retry_after` in seconds, 0 where it is no matter."""

    words: str
    status: int
    retry_after: int = 0


def guard(request: HttpRequest, form: Form, token: PageToken) -> Refusal | None:
    """None where the submission may go on. People who are signed in are known already, and let through."""
    if form.audience == Form.Audience.SIGNED_IN:
        return None
    if trap.is_sprung(request.POST):
        words = _(
            "入力しない欄に文字が入っていたため、まだ送信していません。内容を確かめて、もう一度送信してください。"
        )
        return Refusal(words, 422)
    if pace.is_too_fast(token):
        return Refusal(_("まだ送信していません。内容を確かめて、もう一度送信してください。"), 422)
    is_proven = proof_of_work.spend(request.POST.get(proof_of_work.FIELD, ""), token)
    wait = limits.wait_for(form, address_of(request), is_proven=is_proven)
    if wait:
        words = _(
            "短い時間に多くの送信があったため、まだ送信していません。1分ほど待ってから、もう一度送信してください。"
        )
        return Refusal(words, 429, wait)
    return None
