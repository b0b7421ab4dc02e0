"""What the answers say of the applicant: where to write to, who may apply once, what they can be found by."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from core.questions.definition import Definition
from core.questions.services.saving import folded
from core.questions.specials import special_of
from core.search.folding import fold
from publicforms.models import Form

Answers = Mapping[str, Any]


def address_in(form: Form, definition: Definition, answers: Answers) -> str:
    """Where the reply goes: the answer to the question that the form names, or to the first of that kind."""
    keys = [form.reply_to] if form.reply_to else [one.key for one in definition.asked if one.kind == "email"][:1]
    for key in keys:
        if key in definition and special_of(answers, key) is None and isinstance(answers[key], str):
            return answers[key]
    return ""


def person_of(form: Form, definition: Definition, answers: Answers) -> str | None:
    """Stands for who may apply once: a keyed hash of the answer to the form's question, folded; None where none."""
    key = form.once_by
    if not key or key not in definition or special_of(answers, key) is not None:
        return None
    return keyed_hash(f"{form.pk}:{fold(str(answers[key])).replace(' ', '')}")


def open_text(definition: Definition, answers: Answers) -> str:
    """What those may search by who do not see personal answers."""
    known = {key: answer for key, answer in answers.items() if key in definition}
    return folded(definition, {key: answer for key, answer in known.items() if not definition[key].personal})


def digest_of_code(form: Form, code: str) -> str:
    """What is stored of a one-time code. Case, spaces and hyphens do not count."""
    return keyed_hash(f"code {form.pk}:{''.join(char for char in fold(code) if char.isalnum())}")


def keyed_hash(text: str) -> str:
    """64 hexadecimal digits that only this server can make of the text."""
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hex()
