"""The admin site: master data and emergencies, for superusers only, behind the portal's own sign-in."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

# Libraries register these. Role groups, addresses, factors and sessions change on the portal's own pages.
NOT_HERE = {"auth", "account", "mfa", "usersessions", "taggit", "guardian"}


class PortalAdminSite(AdminSite):
    site_header = site_title = "むすび 管理サイト"
    index_title = "基本データと非常時の操作"
    site_url = "/"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        models = model_or_iterable if isinstance(model_or_iterable, (list, tuple)) else [model_or_iterable]
        super().register([each for each in models if each._meta.app_label not in NOT_HERE], admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_active and user.is_staff and user.is_superuser

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The portal's sign-in, with its rate limits and second factor. Whoever is signed in and may not gets 403."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or request.path)

    def password_change(  # type: ignore[override]  # Django shows a page of its own, we lead to the portal's
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")
