"""Input that is saved for later: kept as typed, for a while, behind a link that goes to one address."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Least

from core.clock import Now, later
from core.jobs.enqueueing import enqueue
from core.questions.filling import key_of, known_keys
from core.questions.typed import Typed
from publicforms.asked import definition_of
from publicforms.models import Form, SavedEntry

LIFE_DAYS = 14
DAY_SECONDS = 24 * 3600


@transaction.atomic
def save_for_later(
    form: Form, typed: Typed, *, token: str, address: str, page: int = 1, language: str = "ja"
) -> SavedEntry:
    """Keep what was typed under the page's token, and mail the link. A later save makes the earlier link dead.

    The same again (a button pressed twice) changes nothing and mails nothing. It stands for two weeks, or until the
    form closes. What is not asked is not kept.
    """
    known = known_keys(definition_of(form))
    kept = {name: list(values) for name, values in typed.items() if key_of(name) in known}
    what = {"typed": kept, "page": page, "language": language, "address": address}
    entry, is_new = SavedEntry.objects.select_for_update().get_or_create(
        form=form, token=token, defaults=what | {"expires_at": Now()}
    )
    if not is_new and what == {name: getattr(entry, name) for name in what}:
        return entry
    number = 1 if is_new else F("link_number") + 1
    until = later(LIFE_DAYS * DAY_SECONDS)
    expires = Least(until, form.closes_at) if form.closes_at is not None else until
    SavedEntry.objects.filter(pk=entry.pk).update(**what, link_number=number, expires_at=expires)
    entry.refresh_from_db()
    enqueue("publicforms.saved", entry=entry.pk)
    return entry


def drop_over() -> int:
    """Saved entries whose time has passed, or whose form takes nothing any more. Their files go with the next sweep."""
    over = Q(expires_at__lt=Now()) | Q(form__closes_at__lt=Now()) | Q(form__state__in=["closed", "withdrawn"])
    return SavedEntry.objects.filter(over).delete()[0]
