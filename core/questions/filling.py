"""What somebody is typing, over all pages of a form: one page is posted, the others stay as they were."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from core.questions.checking import Checked
from core.questions.definition import Definition, Question
from core.questions.kinds import kind_of
from core.questions.kinds.base import Refused, storable
from core.questions.specials import special_in
from core.questions.typed import NOTHING, PREFIX, Parts, Typed, by_question, control_id, control_name
from core.questions.wording import said_of

# Nobody reads more of them, and a forged form could hold thousands.
LEFTOVERS_SHOWN = 20
LEFTOVER_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something that was typed in answer to a question that is not there any more."""

    key: str
    text: str


def with_page(kept: Typed, posted: Typed, shown: Collection[str], definition: Definition) -> dict[str, list[str]]:
    """All that is typed, after the page with the questions `shown` was posted.

    Whatever a posted question had before is gone: an unticked box posts nothing. What is not asked any more is kept
    from the last post only, so that it can be told and the kept typing cannot grow without end.
    """
    known = known_keys(definition)
    replaced = set(shown) | {key_of(name) for name in posted}
    stays = {name: list(values) for name, values in kept.items() if key_of(name) in known - replaced}
    return stays | {name: list(values) for name, values in posted.items()}


def with_parts(typed: Typed, key: str, parts: Parts) -> dict[str, list[str]]:
    """All that is typed, with these parts for one question instead of what it had."""
    others = {name: list(values) for name, values in typed.items() if key_of(name) != key}
    return others | {control_name(key, part): list(values) for part, values in parts.items()}


def parts_of(typed: Typed, key: str) -> Parts:
    return by_question(typed).get(key, NOTHING)


def key_of(name: str) -> str:
    """The question or check that a control belongs to."""
    return name.removeprefix(PREFIX).partition(".")[0]


def known_keys(definition: Definition) -> set[str]:
    """The keys under which something may be typed: questions, and checks that pass with a reason."""
    return {question.key for question in definition.asked} | {check.key for check in definition.checks}


def leftovers(definition: Definition, typed: Typed) -> list[Leftover]:
    """What was typed for questions that the form does not have (any more), for people to see."""
    known = known_keys(definition)
    found = [
        Leftover(key_of(name), " ".join(value for value in values if value.strip())[:LEFTOVER_LENGTH])
        for name, values in typed.items()
        if key_of(name) not in known and any(value.strip() for value in values)
    ]
    return found[:LEFTOVERS_SHOWN]


def unstorable(typed: Typed) -> dict[str, str]:
    """Control name → why PostgreSQL could not keep what was typed there (a NUL, half a surrogate pair)."""
    found: dict[str, str] = {}
    for name, values in typed.items():
        for text in (name, *values):
            try:
                storable(text)
            except Refused as refused:
                found[name] = refused.faults[0][1]
    return found


def printable(typed: Typed) -> dict[str, list[str]]:
    """The same with U+FFFD for what cannot be kept: it can be put into a page, and is seen there."""
    return {_printable(name): [_printable(value) for value in values] for name, values in typed.items()}


def worked_out(definition: Definition, typed: Typed, checked: Checked) -> dict[str, str]:
    """Control id → text, for all that the form works out beside what is typed: calculated values, totals."""
    parts = by_question(typed)
    found: dict[str, str] = {}
    for question in definition.asked:
        kind, answer = kind_of(question), checked.answers.get(question.key)
        given = None if special_in(answer) and not kind.computes else answer
        texts = kind.computed(question, parts.get(question.key, NOTHING), given)
        found |= {control_id(question.key, part): text for part, text in texts.items()}
    return found


# What a button inside a question does to the parts of that question, and what there is to say about it.
Change = tuple[Parts, list[str]]


def _look_up(question: Question, parts: Parts) -> Change:
    return {**parts, **kind_of(question).lookup(question, parts)}, []


def _more(question: Question, parts: Parts) -> Change:
    return kind_of(question).more(question, parts), []


def _fill(question: Question, parts: Parts) -> Change:
    return kind_of(question).fill(question, parts)


# By the name of the button; its value is the question's key.
CHANGES: Mapping[str, Callable[[Question, Parts], Change]] = {"lookup": _look_up, "more": _more, "fill": _fill}


def changed(definition: Definition, typed: Typed, name: str, key: str) -> tuple[dict[str, list[str]], list[str]]:
    """What a question's own button makes of the typing, and what to say. An unknown question changes nothing."""
    question = definition.get(key)
    if question is None or not kind_of(question).asks:
        return {name: list(values) for name, values in typed.items()}, []
    parts = parts_of(typed, key)
    try:
        parts, said = CHANGES[name](question, parts)
    except Refused as refused:
        said = [message for _, message in refused.faults]
    return with_parts(typed, key, parts), [said_of(definition.called(key), message) for message in said]


def _printable(text: str) -> str:
    return "".join("\ufffd" if char == "\x00" or "\ud800" <= char <= "\udfff" else char for char in text)
