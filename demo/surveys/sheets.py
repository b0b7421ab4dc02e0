"""The sheets of one response: its own, the copy that was handed in, that of a proxy entry, and their past."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.people.models import User
from core.questions.models import AnswerSheet, PastAnswers, Version
from core.questions.services.saving import folded
from core.questions.specials import special_in
from demo.surveys.answers import Answering
from demo.surveys.courses import Course
from demo.surveys.planning import Planned
from surveys.states import State

UNCLEAR = "検討中"


@dataclass
class Sheets:
    own: AnswerSheet | None = None
    submitted: AnswerSheet | None = None
    proxy: AnswerSheet | None = None
    past: list[PastAnswers] = field(default_factory=list)
    mended: str = ""  # the question at which it was returned

    @property
    def all(self) -> list[AnswerSheet]:
        return [sheet for sheet in (self.own, self.submitted, self.proxy) if sheet]


def sheets(planned: Planned, version: Version, course: Course, files: Mapping[str, str], before: Any) -> Sheets:
    """`before` is what the same organization handed in to the previous survey."""
    done = course.at(State.SUBMITTED, State.IN_REVIEW)
    begun = course.at(State.IN_PROGRESS)
    made = Sheets()
    if done is None and begun is None:
        return made
    salt = f"{planned.topic} {planned.issued_at.date()}"
    answering = Answering(course.respondent, version.definition, planned.issued_at.date(), salt=salt)
    _, checked = answering.checked(files)
    answers, reasons = checked.answers, checked.reasons
    writing = _Writing(version, course, before)
    if done is None and begun:
        made.own = writing.sheet(_part(answers, planned.title, course), {}, begun.at, course.writer, is_private=True)
        made.past.append(writing.empty(made.own, begun.at, course.writer))
        return made
    handed_in, mended = course.at(State.SUBMITTED), course.at(State.RESUBMITTED)
    started = begun.at if begun else planned.issued_at
    last = mended or done
    if last is None:
        return made
    wrote = last.by if course.outcome == "proxy" else course.writer
    made.own = writing.sheet(answers, reasons, last.at, wrote, is_private=True, complete=True, started=started)
    made.past.append(writing.empty(made.own, started, wrote))
    if handed_in:
        made.submitted = writing.sheet(answers, reasons, last.at, last.by, complete=True, started=handed_in.at)
        made.submitted.earlier = None
        made.past.append(writing.empty(made.submitted, handed_in.at, handed_in.by))
    if course.outcome == "proxy":
        made.proxy = writing.sheet(answers, reasons, last.at, wrote, is_private=True, complete=True, started=started)
        made.past.append(writing.empty(made.proxy, started, wrote))
    if mended and handed_in:
        made.mended = _vague(version, answers)
        first = answers | ({made.mended: UNCLEAR} if made.mended else {})
        for sheet in (made.own, made.submitted):
            if sheet:
                sheet.edit = 3
                made.past.append(_past(sheet, 2, first, reasons, handed_in.at, handed_in.by, complete=True))
    return made


def _part(answers: Mapping[str, Any], title: str, course: Course) -> dict[str, Any]:
    """What is there after the first half hour."""
    given = [key for key, answer in answers.items() if special_in(answer) is None]
    share = random.Random(f"{title} {course.respondent.code}").uniform(0.3, 0.8)
    return {key: answers[key] for key in given[: max(1, int(len(given) * share))]}


def _vague(version: Version, answers: Mapping[str, Any]) -> str:
    """A text of the answer that was first less clear, so that two submissions differ."""
    texts = [question.key for question in version.definition.asked if question.kind in ("long_text", "short_text")]
    return next((key for key in texts if isinstance(answers.get(key), str)), "")


@dataclass
class _Writing:
    version: Version
    course: Course
    before: Any

    def sheet(
        self,
        answers: Mapping[str, Any],
        reasons: Mapping[str, str],
        at: datetime.datetime,
        by: User,
        *,
        is_private: bool = False,
        complete: bool = False,
        started: datetime.datetime | None = None,
    ) -> AnswerSheet:
        """As saved once after it was opened."""
        return AnswerSheet(
            version=self.version,
            organization=self.course.respondent.organization,
            earlier=self.before,
            is_private=is_private,
            answers=dict(answers),
            reasons=dict(reasons),
            edit=2,
            completed_at=at if complete else None,
            created_at=started or at,
            updated_at=at,
            updated_by=by,
            folded=folded(self.version.definition, answers),
        )

    def empty(self, sheet: AnswerSheet, at: datetime.datetime, by: User) -> PastAnswers:
        return _past(sheet, 1, {}, {}, at, by)


def _past(
    sheet: AnswerSheet,
    edit: int,
    answers: Mapping[str, Any],
    reasons: Mapping[str, str],
    at: datetime.datetime,
    by: User,
    *,
    complete: bool = False,
) -> PastAnswers:
    return PastAnswers(
        sheet=sheet,
        edit=edit,
        version=sheet.version,
        answers=dict(answers),
        reasons=dict(reasons),
        completed_at=at if complete else None,
        saved_at=at,
        saved_by=by,
    )
