"""Nobody reads, fills in and confirms a form within three seconds of its page."""

from __future__ import annotations

import time

from django.conf import settings
from django.core import signing

from publicforms.links.tokens import PageToken


def is_too_fast(token: PageToken) -> bool:
    """Whether the page was made less than `FORM_MIN_SECONDS` ago: its token carries when, signed."""
    return time.time() - issued_at(token) < settings.FORM_MIN_SECONDS


def issued_at(token: PageToken) -> int:
    """Seconds since 1970, of a token whose signature was found right."""
    return signing.b62_decode(token.text.rsplit(":", 2)[1])
