"""The archive's actions, in words."""

from core.people.audit_words import name_actions, name_detail

name_actions(
    {
        "notice.drafted": "通知の下書きを作成",
        "notice.edited": "通知の下書きを変更",
        "notice.draft_deleted": "通知の下書きを削除",
        "notice.file_attached": "通知にファイルを添付",
        "notice.file_removed": "通知の添付ファイルを削除",
        "notice.scheduled": "通知の発出を予約",
        "notice.unscheduled": "通知の予約を取消し",
        "notice.published": "通知を発出",
        "notice.withdrawn": "通知を取下げ",
        "notice.acknowledged": "通知の受領を確認",
        "notice.reminded": "通知の受領確認を督促",
        "notice.files_downloaded": "通知の添付ファイルを一括ダウンロード",
    }
)
for name, label in {
    "organizations": "団体",
    "because": "理由",
    "at": "予定時刻",
    "file": "ファイル",
    "files": "ファイル数",
    "copied_from": "複写元",
}.items():
    name_detail(name, label)
