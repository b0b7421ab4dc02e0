"""Which organizations the collation shows. The address is the filter."""

from __future__ import annotations

from typing import Any

from django import forms

from core.people.models import Kind
from surveys.querysets import ResponseQuerySet
from surveys.states import HANDED_IN, OWING, State

GROUPS = {"handed_in": ("提出済み（集計に入る回答）", HANDED_IN), "owing": ("提出していない", OWING)}


class CollationFilter(forms.Form):
    kind = forms.ChoiceField(label="団体の種別", required=False)
    region = forms.ChoiceField(label="圏域", required=False)
    state = forms.ChoiceField(label="状態", required=False)

    def __init__(self, *args: Any, responses: ResponseQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = responses.order_by().values_list("organization__kind", "organization__region").distinct()
        kinds, regions = ({one[place] for one in asked} for place in (0, 1))
        self.fields["kind"].choices = [("", "すべて"), *(one for one in Kind.choices if one[0] in kinds)]
        self.fields["region"].choices = [("", "すべて"), *((one, one) for one in sorted(regions) if one)]
        groups = [(code, label) for code, (label, _) in GROUPS.items()]
        self.fields["state"].choices = [("", "すべて"), *groups, *State.choices]

    def of(self, responses: ResponseQuerySet) -> ResponseQuerySet:
        """Those that match; a condition that is not understood is shown as an error and filters nothing."""
        self.is_valid()
        found = self.cleaned_data
        if kind := found.get("kind"):
            responses = responses.filter(organization__kind=kind)
        if region := found.get("region"):
            responses = responses.filter(organization__region=region)
        if state := found.get("state"):
            responses = responses.filter(state__in=GROUPS[state][1] if state in GROUPS else [state])
        return responses
