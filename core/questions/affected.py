"""Answers that were made on an older version, looked at through the eyes of a newer one: do they still fit?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from core.questions.asking import typed_of
from core.questions.checking import check
from core.questions.conditions import enclosing, in_words
from core.questions.definition import Definition, Question
from core.questions.earlier import comparable_answers
from core.questions.kinds import kind_of
from core.questions.models import AnswerSheet, Version
from core.questions.specials import special_of

# So many sheets are looked through to say how many are affected; beyond that the number is "at least".
LOOKED_THROUGH = 200


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a sheet does not fit any more. `what` names the question for people."""

    what: str
    words: str


@dataclass(frozen=True, slots=True)
class Affected:
    """One sheet with the reasons why it does not fit; none where it does."""

    sheet: AnswerSheet
    reasons: tuple[Reason, ...]

    @property
    def fits(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answers there are on older versions, and how many of those do not fit."""

    sheets: int
    affected: int
    looked_through: int

    @property
    def is_complete(self) -> bool:
        return self.looked_through == self.sheets


def sheets_before(version: Version) -> QuerySet[AnswerSheet]:
    """What was answered to the end on earlier versions. An unfinished sheet meets the new questions by itself."""
    sheets = AnswerSheet.objects.on_older_than(version).filter(completed_at__isnull=False, is_private=False)
    return sheets.order_by("organization__code", "pk")


def judge(sheets: Iterable[AnswerSheet], version: Version) -> list[Affected]:
    """Each sheet as the new version would take it. A few queries for a QuerySet, however many sheets there are."""
    if isinstance(sheets, QuerySet):
        sheets = sheets.select_related("organization", "trial").prefetch_related(
            "version", "files__file", "earlier__version"
        )
    definition = version.definition
    return [Affected(sheet, tuple(dict.fromkeys(_reasons(sheet, definition)))) for sheet in sheets]


def tally(version: Version) -> Tally:
    sheets = sheets_before(version)
    looked_through = judge(sheets[:LOOKED_THROUGH], version)
    total = len(looked_through) if len(looked_through) < LOOKED_THROUGH else sheets.count()
    return Tally(total, sum(not one.fits for one in looked_through), len(looked_through))


def _reasons(sheet: AnswerSheet, new: Definition) -> Iterator[Reason]:
    old = sheet.definition
    files = {str(given.file_id): given.file.name for given in sheet.files.all()}
    typed = typed_of(old, sheet.answers, sheet.reasons)
    earlier = comparable_answers(new, sheet.earlier.definition, sheet.earlier.answers) if sheet.earlier else None
    checked = check(new, typed, complete=True, kept=sheet.answers, files=files, earlier=earlier)
    for question in old.asked:
        if special_of(sheet.answers, question.key) is None:
            yield from _lost(question, old, new)
    refused = {problem.key for problem in checked.problems}
    for key in checked.set_aside:
        if _looks_at(new, key) & refused:
            continue  # once that question has an answer again, this one may be asked again
        yield Reason(new.called(key), f"{_when(new, key)}に限って尋ねることになり、この回答は使われません。")
    for problem in checked.problems:
        yield Reason(new.called(problem.key) if problem.key in new else "設問どうしの確認", problem.message)


def _lost(question: Question, old: Definition, new: Definition) -> Iterator[Reason]:
    """What somebody answered and the new version has no place for."""
    now = new.get(question.key)
    if now is None:
        yield Reason(old.called(question.key), "この設問は削除され、回答は使われません。")
    elif now.kind != question.kind:
        kinds = f"「{kind_of(question).label}」から「{kind_of(now).label}」"
        yield Reason(new.called(question.key), f"設問の種類が{kinds}に変わりました。回答を確かめてください。")


def _looks_at(definition: Definition, key: str) -> set[str]:
    """The questions that decide whether this one is asked."""
    section = enclosing(definition).get(key)
    conditions = (definition[key].show_if, section.show_if if section else None)
    return {target for condition in conditions if condition for target in condition.refers_to}


def _when(definition: Definition, key: str) -> str:
    section = enclosing(definition).get(key)
    condition = definition[key].show_if or (section.show_if if section else None)
    return in_words(condition, definition) if condition else "別の条件のとき"
