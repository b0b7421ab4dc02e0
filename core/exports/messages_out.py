"""What people are told of the exports that were made while they did something else."""

from __future__ import annotations

from core.exports.models import Export
from core.notifications.kinds import MessageKind, register
from core.notifications.models import Message, Notification
from core.notifications.services.telling import open_message, tell_people


class ExportMessage(MessageKind):
    mark = ""
    # The states in which it is worth a mail.
    while_in: tuple[str, ...] = ()

    def mail_subject(self, message: Message) -> str:
        return f"{self.mark}{message.title}"

    def facts(self, message: Message) -> list[tuple[str, str]]:
        return [("理由", message.context["reason"])] if message.context.get("reason") else []

    def still_wanted(self, notification: Notification) -> bool:
        """Not once it stands otherwise, or the person may no longer see what is in it."""
        found = Export.objects.filter(pk=notification.message.subject_id, state__in=self.while_in)
        return notification.user is not None and found.visible_to(notification.user).exists()


@register
class ExportReady(ExportMessage):
    code, label, mark, while_in = "exports.ready", "書き出しができました", "【書き出し完了】", ("done",)


@register
class ExportNeedsDecision(ExportMessage):
    code, label, mark = "exports.needs_decision", "書き出しの前に確認が必要です", "【要確認】"
    while_in = ("needs_decision",)


@register
class ExportFailed(ExportMessage):
    code, label, mark, while_in = "exports.failed", "書き出しができませんでした", "【書き出し失敗】", ("failed",)


def tell_ready(export: Export) -> None:
    lines = ["書き出しができました。24時間のうちにダウンロードしてください。過ぎるとファイルは消えます。"]
    _tell(export, ExportReady, lines)


def tell_needs_decision(export: Export) -> None:
    lines = [
        "Shift_JIS（cp932）では表せない文字が見つかりました。",
        "一覧を見て、どう書き出すかを選んでください。24時間のうちに選ばないと、書き出しは取りやめになります。",
    ]
    _tell(export, ExportNeedsDecision, lines)


def tell_failed(export: Export, why: str) -> None:
    _tell(export, ExportFailed, ["書き出しができませんでした。"], reason=why)


def _tell(export: Export, kind: type[ExportMessage], lines: list[str], reason: str = "") -> None:
    message = open_message(
        kind.code, key=str(export.pk), subject=export, title=export.title, path=export.get_absolute_url(), sender=None,
        by=None, lines=lines, reason=reason,
    )  # fmt: skip
    tell_people(message, [export.by])
