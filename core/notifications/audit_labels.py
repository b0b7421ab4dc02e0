"""What is done with mails, in words."""

from core.people.audit_words import name_actions, name_detail

name_actions({"mail.retried": "不達メールを再送"})
name_detail("mails", "メール数")
