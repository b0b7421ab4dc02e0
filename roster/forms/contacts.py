"""Writing an entry of the roster."""

from __future__ import annotations

from typing import Any

from django import forms

from core.people.clean_text import validate_single_line
from core.people.phones import EXAMPLE, validate_phone
from roster.models import Contact, Duty

WRITTEN = ("duty", "rank", "name", "kana", "section", "title", "phone", "email", "note")


class ContactForm(forms.Form):
    """Everything is kept as it was typed; phone and e-mail must be ones that can be used."""

    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    duty = forms.ModelChoiceField(label="業務", queryset=Duty.objects.all(), empty_label="選んでください")
    rank = forms.ChoiceField(
        label="正副", choices=Contact.Rank.choices, initial=Contact.Rank.PRIMARY, widget=forms.RadioSelect
    )
    name = forms.CharField(label="氏名", max_length=100)
    kana = forms.CharField(label="ふりがな", max_length=100, required=False)
    section = forms.CharField(label="課・係", max_length=100, required=False)
    title = forms.CharField(label="職名", max_length=50, required=False)
    phone = forms.CharField(
        label="電話番号",
        max_length=40,
        required=False,
        validators=[validate_phone],
        help_text=f"例：{EXAMPLE}",
        widget=forms.TextInput({"inputmode": "tel"}),
    )
    email = forms.EmailField(
        label="メールアドレス",
        max_length=254,
        required=False,
        help_text="半角で入力してください。課や係の共用のアドレスでもかまいません。",
    )
    note = forms.CharField(label="備考", max_length=200, required=False, help_text="不在の曜日、急ぎの連絡先など")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")  # these are other people's data
            if isinstance(field, forms.CharField):
                field.validators.append(validate_single_line)

    def written(self) -> dict[str, Any]:
        """What the person wrote, for the services."""
        return {name: self.cleaned_data[name] for name in WRITTEN}

    @staticmethod
    def initial_of(contact: Contact) -> dict[str, Any]:
        return {name: getattr(contact, name) for name in (*WRITTEN, "version")}

    def differences_from(self, current: Contact) -> list[dict[str, str]]:
        """Field by field, where what was typed is not what stands now: label, saved, typed."""
        return [
            {"label": str(self.fields[name].label), "saved": _shown(name, saved), "typed": _shown(name, typed)}
            for name, typed in self.written().items()
            if (saved := getattr(current, name)) != typed
        ]


def _shown(name: str, value: Any) -> str:
    return Contact.Rank(value).label if name == "rank" else str(value)
