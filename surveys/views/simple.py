"""Every question of a survey on its own, on one page."""

from __future__ import annotations

from typing import Any

from django.views.generic import DetailView

from core.questions.crosstab.simple import simple
from core.questions.specials import Special
from surveys.collation_totals import totals
from surveys.source import RETURNED
from surveys.states import State
from surveys.views.tabulating import TabulatingMixin


class SimpleView(TabulatingMixin, DetailView):
    """Over all organizations that were asked; what the person may not count is left out, and that is said."""

    template_name = "surveys/simple.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        source = self.source
        total = totals(self.object, self.responses, self.request.user)
        absent = {special.value: total.without_answers(special) for special in Special}
        absent[RETURNED] = total.states[State.RETURNED]
        return super().get_context_data(
            questions=simple(total.collation, source, absent=absent),
            unseen=source.unseen_number,
            source=source,
            asked=total.asked,
            counted=total.collation.sheets,
            urls=self.urls(),
            **kwargs,
        )
