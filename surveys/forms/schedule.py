"""Which fiscal year the schedule shows, which of its surveys, and why one is not held."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from core.people.access import organizations_for
from core.people.models import Section, User, Verb
from surveys.querysets import SurveyQuerySet

YEAR = re.compile(r"20\d\d", re.ASCII)
STATES = {"expected": "未作成", "draft": "下書き", "open": "受付中", "closed": "締切済", "not_held": "実施しない"}


def year_named(text: str, present: int) -> int:
    """The fiscal year that an address names (2026); what is not understood is the present one."""
    return int(text) if YEAR.fullmatch(text) else present


class ScheduleFilter(forms.Form):
    year = forms.CharField(widget=forms.HiddenInput, required=False)
    q = forms.CharField(label="件名", required=False, max_length=100, widget=forms.TextInput({"type": "search"}))
    section = forms.ModelChoiceField(
        label="担当", queryset=Section.objects.none(), required=False, empty_label="すべて"
    )
    state = forms.ChoiceField(label="状態", required=False, choices=[("", "すべて"), *STATES.items()])

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = organizations_for(by, Verb.PUBLISH)
        self.fields["section"].queryset = Section.objects.filter(organization__in=owners)
        self.is_valid()

    def narrow(self, surveys: SurveyQuerySet) -> SurveyQuerySet:
        """Those that match; a condition that is not understood is shown as an error and filters nothing."""
        for word in (self.cleaned_data.get("q") or "").split():
            surveys = surveys.filter(title__icontains=word)
        section = self.cleaned_data.get("section")
        return surveys.filter(section=section) if section else surveys

    def wants(self, state: str) -> bool:
        return self.cleaned_data.get("state") in (None, "", state)


class NotHeldForm(forms.Form):
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=200,
        help_text="調査する側の人だけに見えます。例：隔年の調査のため。国の調査に統合されたため。",
    )
