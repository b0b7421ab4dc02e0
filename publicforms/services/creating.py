"""A new form: a questionnaire to build, the statuses and grants that one usually needs."""

from __future__ import annotations

import secrets

from django.db import transaction

from core.people import audit
from core.people.granting import group_of_role, group_of_section
from core.people.models import Organization, Role, Section, User
from core.questions.definition import Definition
from core.questions.services.composing import create
from publicforms.grants import grant_to_group, grant_to_person
from publicforms.models import Colour, Form, FormVerb, Status

USUAL_STATUSES = (
    ("受付", Colour.GRAY, True),
    ("確認中", Colour.BLUE, False),
    ("決定", Colour.GREEN, False),
    ("見送り", Colour.ORANGE, False),
)
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_slug() -> str:
    """An address that cannot be guessed, until somebody gives the form a name of its own."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


@transaction.atomic
def create_form(
    *,
    owner: Organization,
    title: str,
    by: User,
    definition: Definition | None = None,
    section: Section | None = None,
    audience: str = Form.Audience.ANYONE,
    slug: str = "",
    **settings: object,
) -> Form:
    """A draft, with a questionnaire that starts from `definition`. Its maker and the owner's managers may do
    everything, its section sees and handles.

    `settings` are further fields of Form. PermissionDenied where the person may not compose for this organization.
    """
    questionnaire = create(owner, title, by=by, definition=definition)
    form = Form.objects.create(
        owner=owner,
        section=section,
        title=title,
        slug=slug or new_slug(),
        questionnaire=questionnaire,
        audience=audience,
        created_by=by,
        **settings,
    )
    Status.objects.bulk_create(
        Status(form=form, name=name, colour=colour, position=position, is_first=position == 0, is_told=is_told)
        for position, (name, colour, is_told) in enumerate(USUAL_STATUSES)
    )
    chief = Role.ADMINISTRATOR if owner.is_prefecture else Role.MANAGER
    grant_to_group(form, group_of_role(owner.pk, chief), FormVerb)
    grant_to_person(form, by, FormVerb)
    if section:
        grant_to_group(form, group_of_section(section), [FormVerb.SEE, FormVerb.HANDLE])
    audit.record("form.created", form, by=by, organization=owner.pk)
    return form
