"""Writing a survey before it is issued: its words, its questionnaire, its files, whom it asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Max

from core.clock import Now
from core.files.services.removing import remove
from core.files.services.storing import store
from core.people import audit
from core.people.access import user_may
from core.people.models import Organization, OrganizationGroup, User, Verb
from surveys.models import Survey, SurveyFile

# What a person writes; everything else of a survey is the portal's to set.
WRITTEN = (
    "section",
    "is_restricted",
    "title",
    "purpose",
    "background",
    "instructions",
    "questionnaire",
    "due_at",
    "is_strict",
    "visibility",
    "internal_review",
    "reminder_days",
    "previous",
)


class NotEditable(Exception):
    """The survey has been issued; what went out is changed by announcing the change."""


class ChangedMeanwhile(Exception):
    """Somebody else saved the draft since the page was opened; `current` is what stands now."""

    def __init__(self, current: Survey) -> None:
        super().__init__(current.pk)
        self.current = current


@transaction.atomic
def create_survey(*, owner: Organization, by: User, **written: Any) -> Survey:
    """A new draft of an organization that the person may publish for."""
    if not user_may(by, Verb.PUBLISH, owner):
        raise PermissionDenied
    survey = Survey(owner=owner, created_by=by, **{name: written[name] for name in WRITTEN if name in written})
    survey.save()
    _write_addressees(survey, written)
    audit.record("survey.drafted", survey, by=by, organization=owner)
    return survey


@transaction.atomic
def save_survey(survey: Survey, *, edit: int, by: User, **written: Any) -> Survey:
    """Save what was written, if nobody else saved since `edit`.

    Raises ChangedMeanwhile with what stands now, NotEditable once it is issued.
    """
    fields = {name: written[name] for name in WRITTEN if name in written}
    saved = Survey.objects.filter(pk=survey.pk, edit=edit, state=Survey.State.DRAFT).update(
        edit=F("edit") + 1, updated_at=Now(), **fields
    )
    current = Survey.objects.get(pk=survey.pk)
    if not saved:
        raise ChangedMeanwhile(current) if current.is_draft else NotEditable
    _write_addressees(current, written)
    audit.record("survey.edited", current, by=by, organization=current.owner_id)
    return current


@transaction.atomic
def attach_files(survey: Survey, uploads: Iterable[UploadedFile], *, by: User) -> list[SurveyFile]:
    """Store the files and attach them in the order given. Raises ValidationError for a file that is refused."""
    locked = _lock_draft(survey)
    last = locked.files.aggregate(last=Max("position"))["last"] or 0
    made = []
    for position, upload in enumerate(uploads, start=last + 1):
        file = store(upload, owner=locked.owner, by=by)
        made.append(SurveyFile.objects.create(survey=locked, file=file, position=position, added_by=by))
        audit.record("survey.file_attached", locked, by=by, organization=locked.owner_id, file=file.name)
    return made


@transaction.atomic
def detach_files(survey: Survey, ids: Iterable[int], *, by: User) -> None:
    """Take files off a draft. Ids that are not this survey's change nothing."""
    locked = _lock_draft(survey)
    for attached in locked.files.filter(pk__in=list(ids)).select_related("file"):
        audit.record("survey.file_removed", locked, by=by, organization=locked.owner_id, file=attached.file.name)
        attached.delete()
        remove(attached.file)


@transaction.atomic
def delete_draft(survey: Survey, *, by: User) -> None:
    """Throw a draft away. What was ever issued is withdrawn instead, never deleted."""
    locked = _lock_draft(survey)
    audit.record("survey.draft_deleted", locked, by=by, organization=locked.owner_id)
    files = [attached.file for attached in locked.files.select_related("file")]
    locked.delete()
    for file in files:
        remove(file)


def _lock_draft(survey: Survey) -> Survey:
    locked = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if not locked.is_draft:
        raise NotEditable
    return locked


def _write_addressees(survey: Survey, written: dict[str, Any]) -> None:
    if "to_organizations" in written:
        survey.to_organizations.set(Organization.objects.filter(pk__in=[o.pk for o in written["to_organizations"]]))
    if "to_groups" in written:
        survey.to_groups.set(OrganizationGroup.objects.filter(pk__in=[g.pk for g in written["to_groups"]]))
