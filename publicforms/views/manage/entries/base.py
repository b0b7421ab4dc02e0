"""What the pages of an internal form's entries start from: the form, and of its entries what the person reads."""

from __future__ import annotations

from functools import cached_property

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from core.people.mixins import VisibleObjectMixin
from core.questions.definition import Definition
from publicforms.asked import definition_of
from publicforms.forms.entries import EntriesFilter
from publicforms.handling.masking import masked_questions
from publicforms.logs.entries import with_day
from publicforms.models import Form, Submission
from publicforms.querysets import SubmissionQuerySet


class EntriesPage(VisibleObjectMixin):
    """Seeing an entry of the form is all it needs; there is always one's own to come."""

    may = ""
    model = Form
    context_object_name = "subject"
    object: Form

    def get_queryset(self) -> QuerySet[Form]:
        return (
            Form.objects.with_entries_for(self.request.user)
            .select_related("owner", "section", "version")
            .defer("version__content")
        )

    @cached_property
    def entries(self) -> SubmissionQuerySet:
        """With `day`; the newest first."""
        found = Submission.objects.entries_for(self.request.user).filter(form=self.object)
        return with_day(self.object, found).order_by("-day", "-submitted_at", "-pk")

    @cached_property
    def definition(self) -> Definition:
        """What is asked, as far as the person reads everybody's answers to it."""
        return definition_of(self.object).withholding(masked_questions(self.object, self.request.user))

    @cached_property
    def filter(self) -> EntriesFilter:
        return EntriesFilter(self.request.GET, entries=self.entries, definition=self.definition)

    def entry(self, receipt: str) -> Submission:
        found = self.entries.select_related("sheet__version", "by", "organization", "status", "form__owner")
        return get_object_or_404(found, receipt=receipt)

    @property
    def answers(self) -> bool:
        """Whether the person fills the form in, and does not only read."""
        return Form.objects.answerable_by(self.request.user).filter(pk=self.object.pk).exists()
