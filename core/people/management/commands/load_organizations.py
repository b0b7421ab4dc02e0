"""manage.py load_organizations FILE.csv [--dry-run]"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.people.services.organizations import Report, load_organizations


class Command(BaseCommand):
    help = (
        "団体を CSV から登録・変更します(列: code,name,kana,kind,region[,valid_from,valid_to]、"
        "または 団体コード,団体名,ふりがな,種別,圏域。UTF-8 または Shift_JIS)。"
        "誤りが1行でもあれば何も書き込みません。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--dry-run", action="store_true", help="何が変わるかを示すだけで、書き込みません")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} を読めません({error.strerror})。") from error
        report = load_organizations(data, by=None, dry_run=dry_run)
        self._show(report)
        if report.problems:
            raise CommandError(f"{len(report.problems)}件の誤りがあるため、何も書き込みませんでした。")
        self.stdout.write("書き込みました。" if report.written else "確認だけで、書き込んでいません(--dry-run)。")

    def _show(self, report: Report) -> None:
        if report.encoding:
            self.stdout.write(f"文字コード: {report.encoding}")
        for problem in report.problems:
            self.stderr.write(f"  誤り  {problem}")
        for organization in report.added:
            self.stdout.write(f"  追加  {organization.code} {organization.name}({organization.get_kind_display()})")
        for change in report.changed:
            values = "、".join(f"{title}: {old or '(空)'} → {new or '(空)'}" for title, old, new in change.values)
            self.stdout.write(f"  変更  {change.organization.code} {change.organization.name} {values}")
        for organization in report.not_in_file:
            self.stdout.write(f"  対象外 {organization.code} {organization.name}(ファイルにないが、そのまま残す)")
        self.stdout.write(
            f"追加 {len(report.added)} 変更 {len(report.changed)} 変更なし {len(report.unchanged)} "
            f"ファイルにない団体 {len(report.not_in_file)} 誤り {len(report.problems)}"
        )
