"""Source networks: an organization may say from which addresses its people can act for it."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest


def validate_network(text: str) -> None:
    """Raises ValidationError unless the text is an address or a range in CIDR notation (10.4.0.0/16)."""
    try:
        ipaddress.ip_network(text.strip())
    except ValueError:
        raise ValidationError(
            "「%(text)s」は、IPアドレスの範囲として読めません。例：10.4.0.0/16", params={"text": text}
        ) from None


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: of X-Forwarded-For only what our own proxies wrote, which is what sign-in's limits
    go by too (TRUSTED_PROXIES)."""
    ours = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if ours:
        chain = [entry.strip() for entry in request.headers.get("X-Forwarded-For", "").split(",")]
        return chain[-ours] if len(chain) >= ours else ""
    return request.META.get("REMOTE_ADDR", "")


def is_inside(address: str, networks: Iterable[str]) -> bool:
    """Whether the address lies in one of the networks. An address that cannot be read lies in none."""
    try:
        here = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(here, ipaddress.IPv6Address) and here.ipv4_mapped:
        here = here.ipv4_mapped
    return any(here in ipaddress.ip_network(network.strip()) for network in networks)
