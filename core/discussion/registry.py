"""What threads are about: each room that holds threads says who sees them, who writes, and where they are shown.

A room's record holds a OneToOneField to Thread, and its AppConfig.ready() registers the subject:

    register_subject(Subject(code="surveys.inquiry", owns=Q(inquiry__isnull=False), visible=…, …))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from core.people.access import Someone
from core.people.models import Organization, User

if TYPE_CHECKING:
    from core.discussion.models import Thread


@dataclass(frozen=True)
class Subject:
    """One kind of record that threads belong to. `thread.inquiry` leads from a thread to its record."""

    code: str
    # Which threads are this room's: Q(<reverse name of the OneToOneField>__isnull=False).
    owns: Q
    # Which of them a person may see. It must not multiply rows: `pk__in=<subquery>` or Exists, no joins to many.
    visible: Callable[[Someone], Q]
    # The local address of the page that shows the thread, without a fragment.
    path: Callable[[Thread], str]
    # What the record is called: in the title of messages, on the thread's own page, in the audit log.
    title: Callable[[Thread], str]
    may_post: Callable[[Thread, User], bool]
    # Whom one may mention, in the order of the list. All of them may see the thread. It is filtered: do not slice it.
    people: Callable[[Thread], QuerySet[User]]
    # Whose people see the mails that did not arrive; nobody but the administrators where it is None.
    sender: Callable[[Thread], Organization | None]
    # Whose manager may read the thread's entries in the audit log.
    audit_organization: Callable[[Thread], Organization | None]


SUBJECTS: dict[str, Subject] = {}


def register_subject(subject: Subject) -> None:
    """The same code twice raises."""
    if subject.code in SUBJECTS:
        raise ValueError(f"The subject {subject.code!r} of threads is registered twice.")
    SUBJECTS[subject.code] = subject


def visible_by_any(user: Someone) -> Q | None:
    """What any room lets this person see of its own threads; None when no room has registered."""
    condition: Q | None = None
    for subject in SUBJECTS.values():
        shown = subject.owns & subject.visible(user)
        condition = shown if condition is None else condition | shown
    return condition


def code_of_owner() -> Case:
    """An expression over Thread: the code of the subject that owns it, or NULL."""
    return Case(
        *(When(subject.owns, then=Value(subject.code)) for subject in SUBJECTS.values()), output_field=CharField()
    )
