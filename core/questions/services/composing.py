"""The life of a questionnaire: made, renamed, its next version begun, thrown away. Publishing has its own file."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from core.clock import Now
from core.people import audit
from core.people.access import user_may
from core.people.models import Organization, User, Verb
from core.questions.definition import Definition
from core.questions.models import AnswerSheet, Questionnaire, Trial, Version
from core.questions.services.trying import remove_trial


class NotDeletable(Exception):
    """It was published, or answers were made on it: what was asked stays."""


@transaction.atomic
def create(
    owner: Organization,
    title: str,
    *,
    by: User,
    definition: Definition | None = None,
    copied_from: Questionnaire | None = None,
    is_template: bool = False,
) -> Questionnaire:
    """A new questionnaire with a draft of its first version; PermissionDenied where the person may not compose.

    With `definition` it starts from that: keys are taken over, so that last year's answers stand beside this year's.
    """
    if not user_may(by, Verb.COMPOSE, owner):
        raise PermissionDenied
    made = Questionnaire.objects.create(
        owner=owner, title=title, created_by=by, copied_from=copied_from, is_template=is_template
    )
    content = (definition or Definition()).to_json()
    Version.objects.create(questionnaire=made, number=1, content=content, updated_by=by)
    details = {"copied_from": copied_from.title} if copied_from else {}
    audit.record("questionnaire.created", made, by=by, organization=owner, **details)
    return made


@transaction.atomic
def change(questionnaire: Questionnaire, *, title: str, is_template: bool, is_shared: bool, by: User) -> Questionnaire:
    """Rename it, make it a template, show it to the other organizations. What is asked stays as it is.

    Only a template can be shared: without `is_template`, `is_shared` is taken as false.
    """
    locked = _lock(questionnaire)
    wanted = {"title": title, "is_template": is_template, "is_shared": is_template and is_shared}
    changed = {name: value for name, value in wanted.items() if getattr(locked, name) != value}
    if changed:
        Questionnaire.objects.filter(pk=locked.pk).update(**changed, updated_at=Now())
        locked.refresh_from_db()
        details = {"name" if name == "title" else name: value for name, value in changed.items()}
        audit.record("questionnaire.changed", locked, by=by, organization=locked.owner_id, **details)
    return locked


@transaction.atomic
def start_draft(questionnaire: Questionnaire, *, by: User) -> Version:
    """The draft of the next version, equal to the newest published one. Where there is a draft already, that one."""
    locked = _lock(questionnaire)
    draft = locked.versions.filter(state=Version.State.DRAFT).first()
    if draft is not None:
        return draft
    latest = locked.versions.order_by("-number")[0]
    made = Version.objects.create(questionnaire=locked, number=latest.number + 1, content=latest.content, updated_by=by)
    touch(locked)
    audit.record("questionnaire.drafted", locked, by=by, organization=locked.owner_id, version=made.number)
    return made


@transaction.atomic
def remove_draft(questionnaire: Questionnaire, *, by: User) -> None:
    """Throw the draft of the next version away, with what was tried on it. Safe to call again.

    Raises NotDeletable for the first version, without which there is no questionnaire, and while answers that are no
    trials were made on the draft.
    """
    locked = _lock(questionnaire)
    draft = locked.versions.filter(state=Version.State.DRAFT).first()
    if draft is None:
        return
    if draft.number == 1:
        raise NotDeletable
    _discard(Version.objects.filter(pk=draft.pk))
    touch(locked)
    audit.record("questionnaire.draft_deleted", locked, by=by, organization=locked.owner_id, version=draft.number)


@transaction.atomic
def delete(questionnaire: Questionnaire, *, by: User) -> None:
    """Throw a questionnaire away, with what was tried on it. Raises NotDeletable once it is published or answered."""
    locked = _lock(questionnaire)
    if locked.versions.filter(state=Version.State.PUBLISHED).exists():
        raise NotDeletable
    audit.record("questionnaire.deleted", locked, by=by, organization=locked.owner_id)
    _discard(locked.versions.all())
    locked.delete()


def is_deletable(questionnaire: Questionnaire) -> bool:
    """Whether `delete` would take it now."""
    answered = AnswerSheet.objects.filter(version__questionnaire=questionnaire, trial=None)
    return questionnaire.published is None and not answered.exists()


def touch(questionnaire: Questionnaire) -> None:
    """Something of it changed: it comes first in the list."""
    Questionnaire.objects.filter(pk=questionnaire.pk).update(updated_at=Now())


def _lock(questionnaire: Questionnaire) -> Questionnaire:
    """Its draft first, as the builder does: who takes locks in another order waits for ever."""
    questionnaire.versions.filter(state=Version.State.DRAFT).order_by("pk").select_for_update().first()
    return Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)


def _discard(versions: QuerySet[Version]) -> None:
    """Delete drafts with the trials made on them."""
    sheets = AnswerSheet.objects.filter(version__in=versions)
    if sheets.filter(trial=None).exists():
        raise NotDeletable
    for trial in Trial.objects.filter(sheet__in=sheets).select_related("sheet"):
        remove_trial(trial)
    versions.delete()
