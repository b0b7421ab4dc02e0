"""A form like another one: what it asks, its settings, places, statuses and rights; nothing of what was sent in."""

from __future__ import annotations

from django.db import transaction

from core.people.granting import group_of_section
from core.people.models import Organization, User
from publicforms.grants import grant_to_group, grant_to_person, grants_on, revoke_from_group
from publicforms.making.drafted import definition_in_work
from publicforms.models import Form, FormVerb, Place, Status
from publicforms.services.creating import create_form
from publicforms.services.settings import WRITTEN

# Dates would lie in the past, addresses are used once; whose it is, is said where it is copied to.
COPIED = (*(name for name in WRITTEN if name not in ("title", "slug", "section", "opens_at", "closes_at")), "texts")


@transaction.atomic
def duplicate(form: Form, *, owner: Organization, title: str, by: User) -> Form:
    """A draft that starts from the form. For another organization without section, watchers and rights: those are
    people of the first one. PermissionDenied where the person may not compose for the organization.
    """
    at_home = owner.pk == form.owner_id
    made = create_form(
        owner=owner,
        title=title,
        by=by,
        definition=definition_in_work(form),
        section=form.section if at_home else None,
        **{name: getattr(form, name) for name in COPIED},
    )
    Place.objects.bulk_create(
        Place(form=made, question=place.question, option=place.option, limit=place.limit) for place in form.places.all()
    )
    made.statuses.all().delete()
    Status.objects.bulk_create(
        Status(
            form=made,
            name=status.name,
            colour=status.colour,
            position=status.position,
            is_first=status.is_first,
            is_told=status.is_told,
        )
        for status in form.statuses.all()
    )
    made.participants.set(form.participants.all())
    if at_home:
        made.watchers.set(form.watchers.all())
        if form.section:
            revoke_from_group(made, group_of_section(form.section), FormVerb)
        for subject, verbs in grants_on(form).items():
            if isinstance(subject, User):
                grant_to_person(made, subject, verbs)
            else:
                grant_to_group(made, subject, verbs)
    return made
