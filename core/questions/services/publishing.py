"""Publishing: the draft becomes a version that never changes again."""

from __future__ import annotations

from django.db import transaction

from core.clock import Now
from core.people import audit
from core.people.models import User
from core.questions.models import Questionnaire, Step, Version
from core.questions.services.composing import touch
from core.questions.troubles import Trouble, blocking
from core.questions.unseen import without_unseen


class NotPublishable(Exception):
    """Something is to be mended first: `troubles` say what."""

    def __init__(self, troubles: list[Trouble]) -> None:
        super().__init__("、".join(trouble.message for trouble in troubles))
        self.troubles = troubles


class EditedMeanwhile(Exception):
    """Somebody edited the draft after the person looked at it; `draft` is what stands now."""

    def __init__(self, draft: Version) -> None:
        super().__init__(draft.pk)
        self.draft = draft


@transaction.atomic
def publish(questionnaire: Questionnaire, *, by: User, number: int | None = None, edit: int | None = None) -> Version:
    """Freeze the draft. Safe to call again: what is published already is returned as it stands.

    `number` and `edit` are those of the draft that the person looked at (Version.number, Version.edit): raises
    EditedMeanwhile when it is not that any more. Raises NotPublishable while something blocks. The builder's history
    of the draft goes: there is nothing left to undo; so do options and rows that were removed before anybody saw them.
    """
    versions = Version.objects.filter(questionnaire=questionnaire)
    if number is not None:
        seen = versions.published().filter(number=number).first()
        if seen is not None:
            return seen
    draft = versions.select_for_update(of=("self",)).filter(state=Version.State.DRAFT).first()
    if draft is None:
        return versions.published().order_by("-number")[0]
    if (number is not None and draft.number != number) or (edit is not None and draft.edit != edit):
        raise EditedMeanwhile(draft)
    found = blocking(draft.definition)
    if found:
        raise NotPublishable(found)
    Step.objects.filter(version=draft).delete()
    content = without_unseen(draft.definition, [version.definition for version in versions.published()]).to_json()
    versions.filter(pk=draft.pk).update(
        content=content, state=Version.State.PUBLISHED, published_at=Now(), published_by=by
    )
    touch(questionnaire)
    audit.record(
        "questionnaire.published",
        questionnaire,
        by=by,
        organization=questionnaire.owner_id,
        version=draft.number,
        questions=len(draft.definition.asked),
    )
    return Version.objects.select_related("questionnaire").get(pk=draft.pk)
