"""What is still missing before a form can be opened, in words for whoever makes it."""

from __future__ import annotations

from dataclasses import dataclass

from core import clock
from publicforms.models import Form


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist. `at` names the page (of the office's addresses) where it is mended."""

    words: str
    is_done: bool
    at: str = "settings"


def checklist(form: Form) -> list[Item]:
    """All that opening asks for, done or not."""
    published = form.questionnaire.published
    return [
        Item("設問を作り、様式を公開する", published is not None, "questions"),
        Item("利用目的を書く", bool(form.purpose.strip())),
        Item("問い合わせ先を書く", bool(form.contact.strip())),
        Item("受付終了の日時を決める", form.closes_at is not None and form.closes_at > clock.now()),
        Item("申込を消去する時期を決める", form.keep_days is not None),
    ]


def missing(form: Form) -> list[str]:
    return [item.words for item in checklist(form) if not item.is_done]
