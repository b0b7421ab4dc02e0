"""The archive's lists of choices, for superusers."""

from django.contrib import admin

from archive.models import Category, Issuer
from core.people.admin_audit import AuditedAdmin


@admin.register(Category)
class CategoryAdmin(AuditedAdmin):
    list_display = ["name", "position"]


@admin.register(Issuer)
class IssuerAdmin(AuditedAdmin):
    search_fields = ["name"]
