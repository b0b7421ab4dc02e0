"""Master data of the people room, for superusers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from core.people.admin_audit import AuditedAdmin, ReadOnlyAdmin
from core.people.admin_tables import OrganizationTable, PeopleTable, TableAdmin
from core.people.forms.signing_in import ForgottenPasswordForm
from core.people.models import (
    AuditEntry,
    Invitation,
    Kind,
    Membership,
    Organization,
    OrganizationGroup,
    Section,
    User,
)
from core.people.services.posts import check_place
from core.people.services.roles import ensure_roles


class OrganizationForm(forms.ModelForm):
    def clean_kind(self) -> str:
        kind = self.cleaned_data["kind"]
        if self.instance.pk and self.instance.is_prefecture != (kind == Kind.PREFECTURE):
            raise ValidationError("都道府県と、ほかの種別との間では変えられません。役割が違うためです。")
        return kind


@admin.register(Organization)
class OrganizationAdmin(TableAdmin):
    form = OrganizationForm
    resource_classes = [OrganizationTable]
    fields = ["code", "name", "kana", "kind", "region", "valid_from", "valid_to", "networks"]
    list_display = ["code", "name", "kind", "region", "valid_from", "valid_to"]
    list_filter = ["kind", "region"]
    search_fields = ["code", "name", "kana"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["code"] if obj else []

    def save_model(self, request: HttpRequest, obj: Organization, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        ensure_roles([obj])

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """An organization ends by its last day; its history stays."""
        return False


class OrganizationGroupForm(forms.ModelForm):
    kinds = forms.MultipleChoiceField(
        label="種別で含める", choices=Kind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


@admin.register(OrganizationGroup)
class OrganizationGroupAdmin(AuditedAdmin):
    form = OrganizationGroupForm
    list_display = ["name", "position"]
    filter_horizontal = ["members"]


@admin.register(Section)
class SectionAdmin(AuditedAdmin):
    list_display = ["name", "organization", "position"]
    list_select_related = ["organization"]
    search_fields = ["name", "organization__name", "organization__code"]
    autocomplete_fields = ["organization"]


class UserForm(forms.ModelForm):
    def clean_email(self) -> str:
        return User.objects.normalize_email(self.cleaned_data["email"])


@admin.register(User)
class UserAdmin(TableAdmin):
    """Passwords are not set here: a mail lets the person choose one. Superusers are made by `createsuperuser`."""

    form = UserForm
    resource_classes = [PeopleTable]
    list_display = ["name", "email", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser"]
    search_fields = ["name", "kana", "email"]
    fields = ["email", "name", "kana", "is_active", "is_staff", "is_superuser", "last_login", "created_at"]
    readonly_fields = ["is_staff", "is_superuser", "last_login", "created_at"]
    actions = ["mail_password_reset"]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """People are never deleted, only deactivated."""
        return False

    @admin.action(description="パスワードを決めるためのメールを送る")
    def mail_password_reset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        people = list(queryset.filter(is_active=True))
        for user in people:
            form = ForgottenPasswordForm({"email": user.email})
            if form.is_valid():
                form.save(request)
                self.log_change(request, user, [{"changed": {"fields": ["パスワード再設定のメール"]}}])
        messages.success(request, f"{len(people)}人にメールを送ります。")


class MembershipForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if {"organization", "role"} <= values.keys():
            check_place(values["organization"], values.get("section"), values["role"])
        return values


@admin.register(Membership)
class MembershipAdmin(AuditedAdmin):
    form = MembershipForm
    list_display = ["user", "organization", "section", "role", "title", "valid_from", "valid_to"]
    list_filter = ["role"]
    list_select_related = ["user", "organization", "section"]
    search_fields = ["user__name", "user__email", "organization__name", "organization__code"]
    autocomplete_fields = ["user", "organization", "section"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ["email", "name", "organization", "role", "created_at", "expires_at", "accepted_at", "withdrawn_at"]
    list_select_related = ["organization"]
    search_fields = ["email", "name"]
    exclude = ["secret_hash"]


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "action", "subject_label", "by", "organization"]
    list_select_related = ["by", "organization"]
    search_fields = ["=action", "subject_label"]
