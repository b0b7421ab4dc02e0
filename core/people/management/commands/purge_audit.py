"""manage.py purge_audit: delete what is older than AUDIT_RETENTION_DAYS. Runs as the owner's database role only."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from core import clock
from core.people import audit
from core.people.models import AuditEntry

AT_ONCE = 10_000


class Command(BaseCommand):
    help = "保存期間(AUDIT_RETENTION_DAYS 日)を過ぎた監査ログを削除します。データベースの所有者の役割で実行します。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="件数を示すだけで、削除しません")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        if not may_delete():
            raise CommandError(
                "この役割では監査ログを削除できません。PORTAL_AS_OWNER=1 を付けて、所有者の役割"
                "(DATABASE_OWNER_URL)で実行してください。"
            )
        first_day_kept = clock.today() - datetime.timedelta(days=settings.AUDIT_RETENTION_DAYS)
        midnight = datetime.datetime.combine(first_day_kept, datetime.time(), clock.TOKYO)
        old = AuditEntry.objects.filter(at__lt=midnight)
        if dry_run:
            self.stdout.write(f"{first_day_kept} より前の記録は {old.count():,} 件です(削除していません)。")
            return
        count = 0
        while deleted := self._delete_some(old, first_day_kept):
            count += deleted
        self.stdout.write(f"{first_day_kept} より前の記録 {count:,} 件を削除しました。")

    @transaction.atomic
    def _delete_some(self, old, first_day_kept: datetime.date) -> int:
        """Some thousand at a time; each time says in the log itself that it happened."""
        deleted, _ = AuditEntry.objects.filter(pk__in=old.order_by("pk").values("pk")[:AT_ONCE]).delete()
        if deleted:
            audit.record("audit.purged", by=None, count=deleted, older_than=first_day_kept.isoformat())
        return deleted


def may_delete() -> bool:
    """Whether this connection's role has the right; the application's role does not, by design."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'DELETE')", [AuditEntry._meta.db_table])
        return cursor.fetchone()[0]
