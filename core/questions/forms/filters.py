"""The filters of the list of questionnaires. The address is the filter: everything here comes by GET."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F, Q

from core.people.models import Organization
from core.questions.querysets import QuestionnaireQuerySet

STATES = {"published": "公開済み", "unpublished": "未公開", "draft": "下書きあり"}
ORDERS = {
    "title": ("title", "-pk"),
    "-title": ("-title", "-pk"),
    "owner": ("owner__code", "-updated_at", "-pk"),
    "-owner": ("-owner__code", "-updated_at", "-pk"),
    "published": (F("published_at").asc(nulls_last=True), "-pk"),
    "-published": (F("published_at").desc(nulls_last=True), "-pk"),
    "updated": ("updated_at", "pk"),
    "-updated": ("-updated_at", "-pk"),
}
DEFAULT_ORDER = "-updated"


class QuestionnaireFilter(forms.Form):
    kw = forms.CharField(label="様式名", required=False, max_length=100, widget=forms.TextInput({"type": "search"}))
    state = forms.ChoiceField(label="状態", required=False, choices=[("", "すべて"), *STATES.items()])
    owner = forms.ModelChoiceField(
        label="団体",
        queryset=Organization.objects.none(),
        required=False,
        empty_label="すべて",
        to_field_name="code",
    )

    def __init__(self, *args: Any, questionnaires: QuestionnaireQuerySet, **kwargs: Any) -> None:
        """`questionnaires` are those that the person may see: only their owners are offered."""
        super().__init__(*args, **kwargs)
        self.questionnaires = questionnaires
        owners = Organization.objects.filter(pk__in=questionnaires.order_by().values("owner"))
        self.fields["owner"].queryset = owners
        if len(owners[:2]) < 2:
            del self.fields["owner"]

    def apply(self) -> QuestionnaireQuerySet:
        """Those that match; a condition that is not understood is shown as an error and filters nothing."""
        self.is_valid()
        wanted, found = self.cleaned_data, self.questionnaires.for_list()
        for word in (wanted.get("kw") or "").split():
            found = found.filter(title__icontains=word)
        if wanted.get("owner"):
            found = found.filter(owner=wanted["owner"])
        conditions = {
            "published": Q(number__isnull=False),
            "unpublished": Q(number__isnull=True),
            "draft": Q(has_draft=True),
        }
        return found.filter(conditions.get(wanted.get("state") or "", Q()))


def ordered(questionnaires: QuestionnaireQuerySet, sort: str) -> QuestionnaireQuerySet:
    return questionnaires.order_by(*ORDERS.get(sort, ORDERS[DEFAULT_ORDER]))
