"""The filters of the roster. The address is the filter: everything here comes by GET."""

from __future__ import annotations

from typing import Any

from django import forms

from core.people.models import Kind, Organization
from roster.models import Contact, Duty
from roster.querysets import ContactQuerySet

_BY_CODE = ("organization__code", "duty__position", "-rank", "pk")
ORDERS = {
    "organization": _BY_CODE,
    "-organization": ("-organization__code", *_BY_CODE[1:]),
    "duty": ("duty__position", "duty__name", "organization__code", "-rank", "pk"),
    "-duty": ("-duty__position", "-duty__name", "organization__code", "-rank", "pk"),
    "name": ("kana", "name", "pk"),
    "-name": ("-kana", "-name", "pk"),
    "section": ("section", *_BY_CODE),
    "-section": ("-section", *_BY_CODE),
    "updated_at": ("updated_at", "pk"),
    "-updated_at": ("-updated_at", "pk"),
}
DEFAULT_ORDER = "organization"
_ALL = ("", "すべて")


class RosterFilter(forms.Form):
    q = forms.CharField(
        label="氏名・課・電話・メール", required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    organization = forms.CharField(
        label="団体", required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    duty = forms.ModelChoiceField(label="業務", queryset=Duty.objects.all(), required=False, empty_label="すべて")
    rank = forms.ChoiceField(label="正副", required=False, choices=[_ALL, *Contact.Rank.choices])
    kind = forms.ChoiceField(label="種別", required=False, choices=[_ALL, *Kind.choices])
    region = forms.ChoiceField(label="圏域", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = Organization.objects.exclude(region="").order_by("region").values_list("region", flat=True).distinct()
        self.fields["region"].choices = [_ALL, *((region, region) for region in regions)]

    def apply(self, contacts: ContactQuerySet) -> ContactQuerySet:
        """Those that match; a condition that is not understood is shown as an error and filters nothing."""
        self.is_valid()
        wanted = {name: value for name, value in self.cleaned_data.items() if value}
        if "q" in wanted:
            contacts = contacts.matching(wanted["q"])
        if "organization" in wanted:
            contacts = contacts.of_organizations_called(wanted["organization"])
        for name in ("duty", "rank"):
            if name in wanted:
                contacts = contacts.filter(**{name: wanted[name]})
        for name in ("kind", "region"):
            if name in wanted:
                contacts = contacts.filter(**{f"organization__{name}": wanted[name]})
        return contacts


def ordered(contacts: ContactQuerySet, sort: str) -> ContactQuerySet:
    return contacts.order_by(*ORDERS.get(sort, ORDERS[DEFAULT_ORDER]))
