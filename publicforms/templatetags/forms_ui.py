"""What the office's pages of forms have in common: the tabs of one form, the chip of its state."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.urls import NoReverseMatch, reverse

from publicforms.models import Form

register = template.Library()

CHIPS = {
    Form.Moment.HIDDEN: ("yellow", ""),
    Form.Moment.BEFORE: ("blue", "outline"),
    Form.Moment.OPEN: ("green", ""),
    Form.Moment.AFTER: ("", "fill"),
    Form.Moment.WITHDRAWN: ("", "dashed"),
}
# (label, address, what it needs): "edit" or "see", else everybody who may open the form.
TABS = (
    ("概要", "forms:form", ""),
    ("設問", "forms:questions", ""),
    ("設定", "forms:settings", "edit"),
    ("定員", "forms:places", "edit"),
    ("対応状況", "forms:statuses", "edit"),
    ("権限", "forms:rights", "edit"),
    ("アドレスとQRコード", "forms:sharing", ""),
    ("申込", "forms:submissions", "submissions"),
    ("集計", "forms:crosstab", "see"),
    ("回答コード", "forms:codes", "codes"),
)


@register.inclusion_tag("components/chip.html")
def moment_chip(moment: str) -> dict[str, str]:
    """{% moment_chip moment %} - what a visitor finds now, in words and colour."""
    color, style = CHIPS[Form.Moment(moment)]
    return {"label": str(Form.Moment(moment).label), "color": color, "style": style}


@register.inclusion_tag("publicforms/manage/making/_tabs.html", takes_context=True)
def form_tabs(context: Context, form: Form) -> dict[str, Any]:
    """The pages of one form that this person may open; the current one is the one the page is or belongs to."""
    request = context["request"]
    may = {
        "": True,
        "edit": form.may_be_edited_by(request.user),
        "codes": form.by_codes and form.may_be_edited_by(request.user),
        "see": form.submissions_may_be_seen_by(request.user) and not form.is_draft,
        "submissions": form.submissions_may_be_seen_by(request.user) and not form.is_draft and not form.is_anonymous,
    }
    links = []
    own = reverse("forms:form", args=[form.pk])
    for label, name, needs in TABS:
        if not may[needs]:
            continue
        try:
            address = reverse(name, args=[form.pk])
        except NoReverseMatch:  # a page that this node does not have
            continue
        links.append((label, address, _current(request.path, address, own)))
    return {"links": links}


def _current(path: str, address: str, own: str) -> str:
    """What aria-current says: "page" on the page itself, "true" below it. Everything is below the form's own page."""
    if path == address:
        return "page"
    return "true" if address != own and path.startswith(address) else ""
