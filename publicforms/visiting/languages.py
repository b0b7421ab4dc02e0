"""The languages of public pages. The address says which one is wanted: there is no cookie that could be blocked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest
from django.utils import translation

JAPANESE, ENGLISH, EASY = "ja", "en", "ja-easy"
LANGUAGES = {JAPANESE: "日本語", ENGLISH: "English", EASY: "やさしい日本語"}


def language_of(request: HttpRequest) -> str:
    """`?lang=` or the field `lang`; Japanese where neither names one of ours."""
    wanted = request.GET.get("lang") or request.POST.get("lang") or ""
    return wanted if wanted in LANGUAGES else JAPANESE


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """The portal's own words in this language: plain Japanese has no words of its own, only the form's texts."""
    with translation.override(ENGLISH if language == ENGLISH else JAPANESE):
        yield
