"""Categories: which options a question offers for counting, and which of them a stored answer means."""

from __future__ import annotations

from typing import Any

from psycopg import sql

from core.questions.choosing.choices import Choices
from core.questions.definition import Question
from core.questions.kinds import kind_of
from core.questions.kinds.base import Facet
from core.questions.kinds.choice import Choice
from core.questions.kinds.yes_no import NO, YES
from core.questions.options import FORGOTTEN
from core.questions.tabulation.figures import OptionCount, Tally

_ANSWERS = sql.Identifier("answers")
Options = tuple[tuple[str, str], ...]


def facets_of(question: Question) -> list[Facet]:
    return kind_of(question).facets(question, _ANSWERS)


def options_of(question: Question) -> Options | None:
    """(code, label) in order, removed ones included; None where the question is not counted by options as a whole."""
    facets = facets_of(question)
    return facets[0].options if len(facets) == 1 and not facets[0].part else None


def codes_in(question: Question, answer: Any) -> set[str]:
    """The codes that one stored answer means today, as the facets of its kind have them."""
    if isinstance(kind_of(question), Choice):
        choices = Choices.of(question)
        return {choices.code(each) for each in (answer if isinstance(answer, list) else [answer])}
    if isinstance(answer, bool):
        offered = dict(options_of(question) or ())
        return {(YES if answer else NO) if YES in offered else str(answer).lower()}
    return {str(answer)}


def counted(question: Question, options: Options, tally: Tally) -> tuple[OptionCount, ...]:
    """The count of every option in order, those that nobody chose too; behind them what answers hold besides."""
    known = [OptionCount(code, label, tally.codes[code]) for code, label in options]
    unknown = sorted(set(tally.codes) - {code for code, _ in options})
    forgotten = FORGOTTEN if isinstance(kind_of(question), Choice) else ""
    return (*known, *(OptionCount(code, forgotten or f"{code}（廃止）", tally.codes[code]) for code in unknown))
