"""Proof of work: the visitor's browser computes for about a second, which costs who sends thousands (ALTCHA).

A challenge is bound to the token of a page, and a page sends one submission at most. So a solution that is used again,
even while the cache has forgotten everything, can only send the same submission again.
"""

from __future__ import annotations

import time
from typing import Any

from altcha import Payload, create_challenge, verify_solution
from django.core.cache import cache

from publicforms.applicants import keyed_hash
from publicforms.links.tokens import PageToken

FIELD = "proof"
LIFE_SECONDS = 2 * 3600
# A try is so many rounds of PBKDF2, and one in 4,096 succeeds: a second or two on a phone, 0.2 ms to verify.
ALGORITHM, COST, PREFIX = "PBKDF2/SHA-256", 500, "000"
LONGEST = 2_000


def new_challenge(token: PageToken) -> dict[str, Any]:
    """For the browser's worker, signed; good for this page, for two hours."""
    challenge = create_challenge(
        ALGORITHM,
        COST,
        key_prefix=PREFIX,
        expires_at=int(time.time()) + LIFE_SECONDS,
        data={"page": token.digest},
        hmac_secret=_secret(),
    )
    return challenge.to_dict()


def spend(text: str, token: PageToken) -> bool:
    """Whether this is the solution of a challenge for this page, used for the first time."""
    if not text or len(text) > LONGEST or not verify_solution(text, _secret()).verified:
        return False
    challenge = Payload.from_base64(text).challenge
    if (challenge.parameters.data or {}).get("page") != token.digest:
        return False
    return bool(cache.add(f"forms:proof:{keyed_hash(str(challenge.signature))}", 1, LIFE_SECONDS))


def _secret() -> str:
    return keyed_hash("proof of work")
