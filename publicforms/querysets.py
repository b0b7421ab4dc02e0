"""How forms and submissions are found, and who may see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import BigIntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from core.clock import Now, Today
from core.people.access import posts_of
from publicforms.models.grants import FormVerb

if TYPE_CHECKING:
    from core.people.access import Someone
    from publicforms.models import Form, FormTable, Submission  # noqa: F401 - named in the classes below, as text


AT_ONCE = 1000


class FormQuerySet(models.QuerySet["Form"]):
    def visible_to(self, user: Someone) -> Self:
        """The one definition of who may see a form in the office: people of its owner who were granted anything."""
        from publicforms.grants import forms_granted_to

        return self.filter(forms_granted_to(user))

    def granted_to(self, user: Someone, verb: FormVerb) -> Self:
        """Those over which the person has this verb."""
        from publicforms.grants import forms_granted_to

        return self.filter(forms_granted_to(user, verb))

    def at_moment(self, moment: str) -> Self:
        """Those of which a visitor now finds this: the same as `Form.moment`, for a whole list."""
        over = Q(state="closed") | Q(state="published", closes_at__lte=Now())
        match moment:
            case "hidden":
                return self.filter(state="draft")
            case "withdrawn":
                return self.filter(state="withdrawn")
            case "after":
                return self.filter(over)
            case "before":
                return self.filter(~over, state="published", opens_at__gt=Now())
        started = Q(opens_at__isnull=True) | Q(opens_at__lte=Now())
        going_on = Q(closes_at__isnull=True) | Q(closes_at__gt=Now())
        return self.filter(started, going_on, state="published")

    def for_list(self) -> Self:
        """With owner, section, and how many are counted and waiting: `counted`, `waiting`."""
        counters = {standing: _tallied(standing) for standing in ("counted", "waiting")}
        return self.select_related("owner", "section").annotate(**counters)

    def to_erase(self) -> Self:
        """Those whose day has come: what was sent in must be erased. Never one that may still be filled in."""
        over = ~Q(state="published") | Q(closes_at__lte=Now())
        return self.filter(over, erase_on__lte=Today(), erased_at__isnull=True)

    def answerable_by(self, user: Someone) -> Self:
        """Internal forms that were published for an organization in which the person holds a post."""
        organizations = {post.organization_id for post in posts_of(user)}
        return self.filter(
            pk__in=self.model.participants.through.objects.filter(organization__in=organizations).values("form"),
            audience="signed_in",
            state__in=["published", "closed"],
        )

    def with_entries_for(self, user: Someone) -> Self:
        """Internal forms that were published, of which the person may read entries: one's own at least."""
        answerable = self.model._default_manager.answerable_by(user).values("pk")
        seen = self.model._default_manager.granted_to(user, FormVerb.SEE).values("pk")
        return self.filter(Q(pk__in=answerable) | Q(pk__in=seen), audience="signed_in", version__isnull=False).exclude(
            state="draft"
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

    def entries_for(self, user: Someone) -> Self:
        """What a person reads of internal forms: their own entries, those of their organization where the form shares
        them, and whatever they may see anyhow. Whose personal answers are masked: publicforms.logs.entries.
        """
        from publicforms.models import Form

        answerable = Form.objects.answerable_by(user)
        here = {post.organization_id for post in posts_of(user)}
        own = Q(by=user.pk, channel="web", form__in=answerable.values("pk"))
        shared = Q(organization__in=here, form__in=answerable.filter(shares_entries=True).values("pk"))
        internal = Form.objects.filter(audience="signed_in", is_anonymous=False)
        seen = Q(form__in=Form.objects.granted_to(user, FormVerb.SEE).values("pk"))
        return self.standing().filter(own | shared | seen, form__in=internal.values("pk"))

    def counted(self) -> Self:
        return self.filter(standing="counted")

    def standing(self) -> Self:
        """Those that were not withdrawn."""
        return self.exclude(standing="withdrawn")

    def waiting(self) -> Self:
        """The waitlist, in its order."""
        return self.filter(standing="waiting").order_by("waiting_number", "pk")

    def in_chunks(self) -> Iterator[Sequence[Submission]]:
        """All of them, a thousand at a time, however many there are."""
        one_by_one = self.iterator(AT_ONCE)
        while chunk := list(islice(one_by_one, AT_ONCE)):
            yield chunk

    def of_person(self, user: Someone) -> Self:
        """What a person with an account sent in themselves (not what they entered for somebody)."""
        return self.filter(channel="web", by=user.pk)


class FormTableQuerySet(models.QuerySet["FormTable"]):
    def visible_to(self, user: Someone) -> Self:
        """Of forms whose submissions the person may see: one's own, and what is shared."""
        from publicforms.models import Form

        forms = Form.objects.granted_to(user, FormVerb.SEE)
        return self.filter(Q(created_by=user.pk) | Q(is_shared=True), form__in=forms.values("pk"))


def _tallied(standing: str) -> Coalesce:
    """One subquery a row on the page, not a join over all counters."""
    from publicforms.models import Tally

    of_form = Tally.objects.filter(form=OuterRef("pk"), standing=standing).order_by().values("form")
    return Coalesce(Subquery(of_form.annotate(total=Sum("number")).values("total")), 0, output_field=BigIntegerField())
