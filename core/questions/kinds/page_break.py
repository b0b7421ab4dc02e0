from __future__ import annotations

from typing import ClassVar

from core.questions.kinds.base import Group, Kind, register


@register
class PageBreak(Kind):
    """What stands after it is asked on a page of its own."""

    code, label, group = "page_break", "改ページ", Group.DIVIDER
    asks: ClassVar[bool] = False
    template = "questions/kinds/page_break.html"
    shown = "questions/shown/page_break.html"
    operators = ()
