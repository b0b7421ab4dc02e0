"""The roster's actions, in words."""

from core.people.audit_words import name_actions

name_actions(
    {
        "contact.added": "担当者を追加",
        "contact.changed": "担当者を変更",
        "contact.removed": "担当者を削除",
    }
)
