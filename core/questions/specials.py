"""The kinds of "no value", which stay apart to the end (Q6): on screen, in totals, in CSV, in cross-tables.

An answer sheet's `answers` is a JSON object keyed by question. A question that nobody has come to has no key there
(未回答); zero is the number 0; every other way of having no value is written out as `{"special": "…"}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy


class Special(models.TextChoices):
    """What stands in place of a value. UNANSWERED is the absence of a key, and is never stored."""

    BLANK = "blank", gettext_lazy("空欄")  # was asked, seen, and left empty when the sheet was handed in
    NOT_APPLICABLE = "not_applicable", gettext_lazy("該当なし")
    EXEMPT = "exempt", gettext_lazy("回答不要")
    NOT_ASKED = "not_asked", gettext_lazy("対象外")  # hidden by a condition when the sheet was handed in
    UNANSWERED = "unanswered", gettext_lazy("未回答")


def stored(special: Special, why: str = "") -> dict[str, str]:
    """What to write into the answers: {"special": "blank"}. `why` is for kinds that know it: a division by zero."""
    return {"special": special.value, **({"why": why} if why else {})}


def why_none(answer: Any) -> str:
    """Why a stored answer has no value, as its kind wrote it; empty where nothing was said."""
    return str(answer.get("why", "")) if special_in(answer) is not None else ""


def special_of(answers: Mapping[str, Any], key: str) -> Special | None:
    """Which kind of "no value" this question has; None where there is a value (zero is one)."""
    return Special.UNANSWERED if key not in answers else special_in(answers[key])


def special_in(answer: Any) -> Special | None:
    """The same for one stored answer, or for one cell of a stored table."""
    if isinstance(answer, dict) and "special" in answer:
        return Special(answer["special"])
    return None
