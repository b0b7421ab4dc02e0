"""The people room's actions, in words."""

from core.people.audit_words import name_actions, name_detail
from core.people.models import Role, Verb

name_actions(
    {
        "person.signed_in": "ログイン",
        "person.sign_in_failed": "ログインの失敗",
        "person.signed_out": "ログアウト",
        "person.password_changed": "パスワードを変更",
        "person.password_reset": "パスワードを再設定",
        "person.renamed": "氏名を変更",
        "person.invited": "利用者を招待",
        "person.invitation_resent": "招待を再送",
        "person.invitation_withdrawn": "招待を取消し",
        "person.joined": "招待に応じて登録",
        "person.deactivated": "利用を停止",
        "person.reactivated": "利用を再開",
        "person.superuser_made": "非常用の管理者を作成",
        "second_factor.added": "二段階認証を設定",
        "second_factor.removed": "二段階認証を解除",
        "second_factor.reset": "二段階認証を管理者が解除",
        "second_factor.failed": "二段階認証の失敗",
        "second_factor.recovery_codes_made": "リカバリーコードを作成",
        "second_factor.recovery_code_used": "リカバリーコードを使用",
        "post.added": "所属を追加",
        "post.changed": "所属を変更",
        "post.ended": "所属を終了",
        "right.granted": "権限を付与",
        "right.revoked": "権限を取消し",
        "section.added": "班・課を追加",
        "section.renamed": "班・課の名前を変更",
        "section.removed": "班・課を削除",
        "organization.added": "団体を登録",
        "organization.changed": "団体を変更",
        "audit.exported": "監査ログを書き出し",
        "audit.purged": "保存期間を過ぎた監査ログを削除",
        "admin.added": "管理サイトで追加",
        "admin.changed": "管理サイトで変更",
        "admin.deleted": "管理サイトで削除",
        "admin.imported": "管理サイトで取込み",
        "admin.exported": "管理サイトから書き出し",
    }
)
for name, label in {
    "after": "変更後",
    "before": "変更前",
    "changes": "変更",
    "code": "団体コード",
    "email": "メールアドレス",
    "fields": "項目",
    "filter": "条件",
    "ip": "接続元",
    "last_day": "最終日",
    "count": "件数",
    "older_than": "この日より前",
    "section": "班・課",
    "title": "職名",
    "name": "名前",
    "table": "表",
    "new": "追加",
    "update": "変更",
    "skip": "変更なし",
}.items():
    name_detail(name, label)
name_detail("role", "役割", dict(Role.choices))
name_detail("verb", "権限", dict(Verb.choices))
name_detail(
    "methods",
    "方法",
    {"password": "パスワード", "totp": "認証アプリ", "webauthn": "パスキー", "recovery_codes": "リカバリーコード"},
)
name_detail("kind", "種類", {"totp": "認証アプリ", "webauthn": "パスキー", "recovery_codes": "リカバリーコード"})
