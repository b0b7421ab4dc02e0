"""Removing a key: django-allauth asks its adapter before an app is removed, but not before a key is."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django import forms
from django.core.exceptions import ValidationError


class RemoveKeyForm(forms.Form):
    def __init__(self, *args: Any, key, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key

    def clean(self) -> dict[str, Any]:
        if not get_adapter().can_delete_authenticator(self.key):
            raise ValidationError(
                "あなたの役割では、二段階認証が必要です。先に、ほかのキーか認証アプリを設定してください。"
            )
        return super().clean() or {}


class RemoveKeyView(RemoveWebAuthnView):
    form_class = RemoveKeyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"key": self.object}
