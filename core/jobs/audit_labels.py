"""What is done with jobs, in words."""

from core.people.audit_words import name_actions

name_actions({"job.redriven": "停止した処理を再実行"})
