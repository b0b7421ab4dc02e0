"""What is asked on the board and before somebody is reminded or given more time."""

from __future__ import annotations

from typing import Any

from django import forms

from core import clock
from core.people.form_fields import JapaneseDateTimeField
from core.people.models import Kind, Organization
from surveys.models import Survey
from surveys.querysets import ResponseQuerySet
from surveys.states import OWING, State


class BoardFilter(forms.Form):
    state = forms.ChoiceField(label="状態", required=False, choices=[("", "すべて"), *State.choices])
    kind = forms.ChoiceField(label="種別", required=False, choices=[("", "すべて"), *Kind.choices])
    region = forms.ChoiceField(label="圏域", required=False)
    overdue = forms.BooleanField(label="期限を過ぎた未回答だけ", required=False)

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = Organization.objects.filter(responses__survey=survey).exclude(region="")
        regions = asked.order_by("region").values_list("region", flat=True).distinct()
        self.fields["region"].choices = [("", "すべて"), *((region, region) for region in regions)]

    def apply(self, responses: ResponseQuerySet) -> ResponseQuerySet:
        """Those that match, of responses with_due(); a condition that is not understood filters nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("state"):
            responses = responses.filter(state=wanted["state"])
        for name in ("kind", "region"):
            if wanted.get(name):
                responses = responses.filter(**{f"organization__{name}": wanted[name]})
        if wanted.get("overdue"):
            responses = responses.filter(survey__state="open", state__in=OWING, due__lt=clock.now())
        return responses


class ReminderForm(forms.Form):
    words = forms.CharField(
        label="添える言葉",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="督促の本文に書き添えます。空欄でも送れます。",
    )


class ExtensionForm(forms.Form):
    to = JapaneseDateTimeField(label="延長後の期限")
    reason = forms.CharField(
        label="延長の理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="団体に知らせ、記録に残ります。例：議会対応のため、電話で申出があった。",
    )
