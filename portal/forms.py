"""Announcements."""

from __future__ import annotations

from typing import Any

from django import forms

from core.people.access import organizations_for
from core.people.form_fields import JapaneseDateTimeField
from core.people.models import Organization, User, Verb
from portal.models import Announcement


class AnnouncementForm(forms.ModelForm):
    shown_from = JapaneseDateTimeField(
        label="掲載開始", required=False, help_text="空欄のときは、すぐに掲載します。日付の例：2026年11月21日、R8.11.21"
    )
    shown_until = JapaneseDateTimeField(
        label="掲載終了", required=False, help_text="空欄のときは、終了するまで掲載し続けます。"
    )

    class Meta:
        model = Announcement
        fields = ["owner", "title", "body", "shown_from", "shown_until"]
        widgets = {"body": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = Organization.objects.filter(pk__in=organizations_for(by, Verb.PUBLISH))
        self.fields["owner"].queryset = owners
        self.fields["owner"].empty_label = None
        if owners.count() == 1:
            self.fields["owner"].initial = owners.first()
            self.fields["owner"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("shown_from"), cleaned.get("shown_until")
        if start and end and end <= start:
            self.add_error("shown_until", "掲載終了は、掲載開始より後にしてください。")
        return cleaned
