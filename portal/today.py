"""What must this person do today? Read from the rooms; holds no rules of its own."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef
from django.urls import reverse

from archive.models import Delivery, Notice
from core import clock
from core.jobs.models import Job
from core.notifications.models import Notification
from core.people.access import administers, organizations_for
from core.people.models import User, Verb
from publicforms.models import Form, Submission
from surveys.models import Response, Survey
from surveys.states import State

SHOWN = 8
SHOWN_ASIDE = 5


def to_do(user: User) -> dict[str, Any]:
    """Lists and counts for the home page; every one starts at what the person may see."""
    today = clock.today()
    received = Notice.objects.visible_to(user).received_by(user)
    awaiting = received.awaiting_acknowledgement_of(user)
    unread = received.unread_by(user).exclude(pk__in=awaiting.values("pk"))
    soonest = (F("acknowledge_by").asc(nulls_last=True), "-issued_on", "-pk")
    todo: dict[str, Any] = {
        "today": today,
        "awaiting": list(awaiting.select_related("issuer", "owner").order_by(*soonest)[:SHOWN]),
        "awaiting_count": awaiting.count(),
        "late_count": awaiting.filter(acknowledge_by__lt=today).count(),
        "unread": list(unread.select_related("issuer", "owner").newest_first()[:SHOWN]),
        "unread_notice_count": unread.count(),
        "publishes": bool(organizations_for(user, Verb.PUBLISH)),
        "activity": recent_activity(user),
    }
    todo["records"] = _records(user)
    todo |= _owed(user)
    todo["tallies"] = _received_tallies(todo)
    if todo["publishes"]:
        todo |= _sending(user) | _running(user)
        todo["tallies"] += _running_tallies(todo)
    if administers(user):
        dead = Job.objects.filter(state=Job.State.DEAD).count()
        todo["tallies"].append(
            {"label": "止まった処理", "number": dead, "url": reverse("jobs:overview"), "tone": "late"}
        )
    return todo


def recent_activity(user: User) -> list[Delivery]:
    """The latest acknowledgements: by the own organizations, and of notices that the person's organizations sent."""
    acknowledged = Delivery.objects.visible_to(user).filter(acknowledged_at__isnull=False)
    related = acknowledged.select_related("notice", "organization", "acknowledged_by")
    return list(related.order_by("-acknowledged_at")[:SHOWN_ASIDE])


def _owed(user: User) -> dict[str, Any]:
    """Surveys that the person's organizations have yet to answer, soonest first; what was returned counts as well."""
    owed = Response.objects.own(user).owing()
    return {
        "owed": list(owed.select_related("survey__owner", "organization").soonest_first()[:SHOWN]),
        "owed_count": owed.count(),
        "overdue_count": owed.overdue().count(),
        "owed_url": f"{reverse('surveys:list')}?box=asked&state=owing",
    }


def _records(user: User) -> list[Form]:
    """Internal forms that take the person's entries now and have none of today."""
    today = Submission.objects.filter(form=OuterRef("pk"), submitted_at__date=clock.today()).of_person(user).standing()
    mine = Form.objects.answerable_by(user).at_moment(Form.Moment.OPEN).filter(~Exists(today))
    return list(mine.select_related("owner").order_by("title", "pk")[:SHOWN_ASIDE])


def _running(user: User) -> dict[str, Any]:
    """Surveys that the person runs: open ones with how many have answered, and what waits to be accepted."""
    mine = Survey.objects.managed_by(user)
    waiting = Response.objects.filter(survey__in=mine.issued().values("pk"))
    running = mine.filter(state=Survey.State.OPEN).with_progress().select_related("owner").order_by("due_at", "pk")
    return {
        "running": list(running[:SHOWN]),
        "running_count": mine.filter(state=Survey.State.OPEN).count(),
        "to_accept_count": waiting.filter(state__in=[State.SUBMITTED, State.RESUBMITTED]).count(),
    }


def _running_tallies(todo: dict[str, Any]) -> list[dict[str, Any]]:
    run = f"{reverse('surveys:list')}?box=run"
    return [
        {"label": "回答を受け付けている調査", "number": todo["running_count"], "url": f"{run}&state=open"},
        {"label": "受理を待つ回答", "number": todo["to_accept_count"], "url": f"{run}&state=open"},
    ]


def _received_tallies(todo: dict[str, Any]) -> list[dict[str, Any]]:
    received = f"{reverse('archive:list')}?box=received"
    return [
        {"label": "期限を過ぎた調査", "number": todo["overdue_count"], "url": todo["owed_url"], "tone": "late"},
        {"label": "回答が必要な調査", "number": todo["owed_count"], "url": todo["owed_url"]},
        {
            "label": "期限を過ぎた受領確認",
            "number": todo["late_count"],
            "url": f"{received}&state=awaiting",
            "tone": "late",
        },
        {"label": "受領確認が必要な通知", "number": todo["awaiting_count"], "url": f"{received}&state=awaiting"},
        {"label": "未読の通知", "number": todo["unread_notice_count"], "url": f"{received}&state=unread"},
    ]


def _sending(user: User) -> dict[str, Any]:
    """For those who publish: drafts, what is planned, and where organizations have yet to acknowledge."""
    mine = Notice.objects.visible_to(user).sent_by(user)
    owing = Delivery.objects.filter(notice=OuterRef("pk"), acknowledged_at__isnull=True)
    open_notices = mine.filter(Exists(owing), state=Notice.State.PUBLISHED, needs_acknowledgement=True)
    drafts = mine.filter(state__in=[Notice.State.DRAFT, Notice.State.SCHEDULED])
    failures = Notification.objects.failures_visible_to(user)
    sent = f"{reverse('archive:list')}?box=sent"
    soonest = (F("acknowledge_by").asc(nulls_last=True), "-issued_on", "-pk")
    return {
        "open_notices": list(open_notices.with_acknowledgements().order_by(*soonest)[:SHOWN]),
        "open_count": open_notices.count(),
        "drafts": list(drafts.select_related("issuer", "owner", "created_by").order_by("-updated_at")[:SHOWN]),
        "draft_count": drafts.count(),
        "tallies": [
            {"label": "受領確認がそろわない通知", "number": open_notices.count(), "url": f"{sent}&state=published"},
            {"label": "下書き・予約", "number": drafts.count(), "url": f"{sent}&state=draft"},
            {
                "label": "届かなかったメール",
                "number": failures.count(),
                "url": reverse("inbox:failures"),
                "tone": "late",
            },
        ],
    }
