"""How the cells of a workbook look: one format for each look, made when first needed."""

from __future__ import annotations

from functools import cache
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

LINES = {"border": 1, "border_color": "#BFBFBF", "valign": "top"}
HEAD = LINES | {"bold": True, "bg_color": "#E8EAED", "text_wrap": True, "valign": "vcenter"}
GREY = "#767676"


class Looks:
    def __init__(self, workbook: Workbook) -> None:
        # Not a method under @cache: that would keep every workbook.
        self._format = cache(lambda *properties: workbook.add_format(dict(properties)))
        self.title = self._of(bold=True, font_size=14)
        self.beside = self._of()
        self.head = self._of(**HEAD)
        self.head_over = self._of(**HEAD, align="center")  # over several columns
        self.head_above = self._of(**HEAD | {"bottom": 0})  # continues below
        self.head_below = self._of(**HEAD | {"top": 0})

    def text(self, *, strong: bool = False, quoted: bool = False) -> Format:
        """`quoted`: stays a text even when somebody edits it, though it begins like a formula."""
        return self._of(**LINES, text_wrap=True, bold=strong, quote_prefix=quoted)

    def number(self, shape: str, *, strong: bool = False) -> Format:
        return self._of(**LINES, num_format=shape, bold=strong)

    def no_value(self) -> Format:
        return self._of(**LINES, text_wrap=True, font_color=GREY)

    def _of(self, **properties: Any) -> Format:
        return self._format(*((name, value) for name, value in properties.items() if value is not False))
