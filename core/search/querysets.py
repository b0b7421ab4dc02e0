"""How entries are found: what a person may see of them, what holds all the words, what is like a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan, LessThan

from core.people.access import Someone
from core.people.clean_text import validate_storable
from core.search.expressions import HoldsAll, HoldsWords, Likeness, OctetLength, SharesRareGrams
from core.search.folding import fold
from core.search.likeness import AT_LEAST, POLITE, telling_bigrams_of
from core.search.registry import FINDABLE

if TYPE_CHECKING:
    from core.search.models import Entry  # noqa: F401 - named in the class below, as text

# How many texts are compared one by one with the one that others are to be like.
_MOST_COMPARED = 4_000
# Nothing this long is like a question; leaving it out keeps each comparison short.
_LONGEST_COMPARED = 20_000


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: Someone) -> Self:
        """Entries of subjects that their feature lets this person see; of a kind nobody has registered, none."""
        condition = Q(pk__in=[])
        for kind, findable in FINDABLE.items():
            condition |= Q(kind=kind, subject_id__in=findable.visible_ids(user))
        return self.filter(condition)

    def matching(self, words: str) -> Self:
        """Entries in whose folded title and text each of the words stands, be it as a part of another word.

        Words are parted by spaces of any width. Without words, everything. No text can break the query; a form should
        still limit how much may be typed.
        """
        if not _is_storable(words):
            return self.none()
        distinct = list(dict.fromkeys(fold(words).split()))
        if not distinct:
            return self.all()
        standing = [GreaterThan(StrIndex("folded", Value(word)), 0) for word in distinct]
        return self.filter(HoldsWords("vector", distinct), *standing)

    def similar_to(self, text: str, limit: int = 10) -> Self:
        """At most so many entries that share most bigrams with the text, with their `likeness` (0 to 1), best first.

        Entries that hold one of the text's rarer bigrams are compared: 4,000 of them, first those that hold all of its
        bigrams, then the newest. Only the beginning of the text counts (150 characters). A text of less than two
        characters in a row is like nothing.
        """
        bigrams = telling_bigrams_of(text) if _is_storable(text) else []
        if not bigrams:
            return self.annotate(likeness=Value(0.0, models.FloatField())).none()
        compared = (
            self.filter(SharesRareGrams("vector", bigrams, cap=_MOST_COMPARED))
            .filter(LessThan(OctetLength("folded"), _LONGEST_COMPARED))
            .order_by(HoldsAll("vector", bigrams).desc(), "-pk")
            .values("pk")[:_MOST_COMPARED]
        )
        alike = (
            self.model._default_manager.filter(pk__in=compared)
            .annotate(likeness=Likeness("vector", bigrams, ignored=POLITE))
            .filter(likeness__gte=AT_LEAST)
            .order_by(F("likeness").desc(), "-pk")
        )
        return cast("Self", alike[:limit])


def _is_storable(text: str) -> bool:
    """What PostgreSQL cannot hold stands nowhere."""
    try:
        validate_storable(text)
    except ValidationError:
        return False
    return True
