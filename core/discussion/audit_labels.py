"""The discussion's actions, in words."""

from core.people.audit_words import name_actions, name_detail

name_actions({"thread.posted": "やり取りに投稿", "thread.post_withdrawn": "投稿を取下げ"})
for name, label in {"about": "やり取りの場所", "post": "投稿の番号", "mentions": "名指しした人数"}.items():
    name_detail(name, label)
