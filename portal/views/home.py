"""The first page after sign-in: what must I do today?"""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from archive.models import Notice
from portal.models import Announcement
from portal.today import to_do


class HomeView(TemplateView):
    template_name = "portal/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        latest = Notice.objects.visible_to(user).filter(state=Notice.State.PUBLISHED)
        return super().get_context_data(
            announcements=Announcement.objects.visible_to(user).shown()[:5],
            latest=latest.select_related("issuer", "owner").order_by("-issued_on", "-pk")[:5],
            **to_do(user),
            **kwargs,
        )
