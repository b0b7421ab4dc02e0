"""The filters of the lists of surveys. The address is the filter: everything here comes by GET."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F, Max, Min, Q

from surveys.fiscal_years import fiscal_year_of, start_of, year_words
from surveys.models import Response, Survey
from surveys.querysets import ResponseQuerySet, SurveyQuerySet
from surveys.states import HANDED_IN, OWING, State

ASKED_STATES = {
    "owing": "回答が必要",
    "handed_in": "提出済み",
    **{state.value: state.label for state in State},
}
ASKED_ORDERS = {
    "due": ("due", "pk"),
    "-due": ("-due", "-pk"),
    "title": ("survey__title", "-pk"),
    "-title": ("-survey__title", "-pk"),
}
RUN_ORDERS = {
    "due": (F("due_at").asc(nulls_first=True), "pk"),
    "-due": (F("due_at").desc(nulls_first=True), "-pk"),
    "title": ("title", "-pk"),
    "-title": ("-title", "-pk"),
}
DEFAULT_ORDER = "-due"


class SurveyFilter(forms.Form):
    q = forms.CharField(label="件名", required=False, max_length=100, widget=forms.TextInput({"type": "search"}))
    state = forms.ChoiceField(label="状態", required=False)
    year = forms.TypedChoiceField(label="年度（回答期限）", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, surveys: SurveyQuerySet, asked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = ASKED_STATES if asked else dict(Survey.State.choices)
        self.fields["state"].choices = [("", "すべて"), *states.items()]
        years = [(year, year_words(year)) for year in _fiscal_years(surveys)]
        self.fields["year"].choices = [("", "すべて"), *years]

    def of_surveys(self, surveys: SurveyQuerySet) -> SurveyQuerySet:
        """Those that match; a condition that is not understood is shown as an error and filters nothing."""
        self.is_valid()
        condition = self._condition("")
        if wanted := self.cleaned_data.get("state"):
            condition &= Q(state=wanted)
        return surveys.filter(condition)

    def of_responses(self, responses: ResponseQuerySet) -> ResponseQuerySet:
        self.is_valid()
        responses = responses.filter(self._condition("survey__"))
        match self.cleaned_data.get("state"):
            case None | "":
                return responses
            case "owing":
                return responses.filter(state__in=OWING, survey__state=Survey.State.OPEN)
            case "handed_in":
                return responses.filter(state__in=HANDED_IN)
            case state:
                return responses.filter(state=state)

    def _condition(self, prefix: str) -> Q:
        condition = Q()
        for word in (self.cleaned_data.get("q") or "").split():
            condition &= Q(**{f"{prefix}title__icontains": word})
        if year := self.cleaned_data.get("year"):
            condition &= Q(**{f"{prefix}due_at__gte": start_of(year), f"{prefix}due_at__lt": start_of(year + 1)})
        return condition


def ordered(found: Any, sort: str) -> Any:
    orders: dict[str, Any] = ASKED_ORDERS if found.model is Response else RUN_ORDERS
    return found.order_by(*orders.get(sort, orders[DEFAULT_ORDER]))


def _fiscal_years(surveys: SurveyQuerySet) -> list[int]:
    """The years from April in which these are due, the newest first."""
    span = surveys.order_by().aggregate(first=Min("due_at"), last=Max("due_at"))
    if span["first"] is None:
        return []
    first, last = (fiscal_year_of(span[name]) for name in ("first", "last"))
    return list(range(last, first - 1, -1))
