"""The filter of the list of forms. The address is the filter: everything here comes by GET."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F

from core.people.models import Organization
from publicforms.models import Form
from publicforms.querysets import FormQuerySet

ORDERS: dict[str, tuple[Any, ...]] = {
    "title": ("title", "-pk"),
    "-title": ("-title", "-pk"),
    "closes": (F("closes_at").asc(nulls_last=True), "-pk"),
    "-closes": (F("closes_at").desc(nulls_first=True), "-pk"),
    "counted": ("counted", "-pk"),
    "-counted": ("-counted", "-pk"),
    "created": ("created_at", "pk"),
    "-created": ("-created_at", "-pk"),
}
DEFAULT_ORDER = "-created"


class FormFilter(forms.Form):
    q = forms.CharField(label="フォーム名", required=False, max_length=100, widget=forms.TextInput({"type": "search"}))
    state = forms.ChoiceField(label="状態", required=False, choices=[("", "すべて"), *Form.Moment.choices])
    audience = forms.ChoiceField(label="回答する人", required=False, choices=[("", "すべて"), *Form.Audience.choices])
    owner = forms.ModelChoiceField(
        label="団体", required=False, queryset=Organization.objects.none(), empty_label="すべて"
    )

    def __init__(self, *args: Any, visible: FormQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visible = visible
        owners = Organization.objects.filter(pk__in=visible.order_by().values("owner"))
        if len(owners[:2]) < 2:
            del self.fields["owner"]
        else:
            self.fields["owner"].queryset = owners

    def apply(self) -> FormQuerySet:
        """Those that match; a condition that is not understood is shown as an error and filters nothing."""
        self.is_valid()
        found = self.visible
        for word in (self.cleaned_data.get("q") or "").split():
            found = found.filter(title__icontains=word)
        if state := self.cleaned_data.get("state"):
            found = found.at_moment(state)
        if audience := self.cleaned_data.get("audience"):
            found = found.filter(audience=audience)
        if owner := self.cleaned_data.get("owner"):
            found = found.filter(owner=owner)
        return found


def ordered(found: FormQuerySet, sort: str) -> FormQuerySet:
    return found.order_by(*ORDERS.get(sort, ORDERS[DEFAULT_ORDER]))
