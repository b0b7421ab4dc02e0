"""What the builder does to a draft: add, arrange, set up, duplicate and remove questions. Each is one undoable step."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from core.people.models import User
from core.questions.definition import Definition, Question, new_key
from core.questions.formulas import Unreadable, questions_of, references
from core.questions.kinds import KINDS, kind_of
from core.questions.models import Questionnaire, Version
from core.questions.services.editing import QuestionChanged, edit, fingerprint

# A label that stands within a sentence.
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Removed:
    """A question that is no longer there, and whether anything still refers to it, in words: 問4「利用者数」の条件."""

    question: Question
    referred_by: tuple[str, ...] = ()


def name_of(question: Question) -> str:
    """「投票者数」; a question without a label goes by its kind."""
    name = " ".join(question.label.split()) or kind_of(question).label
    return f"「{name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + '…'}」"


def add(questionnaire: Questionnaire, kind: str, *, after: str | None, by: User) -> Question:
    """A new question of this kind, after another one; at the end where that is None or no longer there."""
    made = KINDS[kind]
    question = Question(new_key("q"), kind, personal=made.is_personal, settings=made.starting_settings())
    _insert(questionnaire, question, after=after, said=f"「{made.label}」を追加", by=by)
    return question


def duplicate(questionnaire: Questionnaire, key: str, *, by: User) -> Question:
    """A copy behind it, with a key of its own and the same condition. Raises QuestionChanged if it is gone."""
    made: list[Question] = []

    def change(definition: Definition) -> Definition:
        original = _find(definition, key)
        label = f"{original.label}（写し）" if original.label else ""
        made.append(replace(original, key=new_key("q"), label=label))
        return definition.with_question(made[0], after=key)

    _edit(questionnaire, key, change, said="{}を複製", by=by)
    return made[0]


def shift(questionnaire: Questionnaire, key: str, by_places: int, *, by: User) -> None:
    """Up (-1) or down (1) from where it stands now. At an end it stays. Raises QuestionChanged if it is gone."""

    def change(definition: Definition) -> Definition:
        _find(definition, key)
        return definition.moved(key, definition.position[key] + by_places)

    _edit(questionnaire, key, change, said="{}を1つ上へ移動" if by_places < 0 else "{}を1つ下へ移動", by=by)


def move_after(questionnaire: Questionnaire, key: str, previous: str, *, by: User) -> None:
    """Behind another question, or to the very front where `previous` is empty. Raises QuestionChanged if one is gone.

    The place is named by the neighbour and not by a number, because somebody else may have added questions meanwhile.
    """

    def change(definition: Definition) -> Definition:
        if previous == _find(definition, key).key:
            return definition
        others = [question.key for question in definition if question.key != key]
        return definition.moved(key, others.index(_find(definition, previous).key) + 1 if previous else 0)

    _edit(questionnaire, key, change, said="{}を移動", by=by)


def remove(questionnaire: Questionnaire, key: str, *, by: User) -> Removed:
    """What refers to it stays, and is told. Raises QuestionChanged if somebody else was quicker."""
    found: list[Removed] = []

    def change(definition: Definition) -> Definition:
        question = _find(definition, key)
        found.append(Removed(question, tuple(_referring_to(key, definition))))
        return definition.without(key)

    _edit(questionnaire, key, change, said="{}を削除", by=by)
    return found[0]


def setup_fingerprint(question: Question | None) -> str:
    """Of what the settings form sets up. The condition has a form of its own and may change meanwhile."""
    return fingerprint(replace(question, show_if=None) if question else None)


def set_up(questionnaire: Questionnaire, question: Question, *, since: str, by: User) -> None:
    """Save a question's settings; its condition stays as it is. A question that is gone comes back where it stood.

    Raises QuestionChanged when what stands is not what `since` is the fingerprint of: somebody else was quicker.
    """

    def change(definition: Definition) -> Definition:
        now = definition.get(question.key)
        if setup_fingerprint(now) != since:
            raise QuestionChanged(now)
        if now is None:
            return definition.with_question(question, after=_former_neighbour(questionnaire, question.key, definition))
        return definition.replacing(replace(question, show_if=now.show_if))

    edit(questionnaire, change, said=f"{name_of(question)}の設定を変更", by=by)


def intro_fingerprint(intro: str) -> str:
    return hashlib.sha256(intro.encode()).hexdigest()[:16]


def set_intro(questionnaire: Questionnaire, intro: str, *, since: str, by: User) -> None:
    """Save what stands above the first question. Raises QuestionChanged unless `since` is its fingerprint."""

    def change(definition: Definition) -> Definition:
        if intro_fingerprint(definition.intro) != since:
            raise QuestionChanged(None)
        return replace(definition, intro=intro)

    edit(questionnaire, change, said="はじめの説明を変更", by=by)


def last_seen(version: Version, key: str) -> tuple[Definition, Question] | None:
    """A question that is gone, as it was last, and what it stood among; None where nobody remembers it."""
    for step in version.steps.order_by("-pk").iterator(chunk_size=10):
        definition = Definition.from_json(step.content)
        if key in definition:
            return definition, definition[key]
    return None


def _insert(questionnaire: Questionnaire, question: Question, *, after: str | None, said: str, by: User) -> None:
    def change(definition: Definition) -> Definition:
        return definition.with_question(question, after=after if after in definition else None)

    edit(questionnaire, change, said=said, by=by)


def _edit(
    questionnaire: Questionnaire, key: str, change: Callable[[Definition], Definition], *, said: str, by: User
) -> None:
    """An edit that names the question as it was called on the page."""
    draft = questionnaire.draft
    question = draft.definition.get(key) if draft else None
    edit(questionnaire, change, said=said.format(name_of(question) if question else "設問"), by=by)


def _find(definition: Definition, key: str) -> Question:
    question = definition.get(key)
    if question is None:
        raise QuestionChanged(None)
    return question


def _referring_to(key: str, definition: Definition) -> list[str]:
    found = []
    for question in definition:
        if question.show_if and key in question.show_if.refers_to and question.key != key:
            found.append(f"{definition.called(question.key)}の表示する条件")
        if kind_of(question).computes and key in _used_in(str(question.settings.get("formula", ""))):
            found.append(f"{definition.called(question.key)}の式")
    checks = sum(key in questions_of(check) for check in definition.checks)
    return [*found, f"設問どうしの確認{checks}件"] if checks else found


def _used_in(formula: str) -> set[str]:
    try:
        return {reference.key for reference in references(formula)}
    except Unreadable:
        return set()


def _former_neighbour(questionnaire: Questionnaire, key: str, definition: Definition) -> str | None:
    """The nearest question before which it stood, among those that are still there."""
    draft = questionnaire.draft
    remembered = last_seen(draft, key) if draft else None
    if remembered is None:
        return None
    former, _ = remembered
    earlier = former.questions[: former.position[key]]
    return next((question.key for question in reversed(earlier) if question.key in definition), None)
