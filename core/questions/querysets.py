"""How questionnaires and answer sheets are found, and who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from core.people.access import organizations_for
from core.people.models import Verb

if TYPE_CHECKING:
    from core.people.access import Someone
    from core.questions.models import AnswerSheet, Questionnaire, Trial, Version  # noqa: F401 - named as text


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def visible_to(self, user: Someone) -> Self:
        """The one definition of who may see a questionnaire.

        The owner's people who compose see everything of theirs; whoever composes anywhere sees shared templates that
        have been published.
        """
        composes_for = organizations_for(user, Verb.COMPOSE)
        own = Q(owner__in=composes_for)
        if not composes_for:
            return self.filter(own)
        return self.filter(own | Q(_is_published(), is_template=True, is_shared=True))

    def composed_by(self, user: Someone) -> Self:
        """Those the person may edit."""
        return self.filter(owner__in=organizations_for(user, Verb.COMPOSE))

    def for_list(self) -> Self:
        """With owner, whether there is a draft, and the newest published version: has_draft, number, published_at."""
        from core.questions.models import Version

        versions = Version.objects.filter(questionnaire=OuterRef("pk"))
        newest = versions.published().order_by("-number")
        return self.select_related("owner").annotate(
            has_draft=Exists(versions.filter(state="draft")),
            number=Subquery(newest.values("number")[:1]),
            published_at=Subquery(newest.values("published_at")[:1]),
        )


class VersionQuerySet(models.QuerySet["Version"]):
    def visible_to(self, user: Someone) -> Self:
        """Published versions of questionnaires that the person sees; drafts only of those they compose."""
        from core.questions.models import Questionnaire

        seen = Questionnaire.objects.visible_to(user).values("pk")
        own = Q(questionnaire__owner__in=organizations_for(user, Verb.COMPOSE))
        return self.filter(own | Q(state="published", questionnaire__in=seen))

    def published(self) -> Self:
        return self.filter(state="published")


class AnswerSheetQuerySet(models.QuerySet["AnswerSheet"]):
    def on_older_than(self, version: Version) -> Self:
        """Sheets of the same questionnaire that were made on an earlier version."""
        return self.filter(version__questionnaire=version.questionnaire_id, version__number__lt=version.number)


class TrialQuerySet(models.QuerySet["Trial"]):
    def visible_to(self, user: Someone) -> Self:
        return self.filter(questionnaire__owner__in=organizations_for(user, Verb.COMPOSE))


def _is_published() -> Exists:
    from core.questions.models import Version

    return Exists(Version.objects.filter(questionnaire=OuterRef("pk"), state="published"))
