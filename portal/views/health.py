"""`/health/`: 200 only when the page, the database, a worker and, in the demonstration, its data are there.

An internet-side node (PORTAL_FACE=public) answers for itself: its page and its database.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View

from core.jobs.heartbeat import a_worker_is_alive
from core.people.models import Organization


@method_decorator(login_not_required, name="dispatch")
class HealthView(View):
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> JsonResponse:
        checks = {"page": True, "database": False}
        if settings.FACE != "public":
            checks["worker"] = False
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            checks["database"] = True
            if settings.FACE != "public":
                checks["worker"] = a_worker_is_alive()
            if settings.DEMONSTRATION:
                checks["data"] = Organization.objects.exists()
        except DatabaseError:
            pass
        healthy = all(checks.values())
        response = JsonResponse({"healthy": healthy, **checks}, status=200 if healthy else 503)
        response["Cache-Control"] = "no-store"
        return response
