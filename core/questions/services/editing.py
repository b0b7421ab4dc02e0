"""Editing a draft: every change is one locked step, so that two people's work stands and any step can be undone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from core.clock import Now
from core.people.models import User
from core.questions.definition import Check, Definition, Question
from core.questions.models import Questionnaire, Step, Version

# How many steps can be undone. A step holds the whole content, so that undoing needs no arithmetic.
KEPT_STEPS = 100


class NoDraft(Exception):
    """There is nothing to edit: the questionnaire has been published, or its draft was removed."""


class Meanwhile(Exception):
    """Another step came after the one that was to be undone or done again: nobody undoes what they have not seen."""


class QuestionChanged(Exception):
    """Somebody else changed the question since the form was opened; `now` is what stands, None where it was removed."""

    def __init__(self, now: Question | None) -> None:
        super().__init__(now.key if now else None)
        self.now = now


@dataclass(frozen=True, slots=True)
class History:
    """What the buttons offer: the step that would be undone, and the one that would be done again."""

    last: Step | None = None
    undone: Step | None = None


def fingerprint(thing: Question | Check | None) -> str:
    """Differs when a question or check differs in anything: a form carries it, to tell whether somebody was quicker."""
    data = thing.to_json() if thing else None
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]


@transaction.atomic
def edit(
    questionnaire: Questionnaire, change: Callable[[Definition], Definition], *, said: str, by: User | None
) -> Version:
    """Apply a change to the draft as it stands now, under its lock, and record it as a step.

    `change` sees what others did meanwhile, and may raise to leave everything as it is. A change that changes nothing
    is no step. Steps that were undone before are gone. Raises NoDraft.
    """
    version = _locked(Version.objects.filter(questionnaire=questionnaire))
    before = version.definition
    content = change(before).to_json()
    if content != before.to_json():
        _record(version, content, said, by)
        _put(version, content, step=version.step + 1, by=by)
    questionnaire.__dict__.pop("draft", None)
    return version


@transaction.atomic
def undo(version: Version, *, step: int, by: User) -> Step:
    """Take back the last step, which the page named by its id. Raises Meanwhile where another is the last one now."""
    version = _locked(Version.objects.filter(pk=version.pk))
    last = history(version).last
    if last is None or last.pk != step:
        raise Meanwhile
    before = version.steps.get(number=last.number - 1)
    _put(version, before.content, step=before.number, by=by)
    return last


@transaction.atomic
def redo(version: Version, *, step: int, by: User) -> Step:
    """Do again what was undone last, named by its id. Raises Meanwhile where it is not what comes next any more."""
    version = _locked(Version.objects.filter(pk=version.pk))
    undone = history(version).undone
    if undone is None or undone.pk != step:
        raise Meanwhile
    _put(version, undone.content, step=undone.number, by=by)
    return undone


def history(version: Version) -> History:
    """What can be undone and done again, in one query and without the contents."""
    around = range(max(version.step - 1, 0), version.step + 2)
    steps = version.steps.filter(number__in=around).select_related("by").defer("content")
    by_number = {step.number: step for step in steps}
    # The first row of all is what stood before the first step: there is nothing to go back to from it.
    last = by_number.get(version.step) if version.step - 1 in by_number else None
    return History(last, by_number.get(version.step + 1))


def _locked(versions: Any) -> Version:
    """The draft, which nobody else edits before this transaction ends."""
    version = versions.filter(state=Version.State.DRAFT).order_by("pk").select_for_update().first()
    if version is None:
        raise NoDraft
    return version


def _record(version: Version, content: dict[str, Any], said: str, by: User | None) -> None:
    if not version.steps.filter(number=version.step).exists():
        version.steps.create(number=version.step, said="", content=version.content, by_id=version.updated_by_id)
    version.steps.filter(number__gt=version.step).delete()
    version.steps.create(number=version.step + 1, said=said[:300], content=content, by=by)
    version.steps.filter(number__lte=version.step - KEPT_STEPS).delete()


def _put(version: Version, content: dict[str, Any], *, step: int, by: User | None) -> None:
    Version.objects.filter(pk=version.pk).update(
        content=content, step=step, edit=F("edit") + 1, updated_at=Now(), updated_by=by
    )
    Questionnaire.objects.filter(pk=version.questionnaire_id).update(updated_at=Now())
    version.__dict__.pop("definition", None)
    version.refresh_from_db()
