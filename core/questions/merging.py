"""Two people saved the same sheet: their work is put together question by question, against what both started from.

Typed answers are compared by what they come to (１，２０４ is 1204), so that only what somebody really changed counts.
What both changed, to different ends, is a clash that a person decides; nothing is chosen for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.questions.asking import typed_of
from core.questions.definition import Definition, Question
from core.questions.filling import known_keys, parts_of, with_parts
from core.questions.kinds import kind_of
from core.questions.kinds.base import Refused, Surroundings
from core.questions.specials import Special, special_in
from core.questions.typed import NOT_APPLICABLE_PART, NOTHING, REASON_PART, Parts, Typed, by_question


@dataclass(frozen=True)
class Stand:
    """What a sheet held at one of its edits."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Merged:
    """`typed` is both people's work; in a clash still what the one who saves now has typed."""

    typed: dict[str, list[str]]
    taken: list[str] = field(default_factory=list)  # questions that only the others changed
    clashes: list[str] = field(default_factory=list)  # questions that both changed, differently


def merge(
    definition: Definition, base: Stand, theirs: Stand, mine: Typed, *, files: Mapping[str, str] | None = None
) -> Merged:
    """Put `mine` (typed from `base` on) onto `theirs`, which was saved meanwhile.

    A question that the office exempted meanwhile is theirs whatever was typed: it needs no answer. What is calculated
    is nobody's.
    """
    before = typed_of(definition, base.answers, base.reasons)
    now = typed_of(definition, theirs.answers, theirs.reasons)
    around = Surroundings(definition, {}, files or {})
    merged = Merged({name: list(values) for name, values in mine.items()})
    grouped = [by_question(typed) for typed in (before, now, mine)]
    for key in sorted(known_keys(definition), key=lambda key: definition.position.get(key, len(definition.questions))):
        question = definition.get(key)
        if question is not None and kind_of(question).computes:
            continue
        was, is_now, my = (meaning(question, parts.get(key, NOTHING), around) for parts in grouped)
        if _exempted(theirs, key) and not _exempted(base, key):
            merged.typed = with_parts(merged.typed, key, {})
            merged.taken.append(key)
        elif is_now in (my, was):
            continue
        elif my == was:
            merged.typed = with_parts(merged.typed, key, parts_of(now, key))
            merged.taken.append(key)
        else:
            merged.clashes.append(key)
    return merged


def same_as_stored(
    definition: Definition, typed: Typed, stand: Stand, *, files: Mapping[str, str] | None = None
) -> bool:
    """Whether the typing comes to what is stored already."""
    stored = by_question(typed_of(definition, stand.answers, stand.reasons))
    given = by_question(typed)
    around = Surroundings(definition, {}, files or {})
    for key in known_keys(definition):
        question = definition.get(key)
        if question is not None and kind_of(question).computes:
            continue
        mine, theirs = given.get(key, NOTHING), stored.get(key, NOTHING)
        if mine != theirs and meaning(question, mine, around) != meaning(question, theirs, around):
            return False
    return True


def meaning(question: Question | None, parts: Parts, around: Surroundings) -> Any:
    """What typed parts come to, for comparing: the answer; where it cannot be taken, the parts themselves.

    Without a question they are the reason of a check.
    """
    given = {part: list(values) for part, values in parts.items() if any(value.strip() for value in values)}
    extra = given.pop(REASON_PART, None), given.pop(NOT_APPLICABLE_PART, None)
    if question is None or kind_of(question).is_empty(given):
        return extra, None
    try:
        return extra, ("answer", kind_of(question).parse(question, given, around))
    except Refused:
        return extra, ("typed", given)


def _exempted(stand: Stand, key: str) -> bool:
    return special_in(stand.answers.get(key)) is Special.EXEMPT
