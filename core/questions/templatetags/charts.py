"""A chart within a page."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django import template
from django.utils.safestring import SafeString

from core.questions.charts.chart import Chart
from core.questions.charts.limits import why_not
from core.questions.charts.svg import NARROW, WIDE, svg
from core.questions.charts.words import in_words

register = template.Library()


@dataclass(frozen=True)
class Size:
    """One drawing of the two, of which the page shows the one that fits (static/css/components/chart.css)."""

    suits: str
    svg: SafeString

    @property
    def scrolls(self) -> bool:
        """Wider than its place: it needs a region that the keyboard can scroll."""
        return "data-scrolls" in self.svg.partition(">")[0]


@dataclass(frozen=True)
class Drawing:
    """`reason`: why there is no drawing; there are no sizes then."""

    sizes: list[Size]
    words: list[str]
    reason: str


@register.simple_tag
def drawing(chart: Chart) -> Drawing:
    """{% drawing chart as drawn %} - for desktops and paper, for phones, and in words."""
    reason = why_not(chart) or ""
    sizes = [] if reason else [Size("wide", _drawn(chart, WIDE)), Size("narrow", _drawn(chart, NARROW))]
    return Drawing(sizes, in_words(chart), reason)


def _drawn(chart: Chart, width: float) -> SafeString:
    name = f"chart-{secrets.token_hex(5)}"  # the same chart may stand on a page twice
    return SafeString(svg(chart, width=width, name=name) or "")  # every text within was escaped when it was drawn
