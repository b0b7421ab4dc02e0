"""What else there is to say about an inquiry: a thread between the organization that asked and who runs the survey."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from core.discussion.models import Thread
from core.discussion.registry import Subject
from core.people.access import Someone
from core.people.models import Membership, Organization, User
from surveys.models import Inquiry


def _visible(user: Someone) -> Q:
    return Q(pk__in=Inquiry.objects.between(user).values("thread"))


def _path(thread: Thread) -> str:
    inquiry = thread.inquiry
    return reverse("surveys:inquiry", args=[inquiry.survey_id, inquiry.pk])


def _may_post(thread: Thread, user: User) -> bool:
    inquiry = thread.inquiry
    return not inquiry.survey.is_withdrawn and Inquiry.objects.between(user).filter(pk=inquiry.pk).exists()


def _people(thread: Thread) -> QuerySet[User]:
    """The organization's people, and of the office those of the section (all of its people where none is named)."""
    inquiry = thread.inquiry
    office = Q(organization=inquiry.survey.owner_id)
    if inquiry.survey.section_id:
        office &= Q(section=inquiry.survey.section_id)
    posts = Membership.objects.current().filter(office | Q(organization=inquiry.organization_id), user=OuterRef("pk"))
    return User.objects.filter(Exists(posts)).order_by("pk")


def _sender(thread: Thread) -> Organization:
    return thread.inquiry.survey.owner


def _asker(thread: Thread) -> Organization:
    return thread.inquiry.organization


SUBJECT = Subject(
    code="surveys.inquiry",
    owns=Q(inquiry__isnull=False),
    visible=_visible,
    path=_path,
    title=lambda thread: f"問い合わせ：{thread.inquiry.survey.title}",
    may_post=_may_post,
    people=_people,
    sender=_sender,
    audit_organization=_asker,
)
