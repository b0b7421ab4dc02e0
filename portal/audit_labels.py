"""The portal's own actions, in words."""

from core.people.audit_words import name_actions

name_actions(
    {
        "announcement.posted": "お知らせを掲載",
        "announcement.changed": "お知らせを変更",
        "announcement.ended": "お知らせの掲載を終了",
    }
)
