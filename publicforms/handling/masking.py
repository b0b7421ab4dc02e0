"""Who reads personal answers (個人情報), and what stands in their place for everybody else who sees a submission.

`masked_questions` decides; lists, records, prints, searches, letters and comments all go by what it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.people.models import User
from core.questions.definition import Definition, Question
from core.questions.formulas import references_in
from core.questions.kinds import Kind, kind_of
from core.questions.models import Version
from core.questions.showing import Shown, show, show_one
from core.questions.specials import Special
from publicforms.asked import definition_at
from publicforms.models import Form

MASK = "＊＊＊（個人情報）"


def masked_questions(form: Form, user: User) -> frozenset[str]:
    """The keys of the questions whose answers this person does not read; none for who may read personal answers.

    A question is personal that any published version marks so, or that is worked out from one. One query.
    """
    return frozenset() if form.personal_may_be_seen_by(user) else personal_questions(form)


def personal_questions(form: Form) -> frozenset[str]:
    definitions = [definition_at(version) for version in published_versions(form)]
    return frozenset().union(*(personal_in(definition) for definition in definitions))


def published_versions(form: Form) -> list[Version]:
    """The newest first, without what they ask."""
    versions = Version.objects.filter(questionnaire=form.questionnaire_id, state=Version.State.PUBLISHED)
    return list(versions.order_by("-number").defer("content"))


def personal_in(definition: Definition) -> frozenset[str]:
    """Those that are marked, files (nobody knows what is on them), and what is worked out from them."""
    personal = {one.key for one in definition.asked if one.personal or kind_of(one).takes_files}
    grown = True
    while grown:
        derived = {one.key for one in definition.asked if _used_by(one) & personal}
        grown = not derived <= personal
        personal |= derived
    return frozenset(personal)


def _used_by(question: Question) -> frozenset[str]:
    return references_in(str(question.settings.get("formula", "")))


def fully_marked(form: Form) -> list[int] | None:
    """Ids of the versions that mark all that is personal now; None where all of them do.

    What those may search by who see masks (Submission.folded) was written by what the version marked then.
    """
    versions = published_versions(form)
    personal = personal_questions(form)
    fine = [one.pk for one in versions if {key for key in personal if key in definition_at(one)} <= _marked(one)]
    return None if len(fine) == len(versions) else fine


def _marked(version: Version) -> set[str]:
    """What was left out of Submission.folded, or is in no text that is searched: files, and what is worked out."""
    asked = definition_at(version).asked
    return {one.key for one in asked if one.personal or kind_of(one).takes_files or _used_by(one)}


class _Masking(Kind):
    """In the place of the kind of a question whose answer is masked."""

    shown = "publicforms/manage/handling/_mask.html"


class Masked(Shown):
    """A question with its answer withheld. Whether there is any is withheld, too."""

    @property
    def kind(self) -> Kind:
        return _Masking()

    @property
    def text(self) -> str:
        return MASK

    @property
    def value_kind(self) -> str:
        return ""


def masked(question: Question, number: str) -> Masked:
    return Masked(question=question, number=number, answer=None, special=None)


def shown_answers(
    definition: Definition,
    answers: Mapping[str, Any],
    reasons: Mapping[str, str] | None,
    files: Mapping[str, str] | None,
    hidden: Iterable[str],
) -> list[Shown]:
    """A sheet for reading, by the version that was answered, without the answers to the questions `hidden`."""
    held = frozenset(hidden)
    return [
        masked(one.question, one.number) if one.question.key in held else one
        for one in show(definition, answers, reasons, files)
    ]


def shown_cells(
    definition: Definition, answers: Mapping[str, Any], keys: Iterable[str], hidden: Iterable[str]
) -> list[Shown | None]:
    """Some answers for the row of a list; None where the version that was answered did not ask."""
    held = frozenset(hidden)
    cells: list[Shown | None] = []
    for key in keys:
        question = definition.get(key)
        if question is None:
            cells.append(None)
        elif key in held:
            cells.append(masked(question, definition.number.get(key, "")))
        else:
            one = show_one(question, definition, answers)
            cells.append(None if one.special is Special.NOT_ASKED else one)
    return cells
