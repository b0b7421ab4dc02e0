"""What the pages of surveys have in common: the tabs of one survey, the chip of a response's state."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse

from core import clock
from surveys.models import Response, Survey
from surveys.states import State

register = template.Library()

COLORS = {
    State.NOT_RECEIVED: ("", "outline"),
    State.RECEIVED: ("", ""),
    State.IN_PROGRESS: ("yellow", ""),
    State.IN_REVIEW: ("yellow", ""),
    State.SUBMITTED: ("blue", ""),
    State.RESUBMITTED: ("blue", ""),
    State.RETURNED: ("orange", ""),
    State.ACCEPTED: ("green", ""),
    State.NOT_APPLICABLE: ("", "dashed"),
    State.EXEMPT: ("", "dashed"),
}


@register.inclusion_tag("components/chip.html")
def state_chip(state: str) -> dict[str, str]:
    """{% state_chip response.state %} - how far a response has come, in words and colour."""
    color, style = COLORS[State(state)]
    return {"label": State(state).label, "color": color, "style": style}


@register.inclusion_tag("surveys/_tab_links.html", takes_context=True)
def survey_tabs(context: Context, survey: Survey) -> dict[str, Any]:
    """The pages of one survey that this person may open; the current one is the one whose address this is."""
    request = context["request"]
    user = request.user
    names: list[tuple[str, str]] = [("内容", "surveys:survey")]
    if survey.may_be_managed_by(user):
        if not survey.is_draft:
            names += [
                ("提出状況", "surveys:board"),
                ("取りまとめ", "surveys:collation"),
                ("問い合わせ", "surveys:inquiries"),
            ]
    elif Response.objects.own(user).filter(survey=survey).exists():
        names.append(("回答", "surveys:answer"))
        if survey.shows_answers_of_others(clock.now()):
            names.append(("他団体の回答", "surveys:collation"))
        elif survey.shows_status_of_others:
            names.append(("他団体の提出状況", "surveys:collation"))
        names.append(("問い合わせ", "surveys:inquiries"))
    links = [(label, reverse(name, args=[survey.pk])) for label, name in names]
    return {"links": links if len(links) > 1 else [], "path": request.path}


@register.filter
def reminder_words(survey: Survey) -> str:
    """期限の7日前・1日前・当日・3日後: when those who owe an answer are reminded; empty where nobody is."""
    days = sorted(survey.reminder_days)
    words = "・".join(f"{-day}日前" if day < 0 else f"{day}日後" if day else "当日" for day in days)
    return f"期限の{words}" if words else ""
