"""Inviting people, and answering an invitation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from core.people.clean_text import validate_single_line
from core.people.forms.posts import PlaceForm
from core.people.forms.signing_in import PASSWORD_HELP
from core.people.models import User

AT_ONCE = 50
# The page behind the link exists in English; the names of the roles are noted here for the translators.
ROLE_NAMES = (_("県管理者"), _("県職員"), _("団体管理者"), _("団体担当者"))
LINE = re.compile(r"^\s*(?P<email>\S+?)(?:[\s　,，、;；]+(?P<name>.*?))?[\s　,，、;；]*$")


@dataclass(frozen=True)
class Invitee:
    email: str
    name: str


class InviteForm(PlaceForm):
    """One or several people into one place: a line each, as it is copied from a spreadsheet."""

    field_order = ["organization", "people", "section", "role"]

    people = forms.CharField(
        label="招待する方",
        help_text="1行に1人、メールアドレスと氏名を空白で区切って入力します。表計算ソフトから2列を貼り付けることもできます。"
        "<br>例：kaede@city.example.jp 髙橋 楓",
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_people(self) -> list[Invitee]:
        lines = [(number, line) for number, line in enumerate(self._lines(), 1) if line.strip(" \t　")]
        if len(lines) > AT_ONCE:
            raise ValidationError(f"一度に招待できるのは{AT_ONCE}人までです（{len(lines)}人入力されています）。")
        found, errors = {}, []
        for number, line in lines:
            try:
                invitee = _invitee(line)
                if invitee.email in found:
                    raise ValidationError(f"{invitee.email} が2回書かれています。")
                found[invitee.email] = invitee
            except ValidationError as error:
                errors += [f"{number}行目：{message}" for message in error.messages]
        if errors:
            raise ValidationError(errors)
        return list(found.values())

    def _lines(self) -> list[str]:
        return re.split(r"\r\n|\r|\n", self.cleaned_data["people"])


def _invitee(line: str) -> Invitee:
    parts = LINE.match(line)
    email = User.objects.normalize_email(parts["email"] if parts else "")
    name = (parts["name"] or "").replace("\t", " ").strip() if parts else ""
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError(f"「{email}」はメールアドレスの形になっていません。") from error
    if not name:
        raise ValidationError("氏名がありません。メールアドレスのあとに空白で区切って入力してください。")
    if len(email) > 254 or len(name) > 100:
        raise ValidationError("メールアドレスか氏名が長すぎます。")
    validate_single_line(name)
    return Invitee(email, name)


class JoinForm(forms.Form):
    """Answering an invitation with a new account. The password is checked by the service, which knows the person."""

    name = forms.CharField(
        label=_("氏名"),
        max_length=100,
        help_text=_("入力したとおりに表示されます。"),
        validators=[validate_single_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    kana = forms.CharField(
        label=_("ふりがな"),
        max_length=100,
        required=False,
        validators=[validate_single_line],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    password = forms.CharField(
        label=_("パスワード"),
        strip=False,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("パスワード（確認のためもう一度）"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, second = values.get("password"), values.get("password_again")
        if first and second and first != second:
            self.add_error("password_again", _("2回の入力が違っています。もう一度入力してください。"))
        return values
