"""Who may do what with a form: the one place where grants are read and given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group, Permission
from django.db.models import Exists, OuterRef, Q, QuerySet

from core.people.access import Someone, posts_of
from core.people.granting import granted_to, groups_today
from core.people.models import Membership, OrganizationRole, SectionGroup, User
from publicforms.models.grants import FormGroupPermission, FormUserPermission, FormVerb

if TYPE_CHECKING:
    from publicforms.models import Form


def forms_granted_to(user: Someone, verb: FormVerb | None = None) -> Q:
    """The forms over which the person has the verb; with None those over which they have any. A condition on Form."""
    return granted_to(user, FormGroupPermission, FormUserPermission, verb)


def verbs_on(form: Form, user: User) -> frozenset[FormVerb]:
    """What the person may do with this form today. One query (and that of their posts and groups, once a request)."""
    if form.owner_id not in {post.organization_id for post in posts_of(user)}:
        return frozenset()
    by_group = FormGroupPermission.objects.filter(content_object=form, group__in=groups_today(user))
    by_person = FormUserPermission.objects.filter(content_object=form, user=user)
    codes = by_group.order_by().values_list("permission__codename")
    return frozenset(
        FormVerb(code) for (code,) in codes.union(by_person.order_by().values_list("permission__codename"))
    )


def grant_to_group(form: Form, group: Group, verbs: Iterable[FormVerb]) -> None:
    """Give a group (of a role, of a section) these verbs over the form. Safe to repeat; takes nothing away."""
    permissions = _permissions()
    FormGroupPermission.objects.bulk_create(
        [FormGroupPermission(content_object=form, group=group, permission=permissions[verb]) for verb in verbs],
        ignore_conflicts=True,
    )


def grant_to_person(form: Form, user: User, verbs: Iterable[FormVerb]) -> None:
    """Give one person these verbs; they count only while the person holds a post in the form's organization."""
    permissions = _permissions()
    FormUserPermission.objects.bulk_create(
        [FormUserPermission(content_object=form, user=user, permission=permissions[verb]) for verb in verbs],
        ignore_conflicts=True,
    )


def revoke_from_group(form: Form, group: Group, verbs: Iterable[FormVerb]) -> None:
    FormGroupPermission.objects.filter(
        content_object=form, group=group, permission__codename__in=[verb.value for verb in verbs]
    ).delete()


def revoke_from_person(form: Form, user: User, verbs: Iterable[FormVerb]) -> None:
    FormUserPermission.objects.filter(
        content_object=form, user=user, permission__codename__in=[verb.value for verb in verbs]
    ).delete()


def grants_on(form: Form) -> dict[Group | User, frozenset[FormVerb]]:
    """Everybody to whom something was granted on this form, groups first. Two queries."""
    found: dict[Group | User, frozenset[FormVerb]] = {}
    by_group = FormGroupPermission.objects.filter(content_object=form).select_related("group", "permission")
    by_person = FormUserPermission.objects.filter(content_object=form).select_related("user", "permission")
    subjects: list[tuple[Group | User, Permission]] = [
        *((grant.group, grant.permission) for grant in by_group.order_by("group_id")),
        *((grant.user, grant.permission) for grant in by_person.order_by("user__name", "user_id")),
    ]
    for subject, permission in subjects:
        found[subject] = found.get(subject, frozenset()) | {FormVerb(permission.codename)}
    return found


def people_who_may(form: Form, verb: FormVerb) -> QuerySet[User]:
    """Who has the verb over the form by a post held today in its organization, by name."""
    granted = FormGroupPermission.objects.filter(content_object=form, permission__codename=verb)
    groups = granted.values("group")
    of_role = OrganizationRole.objects.filter(
        organization=OuterRef("organization"), role=OuterRef("role"), group__in=groups
    )
    of_section = SectionGroup.objects.filter(section=OuterRef("section"), group__in=groups)
    posts = Membership.objects.current().filter(organization=form.owner_id)
    by_post = posts.filter(Exists(of_role) | Exists(of_section))
    by_name = FormUserPermission.objects.filter(content_object=form, permission__codename=verb)
    return User.objects.filter(
        Q(pk__in=by_post.values("user")) | Q(pk__in=by_name.values("user")), pk__in=posts.values("user")
    ).order_by("name", "pk")


def _permissions() -> dict[FormVerb, Permission]:
    found = Permission.objects.filter(
        content_type__app_label="publicforms", content_type__model="form", codename__in=FormVerb.values
    )
    return {FormVerb(permission.codename): permission for permission in found}
