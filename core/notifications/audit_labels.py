"""The notifications room's actions, in words."""

from core.people.audit_words import name_actions, name_detail

name_actions({"mail.retried": "届かなかったメールを再送"})
name_detail("mails", "メールの数")
