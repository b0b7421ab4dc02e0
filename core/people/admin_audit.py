"""What every ModelAdmin of the portal has: its changes stand in the audit log, or it shows and changes nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from core.people import audit
from core.people.models import Organization


class AuditedAdmin(admin.ModelAdmin):
    """Writes to the audit log beside Django's own log, which the application's role could change."""

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self._record("admin.added", request, obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        fields = [field for each in message if "changed" in each for field in each["changed"].get("fields", [])]
        self._record("admin.changed", request, obj, fields=[str(field) for field in fields])
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet) -> Any:
        for obj in queryset:
            self._record("admin.deleted", request, obj)
        return super().log_deletions(request, queryset)

    def _record(self, action: str, request: HttpRequest, obj: Model, **details: Any) -> None:
        audit.record(action, obj, by=request.user, organization=_organization_of(obj, action), **details)


class ReadOnlyAdmin(admin.ModelAdmin):
    """For looking only: what is written here has its own pages, or must not change at all."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _organization_of(obj: Model, action: str) -> int | None:
    """The organization that a record concerns, for its manager; none where it has just gone."""
    if isinstance(obj, Organization):
        return None if action == "admin.deleted" else obj.pk
    return getattr(obj, "organization_id", None)
