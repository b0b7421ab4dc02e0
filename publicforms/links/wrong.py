"""Wrong links: whoever tries one after the other is stopped for the rest of the minute.

Counted in the cache, under keyed hashes of address and minute; while Redis is away nothing is counted, and nobody is
refused. A right link is never refused, whoever else is behind the same address.
"""

from __future__ import annotations

import time

from django.core.cache import cache

from publicforms.abuse.limits import network_of
from publicforms.applicants import keyed_hash

WINDOW_SECONDS, MOST = 60, 30


def wait_after_another(address: str) -> int:
    """Counts one more wrong link from this address. For how many seconds it must wait now; 0 while it need not."""
    minute, passed = divmod(int(time.time()), WINDOW_SECONDS)
    left = WINDOW_SECONDS - passed
    key = f"forms:link:{keyed_hash(f'link {network_of(address)} {minute}')}"
    cache.add(key, 0, left + 1)
    try:
        number = cache.incr(key) or 0
    except ValueError:  # it expired in between
        number = 0
    return left if number > MOST else 0
