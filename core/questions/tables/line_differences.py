"""Where two lists of rows differ. A row put in between makes no difference of those after it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from core.questions.kinds.base import Difference
from core.questions.tables.cells import Cells, cell_differences, row_in_words
from core.questions.tables.layout import BETWEEN, Layout
from core.questions.tables.lines import called

NO_ROW = "（行なし）"


def differences(layout: Layout, old: Sequence[Cells], new: Sequence[Cells]) -> Iterator[Difference]:
    matcher = SequenceMatcher(None, [_written(row) for row in old], [_written(row) for row in new], autojunk=False)
    for effect, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if effect == "equal":
            continue
        before, after = old[old_from:old_to], new[new_from:new_to]
        pairs = min(len(before), len(after))
        for place in range(pairs):
            yield from _in_row(layout, called(new_from + place + 1), before[place], after[place])
        for place, row in enumerate(before[pairs:], old_from + pairs + 1):
            yield Difference(f"前の{called(place)}", row_in_words(layout.columns, row), NO_ROW)
        for place, row in enumerate(after[pairs:], new_from + pairs + 1):
            yield Difference(called(place), NO_ROW, row_in_words(layout.columns, row))


def _in_row(layout: Layout, row: str, old: Cells, new: Cells) -> Iterator[Difference]:
    for column in layout.columns:
        if old.get(column.key) != new.get(column.key):
            yield from cell_differences(column, f"{row}{BETWEEN}{column.label}", old, new)


def _written(row: Cells) -> str:
    return json.dumps(row, sort_keys=True)
