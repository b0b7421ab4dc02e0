"""Trying a questionnaire: answering it without anything counting."""

from __future__ import annotations

from django.db import transaction

from core.files.services.removing import remove
from core.people.models import User
from core.questions.models import Questionnaire, Trial
from core.questions.services.saving import open_sheet


class NothingToTry(Exception):
    """The questionnaire has neither a draft nor a published version."""


@transaction.atomic
def start_trial(questionnaire: Questionnaire, *, by: User) -> Trial:
    """An empty sheet on the draft, or on the newest published version where nobody is editing."""
    version = questionnaire.draft or questionnaire.published
    if version is None:
        raise NothingToTry
    sheet = open_sheet(version, organization=questionnaire.owner, by=by)
    return Trial.objects.create(questionnaire=questionnaire, sheet=sheet, by=by)


@transaction.atomic
def remove_trial(trial: Trial) -> None:
    """Take it away with its answers, its history, everybody's drafts of it and its files."""
    given = list(trial.sheet.files.select_related("file"))
    trial.sheet.delete()
    for each in given:
        remove(each.file)
