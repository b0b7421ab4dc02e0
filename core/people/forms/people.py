"""Finding people, and one's own name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from core.people.clean_text import validate_single_line
from core.people.models import Membership, Organization, Role, Section, User


class PeopleFilterForm(forms.Form):
    """The filter above the list of people. An address that names what is not on offer filters by nothing."""

    q = forms.CharField(label="氏名・ふりがな・メールアドレス", required=False, max_length=100)
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label="団体", required=False, empty_label="すべて"
    )
    role = forms.ChoiceField(label="役割", required=False)
    state = forms.ChoiceField(
        label="状態",
        required=False,
        choices=[("", "利用中と停止"), ("active", "利用中"), ("stopped", "停止"), ("ended", "所属終了")],
    )
    factor = forms.ChoiceField(
        label="二段階認証", required=False, choices=[("", "すべて"), ("yes", "設定済み"), ("no", "未設定")]
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        managed = Organization.objects.managed_by(by)
        if managed[:2].count() > 1:
            self.fields["organization"].queryset = managed
            roles = list(Role)
        else:
            del self.fields["organization"]
            roles = [Role.MANAGER, Role.MEMBER]
        self.fields["role"].choices = [("", "すべて"), *((role.value, role.label) for role in roles)]

    @property
    def organization_chosen(self) -> Organization | None:
        return getattr(self, "cleaned_data", {}).get("organization") if self.is_valid() else None

    def apply(self, posts: QuerySet[Membership]) -> QuerySet[Membership]:
        values = self.cleaned_data if self.is_valid() else {}
        if text := values.get("q"):
            posts = posts.filter(
                Q(user__name__icontains=text) | Q(user__kana__icontains=text) | Q(user__email__icontains=text)
            )
        if organization := values.get("organization"):
            posts = posts.filter(organization=organization)
        if role := values.get("role"):
            posts = posts.filter(role=role)
        if factor := values.get("factor"):
            posts = posts.filter(has_factor=factor == "yes")
        match values.get("state"):
            case "active":
                return posts.open_today().filter(user__is_active=True)
            case "stopped":
                return posts.open_today().filter(user__is_active=False)
            case "ended":
                return posts.ended()
        return posts.open_today()


class OwnNameForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "kana"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = "入力したとおりに、ほかの方に表示されます。"
        for field in self.fields.values():
            field.validators.append(validate_single_line)


class SectionForm(forms.Form):
    name = forms.CharField(label="班・課の名前", max_length=100, validators=[validate_single_line])
    organization = forms.ModelChoiceField(Organization.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: User, section: Section | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.managed_by(by)
        if section is not None:
            del self.fields["organization"]
            self.fields["name"].initial = section.name
