"""A form for filling in by hand. A kind that needs more than a line has a template questions/paper/<code>.html."""

from __future__ import annotations

from dataclasses import dataclass

from core.questions.asking import Asked, ask
from core.questions.definition import Definition
from core.questions.kinds.base import Cell

EMPTY_ROWS = 5  # of what grows as somebody types


@dataclass(frozen=True)
class OnPaper:
    """One question as it is printed: `cells` are what is written or ticked."""

    asked: Asked
    cells: list[Cell]

    @property
    def templates(self) -> list[str]:
        """The kind's own template if there is one; else a line for every cell."""
        return [f"questions/paper/{self.asked.question.kind}.html", "questions/paper/cells.html"]


def on_paper(definition: Definition) -> list[OnPaper]:
    """All questions in their order, page breaks left out: paper has pages of its own."""
    return [
        OnPaper(asked, asked.kind.cells(asked.question) if asked.kind.asks and not asked.kind.computes else [])
        for asked in ask(definition, {})
        if asked.question.kind != "page_break"
    ]
