"""manage.py createsuperuser: Django's own, but the audit log tells of it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.db import transaction

from core.people import audit
from core.people.models import User


class Command(createsuperuser.Command):
    help = "非常用の管理者を作ります(監査ログに記録されます)。"

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        before = set(User.objects.filter(is_superuser=True).values_list("pk", flat=True))
        super().handle(*args, **options)
        for user in User.objects.filter(is_superuser=True).exclude(pk__in=before):
            audit.record("person.superuser_made", user, by=None)
