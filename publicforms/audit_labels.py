"""The actions of public forms, in words."""

from core.people.audit_words import name_actions

name_actions(
    {
        "form.created": "フォームを作成",
        "form.published": "フォームを公開",
        "form.moved_on": "フォームの設問を新しい版に変更",
        "form.closed": "フォームの受付を終了",
        "form.reopened": "フォームの受付を再開",
        "form.withdrawn": "フォームを取下げ",
    }
)
