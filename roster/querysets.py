"""Reading the roster: who may see it, and finding people in it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Self

import jaconv
from django.db import models
from django.db.models import F, Q, Value

from core.people.access import organizations_for
from core.people.models import Organization, User, Verb

if TYPE_CHECKING:
    from roster.models import Contact  # noqa: F401 - named in the class below, as text

MIN_DIGITS = 3


class _Digits(models.Func):
    """The digits of a phone number, however it was written."""

    template = "regexp_replace(normalize(%(expressions)s, NFKC), '[^0-9]', '', 'g')"
    output_field = models.TextField()


class _WithoutSpaces(models.Func):
    """髙橋　楓 → 髙橋楓"""

    template = "regexp_replace(%(expressions)s, '[[:space:]\u3000]', '', 'g')"
    output_field = models.TextField()


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User) -> Self:
        """The roster is for everyone who is signed in and holds a post."""
        return self if may_see_roster(user) else self.none()

    def matching(self, text: str) -> Self:
        """Every word is found in the name, its reading, the section, the title, the phone number or the address.

        Hiragana finds katakana and the reverse, full width finds half width, and spaces inside a name do not matter.
        """
        found = self.annotate(
            written=models.Func(
                Value("\n"),
                *(_WithoutSpaces(F(field)) for field in ("name", "kana")),
                *(F(field) for field in ("name", "kana", "section", "title", "email")),
                function="concat_ws",
                output_field=models.TextField(),
            ),
            digits=_Digits(F("phone")),
        )
        for word in text.split():
            condition = Q()
            for spelling in spellings(word):
                condition |= Q(written__icontains=spelling)
            digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", word))
            if len(digits) >= MIN_DIGITS:
                condition |= Q(digits__contains=digits)
            found = found.filter(condition)
        return found

    def of_organizations_called(self, text: str) -> Self:
        """By name, reading or code of the organization."""
        condition = Q()
        for spelling in spellings(text.strip()):
            condition |= Q(name__icontains=spelling) | Q(kana__icontains=spelling) | Q(code__startswith=spelling)
        return self.filter(organization__in=Organization.objects.filter(condition).values("pk"))


def may_see_roster(user: User) -> bool:
    return bool(organizations_for(user, Verb.READ_RECORDS))


def spellings(word: str) -> set[str]:
    """A word as typed, in normal width, and in either kana."""
    plain = unicodedata.normalize("NFKC", word)
    return {word, plain, jaconv.kata2hira(plain), jaconv.hira2kata(plain)}
