"""How often one address may send to one form: enough for a town hall behind one address, too few for a flood.

The counters live in the cache for the rest of a minute, under keyed hashes of form, address and minute: nobody who sees
the cache can tell who sent, and nothing of an address outlives the minute or stands beside an answer. While Redis is
away nothing is counted (portal.cache says so in the log), and nobody is refused.
"""

from __future__ import annotations

import ipaddress
import time

from django.core.cache import cache

from publicforms.applicants import keyed_hash
from publicforms.models import Form

WINDOW_SECONDS = 60
PROVEN, UNPROVEN = 600, 120  # a window; browsers without JavaScript prove nothing


def wait_for(form: Form, address: str, *, is_proven: bool) -> int:
    """0 where it may be sent; otherwise for how many seconds it may not. Each call counts."""
    minute, passed = divmod(int(time.time()), WINDOW_SECONDS)
    left = WINDOW_SECONDS - passed
    lane = "proven" if is_proven else "unproven"
    key = f"forms:pace:{keyed_hash(f'{lane} {form.pk} {network_of(address)} {minute}')}"
    return left if _counted(key, left) > (PROVEN if is_proven else UNPROVEN) else 0


def _counted(key: str, seconds: int) -> int:
    """How often so far, this time included; 0 while the cache is away."""
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) or 0
    except ValueError:  # it expired in between
        return 0


def network_of(address: str) -> str:
    """What counts as one address. An IPv6 line has 2⁶⁴ addresses and counts as one."""
    try:
        here = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(here, ipaddress.IPv6Address):
        if here.ipv4_mapped:
            return str(here.ipv4_mapped)
        return str(ipaddress.ip_network((here, 64), strict=False))
    return str(here)
