"""How surveys and responses are found, and who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from core.clock import Now
from core.people.access import organizations_for
from core.people.models import Verb
from core.people.restricting import managed_by
from surveys.states import OWING, SETTLED, State

if TYPE_CHECKING:
    from core.people.access import Someone
    from core.people.models import User
    from surveys.models import Inquiry, Response, Survey, SurveyTable  # noqa: F401 - named in the classes below, as text

ISSUED = ("open", "closed")


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, user: Someone) -> Self:
        """The one definition of who may see a survey.

        The owner's people who may publish see theirs in every state (a restricted one only its section and
        administrators); organizations that are asked see it from its issue until it is withdrawn.
        """
        return self.filter(managed_by(user) | Q(_asked(user), state__in=ISSUED))

    def managed_by(self, user: Someone) -> Self:
        """Those that the person runs."""
        return self.filter(managed_by(user))

    def asked_of(self, user: Someone) -> Self:
        """Issued surveys that an organization of the person is to answer."""
        return self.filter(_asked(user), state__in=ISSUED)

    def issued(self) -> Self:
        return self.filter(state__in=ISSUED)

    def with_progress(self) -> Self:
        """With `asked` and `settled`: how many organizations are asked, and of how many nothing more is expected."""
        return self.annotate(
            asked=_responses_counted(Q()),
            settled=_responses_counted(Q(state__in=SETTLED)),
            to_accept=_responses_counted(Q(state__in=[State.SUBMITTED, State.RESUBMITTED])),
        )

    def due_to_remind(self) -> Self:
        """Open surveys that have planned reminders."""
        return self.filter(state="open").exclude(reminder_days=[])


def _asked(user: Someone) -> Exists:
    from surveys.models import Response

    mine = organizations_for(user, Verb.READ_RECORDS)
    return Exists(Response.objects.filter(survey=OuterRef("pk"), organization__in=mine))


def _responses_counted(condition: Q) -> Coalesce:
    from surveys.models import Response

    counted = Response.objects.filter(condition, survey=OuterRef("pk")).order_by().values("survey")
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0)


class ResponseQuerySet(models.QuerySet["Response"]):
    def visible_to(self, user: Someone) -> Self:
        """That there is such a response and how far it has come: its organization, and who runs the survey.

        What is in it is another question: see readable_by().
        """
        return self.filter(managed_by(user, "survey__") | self._own(user))

    def own(self, user: Someone) -> Self:
        """Those of the person's organizations, once issued and not withdrawn."""
        return self.filter(self._own(user))

    @staticmethod
    def _own(user: Someone) -> Q:
        return Q(organization__in=organizations_for(user, Verb.READ_RECORDS), survey__state__in=ISSUED)

    def known_to(self, user: Someone) -> Self:
        """Those whose state the person may know: visible ones, and by S6 those of the others who were asked too."""
        return self.filter(managed_by(user, "survey__") | self._own(user) | self._of_others(user, status=True))

    def readable_by(self, user: Someone) -> Self:
        """Those whose handed-in answers the person may read: who runs the survey, the own, by S6 those of others."""
        return self.filter(managed_by(user, "survey__") | self._own(user) | self._of_others(user, status=False))

    @staticmethod
    def _of_others(user: Someone, *, status: bool) -> Q:
        """Responses of others to surveys that the person's organization was asked too, as far as S6 goes."""
        from surveys.models import Survey

        shown = Survey.Visibility
        asked = Survey.objects.asked_of(user)
        if status:
            return Q(survey__in=asked.exclude(visibility=shown.OWN).values("pk"))
        is_over = Q(visibility=shown.AFTER_DUE) & (Q(state="closed") | Q(due_at__lt=Now()))
        return Q(survey__in=asked.filter(Q(visibility=shown.ANSWERS) | is_over).values("pk"))

    def with_due(self) -> Self:
        """With `due`: until when each organization may hand in."""
        return self.annotate(due=Coalesce(F("extended_to"), F("survey__due_at")))

    def owing(self) -> Self:
        """Something is still expected of the organization."""
        return self.filter(state__in=OWING, survey__state="open")

    def overdue(self) -> Self:
        return self.with_due().owing().filter(due__lt=Now())

    def soonest_first(self) -> Self:
        """By what is due first; with `due`."""
        return self.with_due().order_by("due", "pk")

    def in_code_order(self) -> Self:
        return self.order_by("organization__code")


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def visible_to(self, user: User) -> Self:
        """One's own organization's, those of surveys one runs, and what was shared with all who are asked."""
        from surveys.models import Survey

        asked = Survey.objects.asked_of(user).values("pk")
        return self.filter(self._between(user) | Q(is_shared=True, survey__in=asked))

    def between(self, user: Someone) -> Self:
        """Those in which the person is on one of the two sides: the organization that asked, or who runs the survey."""
        return self.filter(self._between(user))

    @staticmethod
    def _between(user: Someone) -> Q:
        own = Q(organization__in=organizations_for(user, Verb.READ_RECORDS), survey__state__in=ISSUED)
        return managed_by(user, "survey__") | own


class SurveyTableQuerySet(models.QuerySet["SurveyTable"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and what is shared among those who run the survey."""
        return self.filter(Q(created_by=user) | Q(managed_by(user, "survey__"), is_shared=True))
