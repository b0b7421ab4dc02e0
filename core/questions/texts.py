"""Typed text as kinds take it: exactly as it is, or refused in plain words. Never changed behind somebody's back."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from core.people.clean_text import validate_single_line
from core.questions.definition import Question
from core.questions.kinds.base import refuse
from core.questions.wording import said_of, too_long

LONGEST_LINE = 1000


def single_line(text: str, part: str = "", *, limit: int = LONGEST_LINE, called: str = "") -> str:
    """One line of text. Refused with line breaks, control characters, or what PostgreSQL cannot store.

    `called` names the part in the message where a question has several: 市区町村
    """
    try:
        validate_single_line(text)
    except ValidationError as error:
        raise refuse(said_of(called, error.messages[0]) if called else error.messages[0], part) from None
    return within(text, limit, part, called=called)


def within(text: str, limit: int, part: str = "", *, called: str = "") -> str:
    """Characters are counted as the browser's counter does (static/js/counter.js): by code points."""
    if len(text) > limit:
        raise refuse(too_long(text, limit, called=called), part)
    return text


def length_summary(question: Question) -> str:
    limit = question.settings.get("max_length")
    return f"{limit:,}字以内" if limit else ""


def length_changes(old: Question, new: Question, usual: int) -> list[tuple[str, str]]:
    """What a change of `max_length` means to those who answer; `usual` holds where the clerk has set none."""
    was, is_now = old.settings.get("max_length", usual), new.settings.get("max_length", usual)
    if was == is_now:
        return []
    effect = "stricter" if is_now < was else "looser"
    return [(effect, f"文字数の上限が{was:,}字から{is_now:,}字に変わりました。")]
