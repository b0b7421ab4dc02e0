"""The filter above the audit log."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from core.clock import TOKYO
from core.people.access import administers, organizations_for
from core.people.audit_words import ACTIONS
from core.people.form_fields import JapaneseDateField
from core.people.listing import conditions
from core.people.models import AuditEntry, Organization, User, Verb


class AuditFilterForm(forms.Form):
    """An address that names what is not on offer filters by nothing."""

    q = forms.CharField(label="対象", required=False, max_length=100)
    person = forms.CharField(label="操作した人", required=False, max_length=100)
    action = forms.ChoiceField(label="操作", required=False)
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label="団体", required=False, empty_label="すべて"
    )
    since = JapaneseDateField(label="期間（から）", required=False, help_text="")
    until = JapaneseDateField(label="期間（まで）", required=False, help_text="")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", "すべて"), *sorted(ACTIONS.items(), key=lambda pair: pair[0])]
        readable = Organization.objects.all()
        if not administers(by):
            readable = readable.filter(pk__in=organizations_for(by, Verb.READ_AUDIT))
        self.fields["organization"].queryset = readable

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", "期間の終わりが、始まりより前です。")
        return values

    def apply(self, entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        if not self.is_bound or not self.is_valid():
            return entries
        values = self.cleaned_data
        if text := values["q"]:
            entries = entries.filter(subject_label__icontains=text)
        if text := values["person"]:
            people = User.objects.filter(Q(name__icontains=text) | Q(email__icontains=text))
            entries = entries.filter(by__in=people)
        if values["action"]:
            entries = entries.filter(action=values["action"])
        if values["organization"]:
            entries = entries.filter(organization=values["organization"])
        if values["since"]:
            entries = entries.filter(at__gte=_midnight(values["since"]))
        if values["until"]:
            entries = entries.filter(at__lt=_midnight(values["until"] + datetime.timedelta(days=1)))
        return entries

    def in_words(self, query: QueryDict) -> dict[str, str]:
        """The conditions in force, for the log of an export."""
        return {condition.label: condition.value for condition in conditions(self, query)}


def _midnight(date: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(date, datetime.time(), TOKYO)
