"""Jobs, to look at. They are driven again on the portal's own page."""

from django.contrib import admin

from core.jobs.models import Job
from core.people.admin_audit import ReadOnlyAdmin


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["pk", "kind", "key", "queue", "state", "attempts", "due_at", "finished_at"]
    list_filter = ["state", "queue"]
    search_fields = ["=kind", "=key"]
