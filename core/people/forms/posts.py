"""Where somebody belongs, and as what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core import clock
from core.people.clean_text import validate_single_line
from core.people.form_fields import JapaneseDateField
from core.people.models import Membership, Organization, Role, Section, User
from core.people.models.memberships import ORGANIZATION_ROLES, PREFECTURE_ROLES
from core.people.services.posts import edits_roster
from core.people.services.roles import roles_in

ROLE_HELP = {
    Role.ADMINISTRATOR: "団体・利用者・監査ログ・処理の状況を管理します",
    Role.STAFF: "通知を発出し、受領の状況を見ます",
    Role.MANAGER: "自分の団体の利用者と担当者名簿を管理します",
    Role.MEMBER: "通知を読み、団体として受領を確認します",
}


def role_choices(roles: tuple[Role, ...]) -> list[tuple[str, str]]:
    return [(role.value, f"{role.label}（{ROLE_HELP[role]}）") for role in roles]


class PlaceForm(forms.Form):
    """Organization, section and role; the person who fills it in manages the organizations on offer.

    With one organization there is nothing to choose, and its sections and roles are offered. With several, sections are
    grouped by organization, and the fit is checked when the form is sent.
    """

    organization = forms.ModelChoiceField(Organization.objects.none(), label="団体")
    section = forms.ModelChoiceField(Section.objects.none(), label="班・課", required=False, empty_label="（決めない）")
    role = forms.ChoiceField(label="役割", widget=forms.RadioSelect(attrs={"data-dir": "column"}))

    def __init__(self, *args: Any, by: User, organization: Organization | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        managed = Organization.objects.managed_by(by).current()
        self.place = organization or (managed.first() if managed.count() == 1 else None)
        sections = Section.objects.visible_to(by)
        if self.place:
            del self.fields["organization"]
            sections = sections.filter(organization=self.place)
            roles = roles_in(self.place)
        else:
            self.fields["organization"].queryset = managed
            self.fields["section"].label_from_instance = lambda section: f"{section.organization} {section}"
            sections = sections.select_related("organization").order_by("organization__code", "position", "name")
            roles = (*PREFECTURE_ROLES, *ORGANIZATION_ROLES)
        self.fields["section"].queryset = sections
        self.fields["role"].choices = role_choices(roles)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        place = values.setdefault("organization", self.place)
        if not place:
            return values
        section, role = values.get("section"), values.get("role")
        if section is not None and section.organization_id != place.pk:
            self.add_error("section", f"{place}の班・課を選んでください。")
        if role is not None and role not in roles_in(place):
            labels = "か".join(f"「{one.label}」" for one in roles_in(place))
            self.add_error("role", f"{place}では{labels}を選んでください。")
        return values


class PostForm(PlaceForm):
    """A post of somebody who has an account: new, or to be changed."""

    title = forms.CharField(
        label="職名", max_length=50, required=False, help_text="例：主査", validators=[validate_single_line]
    )
    edits_roster = forms.BooleanField(
        label="担当者名簿を編集できるようにする", required=False, help_text="団体管理者は、いつでも編集できます。"
    )

    def __init__(self, *args: Any, post: Membership | None = None, **kwargs: Any) -> None:
        if post is not None:
            kwargs["organization"] = post.organization
            kwargs["initial"] = {
                "section": post.section_id,
                "role": post.role,
                "title": post.title,
                "edits_roster": edits_roster(post),
            }
        super().__init__(*args, **kwargs)
        if post is None or post.organization.is_prefecture:
            del self.fields["edits_roster"]


class EndPostForm(forms.Form):
    last_day = JapaneseDateField(
        label="最後の日", required=False, help_text="空欄にすると、今すぐ終わります。例：2027年3月31日、R9.3.31"
    )

    def clean_last_day(self):
        last_day = self.cleaned_data["last_day"]
        if last_day is not None and last_day < clock.today():
            raise ValidationError("今日より前の日は指定できません。今すぐ終える場合は空欄にしてください。")
        return last_day
