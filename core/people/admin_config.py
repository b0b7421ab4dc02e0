"""Installed in place of "django.contrib.admin"."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    default_site = "core.people.admin_site.PortalAdminSite"
