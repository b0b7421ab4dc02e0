"""Every question of a form on its own, on one page."""

from __future__ import annotations

from typing import Any

from django.db import OperationalError, transaction
from django.views.generic import DetailView
from psycopg.errors import QueryCanceled

from core.questions.crosstab.simple import SimpleQuestion, simple
from core.questions.crosstab.source import Source
from core.questions.models import AnswerSheet
from core.questions.tabulation.collating import collate
from publicforms.anonymity import held_back
from publicforms.tables.source import standing_rows
from publicforms.views.manage.tabulating import TabulatingMixin


class SimpleView(TabulatingMixin, DetailView):
    """Over all that was sent in and not withdrawn; what the person may not count is left out, and that is said."""

    template_name = "publicforms/manage/tabulating/simple.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        source = self.source
        questions = self._questions(source)
        return super().get_context_data(
            held=held_back(self.object),
            questions=questions or [],
            takes_too_long=questions is None,
            unseen=source.unseen_number,
            source=source,
            may_export=self.may_export(),
            urls=self.urls(),
            **kwargs,
        )

    def _questions(self, source: Source) -> list[SimpleQuestion] | None:
        """None where a page may not take so long."""
        sheets = AnswerSheet.objects.filter(submission__in=standing_rows(self.object, self.request.user))
        try:
            with transaction.atomic():  # what is cancelled takes back no more than itself
                return simple(collate(source.definition.withholding(source.unseen), sheets), source, absent={})
        except OperationalError as error:
            if not isinstance(error.__cause__, QueryCanceled):
                raise
            return None
