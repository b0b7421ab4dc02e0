"""Where a form is found on the web: the part of its address that the office chooses, and the whole of it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from publicforms.models import Form

# Words that stand in the place of a form's name in addresses of the portal's own.
RESERVED = frozenset(
    {"manage", "mine", "refuse", "postcode", "resume", "new", "done", "list", "lang", "static", "admin", "api"}
)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SHORTEST, LONGEST = 3, 60
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")


def validate_slug(text: str) -> None:
    """Raises ValidationError unless the text can stand in an address on a poster: a-z, digits, single hyphens."""
    if not _SLUG.fullmatch(text):
        raise ValidationError("半角の小文字の英字、数字、ハイフン（-）だけで入力してください。例：tachiainin-2026")
    if not SHORTEST <= len(text) <= LONGEST:
        raise ValidationError(f"{SHORTEST}文字以上、{LONGEST}文字以下で入力してください。")
    if text in RESERVED:
        raise ValidationError(f"「{text}」は、このシステムが使う言葉のため、使えません。")


def public_address(form: Form) -> str:
    """https://…/forms/tachiainin-2026/: what stands on posters and in the QR code."""
    return f"{settings.PORTAL_URL}{reverse('entry:form', args=[form.slug])}"


def read_origin(text: str) -> str:
    """https://www.city.example.jp of whatever address of that site somebody pasted. Raises ValidationError.

    Only the origin counts, so paths are dropped; Japanese domain names become what browsers compare with.
    """
    text = text.strip()
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except (ValueError, UnicodeError):
        raise ValidationError(f"「{text[:60]}」は、サイトのアドレスとして読めません。") from None
    if parts.scheme.lower() != "https":
        raise ValidationError(f"「{text[:60]}」：https:// で始まるアドレスを入力してください。")
    if parts.username is not None or parts.password is not None or len(host) > 150 or not _HOST.fullmatch(host):
        raise ValidationError(f"「{text[:60]}」は、サイトのアドレスとして読めません。例：https://www.city.example.jp")
    return f"https://{host}" if port in (None, 443) else f"https://{host}:{port}"
