from __future__ import annotations

from typing import ClassVar

from core.questions.kinds.base import Group, Kind, register


@register
class Section(Kind):
    """A heading. Its condition counts for everything under it, up to the next heading."""

    code, label, group = "section", "見出し", Group.DIVIDER
    asks: ClassVar[bool] = False
    template = "questions/kinds/section.html"
    shown = "questions/shown/section.html"
    operators = ()
