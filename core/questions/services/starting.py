"""What a new questionnaire can start from: nothing, a template of the library, any questionnaire one may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from core.people.models import User
from core.questions.definition import Definition
from core.questions.library import library
from core.questions.models import Questionnaire, Version

EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Start:
    """The questions to begin with, and where they came from."""

    title: str = ""
    definition: Definition | None = None
    questionnaire: Questionnaire | None = None


def start_of(text: str, user: User) -> Start | None:
    """`empty`, `library-<slug>` or `questionnaire-<pk>`; None where the person sees nothing of that name."""
    kind, _, name = text.partition("-")
    if text == EMPTY:
        return Start()
    if kind == "library" and name in library():
        item = library()[name]
        return Start(item.title, item.definition)
    if kind == "questionnaire" and name.isascii() and name.isdigit() and len(name) < 19:
        version = newest_visible(Questionnaire.objects.filter(pk=name), user)
        if version is not None:
            return Start(version.questionnaire.title, version.definition, version.questionnaire)
    return None


def newest_visible(questionnaires: QuerySet[Questionnaire], user: User) -> Version | None:
    """The newest version that the person may see: of their own the draft, of a shared template what is published."""
    versions = Version.objects.visible_to(user).filter(questionnaire__in=questionnaires)
    return versions.select_related("questionnaire").order_by("-number").first()
