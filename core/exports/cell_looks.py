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
        self._workbook = workbook
        # For each cell of the table. Not methods under @cache: that would keep every workbook.
        self.text, self.number = cache(self._text), cache(self._number)
        self.title = self._of(bold=True, font_size=14)
        self.beside = self._of()
        self.head = self._of(**HEAD)
        self.head_over = self._of(**HEAD, align="center")  # over several columns
        self.head_above = self._of(**HEAD | {"bottom": 0})  # continues below
        self.head_below = self._of(**HEAD | {"top": 0})
        self.no_value = self._of(**LINES, text_wrap=True, font_color=GREY)

    def _text(self, strong: bool, quoted: bool) -> Format:
        """`quoted`: stays a text even when somebody edits it, though it begins like a formula."""
        return self._of(**LINES, text_wrap=True, bold=strong, quote_prefix=quoted)

    def _number(self, shape: str, strong: bool) -> Format:
        return self._of(**LINES, num_format=shape, bold=strong)

    def _of(self, **properties: Any) -> Format:
        return self._workbook.add_format({name: value for name, value in properties.items() if value is not False})
