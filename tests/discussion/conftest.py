"""A room for the threads of these tests: each belongs to a notice, and whoever sees the notice sees the thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.db.models import Q
from django.urls import reverse

from archive.models import Notice
from archive.services.composing import create_draft
from archive.services.publishing import publish
from core.discussion.models import Thread
from core.discussion.registry import SUBJECTS, Subject, register_subject
from core.people.models import Membership, Organization, User
from tests.cast import Cast


@dataclass
class Room:
    """Stands for the foreign key that a real room has. `closed`: threads in which nothing more may be posted."""

    notices: dict[int, Notice] = field(default_factory=dict)
    owned: list[int] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)

    def add(self, notice: Notice) -> Thread:
        thread = Thread.objects.create()
        self.notices[thread.pk] = notice
        self.owned.append(thread.pk)
        return thread

    def seen_by(self, user) -> Q:
        visible = set(Notice.objects.visible_to(user).values_list("pk", flat=True))
        return Q(pk__in=[pk for pk, notice in self.notices.items() if notice.pk in visible])

    def people(self, thread: Thread):
        notice = self.notices[thread.pk]
        posts = Membership.objects.current().filter(
            Q(organization=notice.owner_id) | Q(organization__in=notice.deliveries.values("organization"))
        )
        return User.objects.filter(pk__in=posts.values("user")).order_by("pk")

    def organization(self, thread: Thread) -> Organization:
        return self.notices[thread.pk].owner

    def subject(self, code: str = "tests.notice") -> Subject:
        return Subject(
            code=code,
            owns=Q(pk__in=self.owned),
            visible=self.seen_by,
            path=lambda thread: reverse("archive:notice", args=[self.notices[thread.pk].pk]),
            title=lambda thread: self.notices[thread.pk].title,
            may_post=lambda thread, user: thread.pk not in self.closed,
            people=self.people,
            sender=self.organization,
            audit_organization=self.organization,
        )


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    subject = made.subject()
    register_subject(subject)
    yield made
    del SUBJECTS[subject.code]


@pytest.fixture
def a_thread(room: Room, cast: Cast) -> Callable[..., Thread]:
    """`a_thread(to=[cast.ishinomaki])`: about a notice of the prefecture to these."""

    def make(*, to=None, title: str = "地方財政状況調査について") -> Thread:
        draft = create_draft(owner=cast.prefecture, by=cast.sato, to_organizations=to or [cast.ishinomaki], title=title)
        return room.add(publish(draft.pk, by=cast.sato))

    return make


@pytest.fixture
def thread(a_thread) -> Thread:
    """With the prefecture and 石巻市; 白石市 has no part in it."""
    return a_thread()


@pytest.fixture(autouse=True)
def _own_folder_for_files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
