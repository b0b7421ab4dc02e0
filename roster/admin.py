"""Master data of the roster. Contacts are kept on the roster's own pages, which check and record every change."""

from django.contrib import admin

from core.people.admin_audit import AuditedAdmin
from roster.models import Duty


@admin.register(Duty)
class DutyAdmin(AuditedAdmin):
    list_display = ["name", "position"]
    search_fields = ["name"]
