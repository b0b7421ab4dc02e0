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
FILES = 120  # posts that bring files


def wait_for(form: Form, address: str, *, is_proven: bool) -> int:
    """0 where it may be sent; otherwise for how many seconds it may not. Each call counts."""
    return _wait("proven", PROVEN, form, address) if is_proven else _wait("unproven", UNPROVEN, form, address)


def may_bring_files(form: Form, address: str) -> bool:
    """Whether files are taken in: they lie on the disk before anything is sent. Each call counts."""
    return not _wait("files", FILES, form, address)


def _wait(lane: str, most: int, form: Form, address: str) -> int:
    minute, passed = divmod(int(time.time()), WINDOW_SECONDS)
    left = WINDOW_SECONDS - passed
    key = f"forms:pace:{keyed_hash(f'{lane} {form.pk} {network_of(address)} {minute}')}"
    return left if _counted(key, left) > most else 0


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
