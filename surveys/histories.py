"""What happened to one response, newest first, in words: its steps, extensions and reminders."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from core.people.templatetags.portal_format import jdatetime
from surveys.models import Response, Transition
from surveys.states import State
from surveys.templatetags.surveys_ui import COLORS


def submissions_of(response: Response) -> QuerySet[Transition]:
    """The steps by which something was handed in, oldest first."""
    return response.transitions.filter(submitted_edit__isnull=False).select_related("by").order_by("pk")


def history_of(response: Response) -> list[dict[str, Any]]:
    """Entries for components/history.html. Three queries, however much happened."""
    entries = [_step(step) for step in response.transitions.select_related("by")]
    entries += [
        {
            "when": one.at,
            "who": str(one.by),
            "chip_label": "期限延長",
            "text": f"{jdatetime(one.old_due_at)}から{jdatetime(one.new_due_at)}へ（理由：{one.reason}）",
        }
        for one in response.extensions.select_related("by")
    ]
    entries += [
        {
            "when": one.at,
            "who": str(one.by) if one.by else "",
            "chip_label": "督促",
            "text": one.words if one.by else "予定の督促を送りました。",
        }
        for one in response.reminders.select_related("by")
    ]
    return sorted(entries, key=lambda entry: entry["when"], reverse=True)


def _step(step: Transition) -> dict[str, Any]:
    color, style = COLORS[State(step.to)]
    said = "代理入力。" if step.is_proxy else ""
    # What people of the organization write to each other before they hand in is theirs.
    inside = step.origin == State.IN_REVIEW and step.to in (State.IN_PROGRESS, State.RETURNED)
    why = "" if inside else step.why
    return {
        "when": step.at,
        "who": str(step.by) if step.by else "",
        "chip_label": State(step.to).label,
        "chip_color": color,
        "chip_style": style,
        "text": "団体内の承認の前に、入力に戻しました。" if inside else said + (f"理由：{why}" if why else ""),
    }
