"""From where questions can be copied: questionnaires one may see, and the templates of the product."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, QueryDict

from core.people.access import Someone
from core.questions.definition import Definition
from core.questions.library import library
from core.questions.models import Questionnaire, Version


@dataclass(frozen=True, slots=True)
class Source:
    """One of them. `query` is how the page's address names it."""

    title: str
    definition: Definition
    query: str


def source_of(query: QueryDict, user: Someone, *, into: Questionnaire) -> Source | None:
    """The one that the address names, None where it names none. What one may not see, and itself, is a 404."""
    if slug := query.get("template"):
        item = library().get(slug)
        if item is None:
            raise Http404
        return Source(item.title, item.definition, f"?template={slug}")
    number = query.get("from")
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    versions = Version.objects.visible_to(user).exclude(questionnaire=into).filter(questionnaire=int(number))
    # The draft, of one's own; else what was published last.
    version = versions.select_related("questionnaire").order_by("-number").first()
    if version is None:
        raise Http404
    return Source(version.questionnaire.title, version.definition, f"?from={number}")


def keys_ever(questionnaire: Questionnaire) -> frozenset[str]:
    """All keys that any version of a questionnaire uses: what was answered once must not come to mean another thing."""
    found: set[str] = set()
    for content in questionnaire.versions.values_list("content", flat=True):
        found.update(one["key"] for part in ("questions", "checks") for one in content.get(part, ()))
    return frozenset(found)
