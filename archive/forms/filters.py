"""The filters of the notice list. The address is the filter: everything here comes by GET."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F, Q
from django.urls import reverse

from archive.models import Category, Delivery, Notice
from archive.querysets import NoticeQuerySet
from core import clock
from core.people.form_fields import JapaneseDateField
from core.people.models import Organization, User

RECEIVED_STATES = {
    "unread": "未読",
    "awaiting": "受領確認待ち",
    "read": "既読",
    "expired": "有効期限切れ",
}
SENT_STATES = {state.value: state.label for state in Notice.State}
ORDERS = {
    "issued_on": (F("issued_on").asc(nulls_last=True), "pk"),
    "-issued_on": (F("issued_on").desc(nulls_first=True), "-pk"),
    "title": ("title", "-pk"),
    "-title": ("-title", "-pk"),
    "issuer": (F("issuer__name").asc(nulls_last=True), F("issued_on").desc(nulls_first=True), "-pk"),
    "-issuer": (F("issuer__name").desc(nulls_last=True), F("issued_on").desc(nulls_first=True), "-pk"),
    "number": ("number", "-pk"),
    "-number": ("-number", "-pk"),
}
DEFAULT_ORDER = "-issued_on"


class NoticeFilter(forms.Form):
    kw = forms.CharField(
        label="件名・文書番号", required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    state = forms.ChoiceField(label="状態", required=False)
    importance = forms.ChoiceField(label="重要度", required=False, choices=[("", "すべて"), *Notice.Importance.choices])
    category = forms.ModelChoiceField(
        label="分類", queryset=Category.objects.all(), required=False, empty_label="すべて"
    )
    issuer = forms.CharField(label="発出元", required=False, max_length=100)
    tag = forms.CharField(label="タグ", required=False, max_length=30)
    organization = forms.ModelChoiceField(
        label="宛先の団体",
        queryset=Organization.objects.all(),
        required=False,
        empty_label="すべて",
        to_field_name="code",
    )
    start = JapaneseDateField(label="発出日（から）", required=False, help_text="")
    end = JapaneseDateField(label="発出日（まで）", required=False, help_text="")

    def __init__(self, *args: Any, user: User, sent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        states = SENT_STATES if sent else RECEIVED_STATES
        self.fields["state"].choices = [("", "すべて"), *states.items()]
        for name, address in (("issuer", "archive:issuers"), ("tag", "archive:tags")):
            self.fields[name].widget.attrs["data-complete-url"] = reverse(address)
        if not sent:
            del self.fields["organization"]

    def apply(self, notices: NoticeQuerySet) -> NoticeQuerySet:
        """Those that match; a condition that is not understood is shown as an error and filters nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        for word in (wanted.get("kw") or "").split():
            notices = notices.filter(Q(title__icontains=word) | Q(number__icontains=word))
        if wanted.get("issuer"):
            notices = notices.filter(issuer__name__icontains=wanted["issuer"])
        for name in ("importance", "category"):
            if wanted.get(name):
                notices = notices.filter(**{name: wanted[name]})
        if wanted.get("tag"):
            notices = notices.filter(tags__name__iexact=wanted["tag"]).distinct()
        if wanted.get("organization"):
            notices = notices.filter(
                pk__in=Delivery.objects.filter(organization=wanted["organization"]).values("notice")
            )
        if wanted.get("start"):
            notices = notices.filter(issued_on__gte=wanted["start"])
        if wanted.get("end"):
            notices = notices.filter(issued_on__lte=wanted["end"])
        return self._in_state(notices, wanted.get("state"))

    def _in_state(self, notices: NoticeQuerySet, state: str | None) -> NoticeQuerySet:
        match state:
            case "unread":
                return notices.unread_by(self.user)
            case "read":
                return notices.read_by(self.user)
            case "awaiting":
                return notices.awaiting_acknowledgement_of(self.user)
            case "expired":
                return notices.filter(valid_until__lt=clock.today())
            case None | "":
                return notices
        return notices.filter(state=state)


def ordered(notices: NoticeQuerySet, sort: str) -> NoticeQuerySet:
    return notices.order_by(*ORDERS.get(sort, ORDERS[DEFAULT_ORDER]))
