"""What the pages of surveys have in common: the tabs of one survey, the chip of a response's state."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Tab:
    """One page of a survey, and the pages below it: `below` are addresses that begin what belongs to it."""

    label: str
    address: str
    below: tuple[str, ...] = ()

    def current(self, path: str) -> str:
        """What aria-current says on the page with this path: "page", "true" on a page below it, or nothing."""
        if path == self.address:
            return "page"
        return "true" if path.startswith(self.below) else ""


@register.inclusion_tag("surveys/_tab_links.html", takes_context=True)
def survey_tabs(context: Context, survey: Survey) -> dict[str, Any]:
    """The pages of one survey that this person may open; the current one is the one that the page is or belongs to."""
    request = context["request"]
    tabs = _tabs(survey, request.user)
    return {"links": [(tab, tab.current(request.path)) for tab in tabs] if len(tabs) > 1 else []}


def _tabs(survey: Survey, user: Any) -> list[Tab]:
    # The survey's own address begins all others: nothing is below it.
    own = reverse("surveys:survey", args=[survey.pk])
    tabs = [Tab("内容", own)]

    def add(label: str, name: str, *more: str) -> None:
        address = reverse(name, args=[survey.pk])
        tabs.append(Tab(label, address, (address, *(f"{own}{each}" for each in more))))

    if survey.may_be_managed_by(user):
        if not survey.is_draft:
            add("提出状況", "surveys:board", "responses/", "reminders/")
            add("取りまとめ", "surveys:collation", "export/")
            add("クロス集計", "surveys:crosstab")
            add("問い合わせ", "surveys:inquiries")
    elif Response.objects.own(user).filter(survey=survey).exists():
        add("回答", "surveys:answer")
        if survey.shows_answers_of_others(clock.now()):
            add("他団体の回答", "surveys:collation", "responses/", "export/")
            add("クロス集計", "surveys:crosstab")
        elif survey.shows_status_of_others:
            add("他団体の提出状況", "surveys:collation", "responses/")
        add("問い合わせ", "surveys:inquiries")
    return tabs


@register.filter
def reminder_words(survey: Survey) -> str:
    """期限の7日前・1日前・当日・3日後: when those who owe an answer are reminded; empty where nobody is."""
    days = sorted(survey.reminder_days)
    words = "・".join(f"{-day}日前" if day < 0 else f"{day}日後" if day else "当日" for day in days)
    return f"期限の{words}" if words else ""
