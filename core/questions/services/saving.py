"""Saving an answer sheet: checked, counted, its past kept, nobody else's work overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from core.clock import Now
from core.people.models import Organization, User
from core.questions.checking import Checked, check
from core.questions.definition import Definition
from core.questions.kinds import kind_of
from core.questions.models import AnswerSheet, PastAnswers, Version
from core.questions.specials import special_of
from core.questions.typed import Typed
from core.search.folding import fold


class ChangedMeanwhile(Exception):
    """Somebody else saved since this person began; `sheet` is what stands now, `checked` what this person typed."""

    def __init__(self, sheet: AnswerSheet, checked: Checked) -> None:
        super().__init__(sheet.pk)
        self.sheet = sheet
        self.checked = checked


class NotComplete(Exception):
    """The sheet was to be handed in and cannot be yet; `checked.problems` say why. Nothing was stored."""

    def __init__(self, checked: Checked) -> None:
        super().__init__(f"{len(checked.problems)} problems")
        self.checked = checked


def open_sheet(
    version: Version,
    *,
    organization: Organization,
    by: User | None,
    earlier: AnswerSheet | None = None,
    is_private: bool = False,
) -> AnswerSheet:
    """An empty sheet for one respondent; `earlier` is what the same respondent answered last time."""
    return AnswerSheet.objects.create(
        version=version, organization=organization, updated_by=by, earlier=earlier, is_private=is_private
    )


def check_for(sheet: AnswerSheet, typed: Typed, *, complete: bool, definition: Definition | None = None) -> Checked:
    """Judge what was typed into this sheet: with what it holds, its files and its earlier answers.

    `definition` is another version's, where the sheet is to go on to it.
    """
    return check(
        definition or sheet.definition,
        typed,
        complete=complete,
        kept=sheet.answers,
        files=sheet.file_names,
        earlier=sheet.earlier_answers if complete else None,
    )


@transaction.atomic
def save(
    sheet: AnswerSheet, typed: Typed, *, edit: int, by: User | None, complete: bool
) -> tuple[AnswerSheet, Checked]:
    """Check and store what was typed, if nobody else saved since `edit`.

    With `complete` all or nothing: raises NotComplete while anything is missing or wrong. Without it what is right is
    stored, and `Checked.problems` say what is not. Raises ChangedMeanwhile where another save came first.
    """
    current = AnswerSheet.objects.select_related("version").get(pk=sheet.pk)
    checked = check_for(current, typed, complete=complete)
    if current.edit != edit:
        raise ChangedMeanwhile(current, checked)
    if complete and not checked.is_valid:
        raise NotComplete(checked)
    return replace_answers(current, checked.answers, checked.reasons, by=by, complete=complete), checked


@transaction.atomic
def replace_answers(
    sheet: AnswerSheet,
    answers: Mapping[str, Any],
    reasons: Mapping[str, str],
    *,
    by: User | None,
    complete: bool,
    version: Version | None = None,
) -> AnswerSheet:
    """Write checked answers over those of `sheet` as it was read; what it held goes into its past.

    The WHERE clause is the lock: raises ChangedMeanwhile where another save came first. The author's draft is done
    with. Answers that are the same as before make no new edit. They are answers to `version`, where that is given.
    """
    version = version or sheet.version
    same = sheet.answers == answers and sheet.reasons == reasons and sheet.version_id == version.pk
    if same and bool(sheet.completed_at) == complete:
        sheet.drafts.filter(author=by).delete()
        return sheet
    written = AnswerSheet.objects.filter(pk=sheet.pk, edit=sheet.edit).update(
        version=version,
        answers=answers,
        reasons=reasons,
        folded=folded(version.definition, answers),
        edit=F("edit") + 1,
        completed_at=Now() if complete else None,
        updated_at=Now(),
        updated_by=by,
    )
    if not written:
        now = AnswerSheet.objects.select_related("version").get(pk=sheet.pk)
        raise ChangedMeanwhile(now, Checked(answers=dict(answers), reasons=dict(reasons)))
    PastAnswers.objects.create(
        sheet=sheet,
        edit=sheet.edit,
        version=sheet.version,
        answers=sheet.answers,
        reasons=sheet.reasons,
        completed_at=sheet.completed_at,
        saved_at=sheet.updated_at,
        saved_by_id=sheet.updated_by_id,
    )
    sheet.drafts.filter(author=by).delete()
    return AnswerSheet.objects.select_related("version").get(pk=sheet.pk)


def folded(definition: Definition, answers: Mapping[str, Any]) -> str:
    """The texts of the answers in the form in which they are searched, one line a question."""
    texts = []
    for question in definition.asked:
        if special_of(answers, question.key) is None:
            text = kind_of(question).search_text(question, answers[question.key])
            if text:
                texts.append(fold(text))
    return "\n".join(texts)
