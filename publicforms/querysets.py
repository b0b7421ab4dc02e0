"""How forms and submissions are found, and who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from core.people.access import posts_of
from publicforms.models.grants import FormVerb

if TYPE_CHECKING:
    from core.people.access import Someone
    from publicforms.models import Form, Submission  # noqa: F401 - named in the classes below, as text


class FormQuerySet(models.QuerySet["Form"]):
    def visible_to(self, user: Someone) -> Self:
        """The one definition of who may see a form in the office: people of its owner who were granted anything."""
        from publicforms.grants import forms_granted_to

        return self.filter(forms_granted_to(user))

    def granted_to(self, user: Someone, verb: FormVerb) -> Self:
        """Those over which the person has this verb."""
        from publicforms.grants import forms_granted_to

        return self.filter(forms_granted_to(user, verb))

    def answerable_by(self, user: Someone) -> Self:
        """Internal forms that were published for an organization in which the person holds a post."""
        organizations = {post.organization_id for post in posts_of(user)}
        return self.filter(
            pk__in=self.model.participants.through.objects.filter(organization__in=organizations).values("form"),
            audience="signed_in",
            state__in=["published", "closed"],
        )

    def for_visitors(self) -> Self:
        """Those that have a page at their address: whatever was published, also what is closed or withdrawn.

        What they ask is not read with them: see publicforms.asked.
        """
        return self.exclude(state="draft").select_related("owner", "section", "version").defer("version__content")


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: Someone) -> Self:
        """The one definition of who may see a submission: whoever may see those of its form.

        Which of its answers are masked is another question: see `Form.personal_may_be_seen_by`. The submissions of
        an anonymous form are seen by nobody one by one; they are only counted.
        """
        from publicforms.models import Form

        forms = Form.objects.granted_to(user, FormVerb.SEE).filter(is_anonymous=False)
        return self.filter(form__in=forms.values("pk"))

    def counted(self) -> Self:
        return self.filter(standing="counted")

    def standing(self) -> Self:
        """Those that were not withdrawn."""
        return self.exclude(standing="withdrawn")

    def waiting(self) -> Self:
        """The waitlist, in its order."""
        return self.filter(standing="waiting").order_by("waiting_number", "pk")

    def of_person(self, user: Someone) -> Self:
        """What a person with an account sent in themselves (not what they entered for somebody)."""
        return self.filter(Q(channel="web"), by=user.pk)
