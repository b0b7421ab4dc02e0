"""Puts the rooms together: settings, addresses, home, announcements. Holds no domain of its own beyond these."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
