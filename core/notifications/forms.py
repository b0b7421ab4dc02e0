"""The filters of the lists, the choice of timing, and which rows of a list were ticked."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from core.notifications.kinds import KINDS
from core.notifications.models import Notification, Timing

LARGEST_ID = 2**63 - 1


class InboxFilter(forms.Form):
    q = forms.CharField(label="件名", required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label="状態", required=False, choices=[("", "すべて"), ("unread", "未読")])
    kind = forms.ChoiceField(label="種類", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(code, kind.label) for code, kind in KINDS.items() if kind.in_inbox]
        self.fields["kind"].choices = [("", "すべて"), *sorted(kinds, key=lambda pair: pair[1])]

    def apply(self, entries: QuerySet[Notification]) -> QuerySet[Notification]:
        """What cannot be understood filters nothing; the field says so."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("q"):
            entries = entries.filter(message__title__icontains=wanted["q"])
        if wanted.get("state") == "unread":
            entries = entries.unread()
        if wanted.get("kind"):
            entries = entries.filter(message__kind=wanted["kind"])
        return entries


class FailuresFilter(forms.Form):
    q = forms.CharField(
        label="宛先・団体・件名", required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )

    def apply(self, failures: QuerySet[Notification]) -> QuerySet[Notification]:
        self.is_valid()
        q = self.cleaned_data.get("q")
        if not q:
            return failures
        places = ("user__name", "user__email", "address", "organization__name", "message__title")
        return failures.filter(reduce(or_, (Q(**{f"{place}__icontains": q}) for place in places)))


class PreferenceForm(forms.Form):
    timing = forms.ChoiceField(
        label="通知の受け取り方",
        choices=Timing.choices,
        widget=forms.RadioSelect(attrs={"data-dir": "column"}),
        help_text="どれを選んでも、お知らせはすべて受信箱に届きます。",
    )


def ticked(posted: QueryDict) -> list[int]:
    """The ids of the rows that were ticked, or of the one whose button was pressed. Nonsense is left out."""
    ids = (int(each) for each in posted.getlist("item") if each.isascii() and each.isdigit() and len(each) < 20)
    return sorted({each for each in ids if each <= LARGEST_ID})
