"""Internal forms (F10): whom somebody answers for, what an entry starts from, and what stands out in it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import CharField, F, Q
from django.db.models.expressions import Case, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, TruncDate

from core import clock
from core.clock import TOKYO
from core.people.access import posts_of
from core.people.models import Membership, Organization, User
from core.questions.asking import typed_of
from core.questions.definition import Definition, Question
from core.questions.kinds import kind_of
from core.questions.specials import special_in
from core.questions.typed import Typed
from publicforms.asked import definition_of
from publicforms.handling.masking import personal_questions
from publicforms.models import Form, Submission
from publicforms.querysets import SubmissionQuerySet

ISO_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
BOUNDS = {"ge": "以上", "gt": "を超える", "le": "以下", "lt": "未満"}


def answers_for(form: Form, user: User) -> Organization | None:
    """The organization for which the person answers: the first of theirs that was asked."""
    if form.audience != Form.Audience.SIGNED_IN:
        return None
    mine = {post.organization_id for post in posts_of(user)}
    return form.participants.filter(pk__in=mine).order_by("code").first()


# --- What an entry starts from ---


def first_typed(form: Form, user: User | None, *, again: bool) -> Typed:
    """What stands in an internal form when it is opened: today and now. With `again` also what the person entered last
    time, without what was measured: numbers are to be read anew.
    """
    if form.audience != Form.Audience.SIGNED_IN or user is None:
        return {}
    definition = definition_of(form)
    answers = _last_answers(form, definition, user) if again else {}
    now = clock.now()
    if day := day_question(form):
        answers[day.key] = now.date().isoformat()
    if time := next((one for one in definition.asked if one.kind == "time"), None):
        answers[time.key] = f"{now:%H:%M}"
    return typed_of(definition, answers)


def _last_answers(form: Form, definition: Definition, user: User) -> dict[str, Any]:
    mine = Submission.objects.filter(form=form, sheet__version=form.version_id).of_person(user).standing()
    last = mine.order_by("-submitted_at", "-pk").values_list("sheet__answers", flat=True).first() or {}
    return {
        key: answer
        for key, answer in last.items()
        if key in definition and not (kind_of(definition[key]).is_number or kind_of(definition[key]).takes_files)
    }


# --- Days ---


def day_question(form: Form) -> Question | None:
    """The question that says of which day an entry is: the first that asks for a date which everybody may read.

    A birthday is none: the day stands in lists and filters for those, too, who see masks.
    """
    personal = personal_questions(form)
    return next((one for one in definition_of(form).asked if one.kind == "date" and one.key not in personal), None)


def with_day(form: Form, entries: SubmissionQuerySet) -> SubmissionQuerySet:
    """With `day`: of which day an entry is, as text: as it says, else when it was sent in."""
    sent = Cast(TruncDate("submitted_at", tzinfo=TOKYO), CharField())
    question = day_question(form)
    if question is None:
        return entries.annotate(day=sent)
    said = KeyTextTransform(question.key, "sheet__answers")
    dated = When(said_day__regex=ISO_DAY, then=F("said_day"))
    return entries.annotate(said_day=said).annotate(day=Case(dated, default=sent, output_field=CharField()))


def missing_people(form: Form, day: datetime.date, user: User) -> list[Membership]:
    """Posts of those who have no entry of this day: of everybody who was asked, for who sees all entries; where
    entries are shared, of the person's own organization; else of nobody.
    """
    posts = Membership.objects.current().filter(organization__in=form.participants.values("pk"))
    if not form.submissions_may_be_seen_by(user):
        here = {post.organization_id for post in posts_of(user)} if form.shares_entries else set()
        posts = posts.filter(organization__in=here)
    entries = with_day(form, Submission.objects.filter(form=form, channel="web").standing())
    there = entries.filter(Q(day=day.isoformat()))
    left = posts.exclude(user__in=there.filter(by__isnull=False).values("by"))
    found = left.select_related("user", "organization", "section").order_by("organization__code", "user__name", "pk")
    return list({post.user_id: post for post in found}.values())


# --- What is masked ---


def hidden_in(form: Form, submission: Submission, user: User) -> frozenset[str]:
    """The personal questions that the person does not read in this entry: none of their own."""
    if submission.by_id == user.pk or form.personal_may_be_seen_by(user):
        return frozenset()
    return personal_questions(form)


# --- What stands out ---


@dataclass(frozen=True, slots=True)
class Threshold:
    """A value from which on the form asks for more: temperature ≥ 37.5."""

    question: Question
    operator: str
    value: Decimal

    @property
    def words(self) -> str:
        """37.5℃以上"""
        return f"{self.value}{self.question.settings.get('unit', '')}{BOUNDS[self.operator]}"

    def is_reached(self, number: Decimal | None) -> bool:
        if number is None:
            return False
        return {
            "ge": number >= self.value,
            "gt": number > self.value,
            "le": number <= self.value,
            "lt": number < self.value,
        }[self.operator]


def thresholds(definition: Definition) -> dict[str, Threshold]:
    """By the number's question: the first condition that lets another question appear from a value on."""
    found: dict[str, Threshold] = {}
    for question in definition:
        for test in question.show_if.tests if question.show_if else ():
            asked = definition.get(test.question)
            if asked is None or test.operator not in BOUNDS or not kind_of(asked).is_number or asked.key in found:
                continue
            value = number_of(test.operand)
            if value is not None:
                found[asked.key] = Threshold(asked, test.operator, value)
    return found


def number_of(answer: Any) -> Decimal | None:
    """None where there is no number."""
    if answer is None or isinstance(answer, bool) or special_in(answer) is not None:
        return None
    try:
        number = Decimal(str(answer))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
