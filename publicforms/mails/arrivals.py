"""What people of the office are told in their inbox: that something came. Nothing of what it says stands there."""

from __future__ import annotations

import datetime

from django.db import connection
from django.db.models import Sum
from django.urls import NoReverseMatch, reverse

from core import clock
from core.jobs.enqueueing import enqueue
from core.notifications.kinds import MessageKind, register
from core.notifications.models import Message, Notification
from core.notifications.services.telling import open_message, tell_people
from core.people.models import User
from publicforms.mails.replies import submission_of
from publicforms.models import Event, Form, Submission, Tally

# Many arrivals are one message: the first at once, those of the next minutes together.
GATHERED_SECONDS = 600


class OfficeMessage(MessageKind):
    """To people of the office, as long as they may see the form's submissions; its subject is a form or submission."""

    def still_wanted(self, notification: Notification) -> bool:
        form, person = form_of(notification.message), notification.user
        return form is not None and person is not None and form.submissions_may_be_seen_by(person)


@register
class Arrived(OfficeMessage):
    code, label = "publicforms.arrived", "申込の到着"

    def mail_subject(self, message: Message) -> str:
        return f"【申込{message.context.get('number', 1):,}件】{message.title}"


@register
class FromApplicant(OfficeMessage):
    code, label = "publicforms.from_applicant", "申込者からの連絡"

    def mail_subject(self, message: Message) -> str:
        return f"【申込者から】{message.title}"

    def facts(self, message: Message) -> list[tuple[str, str]]:
        context = message.context
        return [("受付番号", context.get("receipt", "")), ("内容", context.get("what", ""))]


def tell_arrivals(form: Form) -> None:
    """Tell the watchers how many came since they were told last; not more often than every ten minutes. In a
    transaction; safe to repeat."""
    _one_at_a_time(form)
    watchers = [person for person in form.watchers.filter(is_active=True) if form.submissions_may_be_seen_by(person)]
    if not watchers:
        return
    there = Tally.objects.filter(form=form).aggregate(number=Sum("number"))["number"] or 0
    last, now = _told_last(form), clock.now()
    if last is not None:
        rest = last.created_at + datetime.timedelta(seconds=GATHERED_SECONDS)
        if there <= last.context.get("there", 0):
            return
        if now < rest:
            enqueue("publicforms.tell_arrivals", key=f"arrivals-{form.pk}", at=rest, form=form.pk)
            return
    number = there - last.context.get("there", 0) if last is not None else _lately(form)
    message = open_message(
        Arrived.code, key=None, subject=form, title=form.title, path=office_path("forms:submissions", form.pk),
        sender=form.owner, by=None, number=number, there=there,
    )  # fmt: skip
    tell_people(message, watchers)


def forget_arrivals(form: Form, number: int) -> None:
    """So many were erased, and are counted no more: whoever comes next is told of all the same. In a transaction."""
    _one_at_a_time(form)
    last = _told_last(form)
    if last is not None:
        last.context["there"] = max(0, last.context.get("there", 0) - number)
        last.save(update_fields=["context"])


def _told_last(form: Form) -> Message | None:
    about = Message.objects.filter(kind=Arrived.code, subject_kind=form._meta.label_lower, subject_id=str(form.pk))
    return about.order_by("-pk").first()


def _one_at_a_time(form: Form) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x41525256, form.pk % 2**31])  # "ARRV"


def tell_from_applicant(submission: Submission, what: str, moment: str) -> None:
    """Whoever handles it, else the watchers. `moment` names when: the same again within it says nothing more."""
    form = submission.form
    people = [submission.assignee] if submission.assignee else list(form.watchers.filter(is_active=True))
    told: list[User] = [person for person in people if form.submissions_may_be_seen_by(person)]
    if not told:
        return
    message = open_message(
        FromApplicant.code, key=f"{submission.pk}-{what}-{moment}", subject=submission, title=form.title,
        path=office_path("forms:submission", form.pk, submission.pk), sender=form.owner, by=None,
        receipt=submission.receipt, what=str(Event.What(what).label),
    )  # fmt: skip
    tell_people(message, told)


def office_path(name: str, *args: int) -> str:
    """Empty where this node has no such page: then the inbox shows the entry itself."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _lately(form: Form) -> int:
    """How many came in the last minutes, of a form nobody was told of yet."""
    since = clock.now() - datetime.timedelta(seconds=GATHERED_SECONDS)
    return max(1, Submission.objects.filter(form=form, submitted_at__gt=since).count())


def form_of(message: Message) -> Form | None:
    if message.subject_kind == Form._meta.label_lower:
        return Form.objects.filter(pk=message.subject_id).first()
    submission = submission_of(message)
    return submission.form if submission is not None else None
