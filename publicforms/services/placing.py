"""Places: taken and given back under the lock of their rows, so that a quota is exact however many come at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, Q

from core.clock import Now
from core.jobs.enqueueing import enqueue
from publicforms.models import Event, Form, Place, Submission
from publicforms.services.tallying import Changes, count

Standing = Submission.Standing


class Full(Exception):
    """No place is left; `places` are the full ones."""

    def __init__(self, places: list[Place]) -> None:
        super().__init__(", ".join(f"{place.question}:{place.option}" for place in places))
        self.places = places


def wanted_places(form: Form, answers: Mapping[str, Any], among: Iterable[Place] | None = None) -> list[Place]:
    """The places that these answers ask for: one of the form, one of each chosen option that has a quota.

    `among` are the form's places, where they were read before.
    """
    chosen = {("", "")} | {(key, option) for key, answer in answers.items() for option in _options(answer)}
    places = form.places.order_by("question", "option") if among is None else among
    return [place for place in places if (place.question, place.option) in chosen]


def take(places: Iterable[Place]) -> None:
    """One of each. Raises Full, having taken none. The rows stay locked, in one order, until the commit."""
    rows = Place.objects.filter(pk__in=[place.pk for place in places]).order_by("pk")
    locked = list(rows.select_for_update(no_key=True))
    full = [place for place in locked if place.taken >= place.limit]
    if full:
        raise Full(full)
    Place.objects.filter(pk__in=[place.pk for place in locked]).update(taken=F("taken") + 1)


def give_back(submission: Submission) -> None:
    """What the submission was counted for."""
    Place.objects.filter(_named(submission.form_id, submission.places), taken__gt=0).update(taken=F("taken") - 1)


def names(places: Iterable[Place]) -> list[list[str]]:
    """How a submission notes what it was counted for."""
    return [[place.question, place.option] for place in places]


def next_waiting_number(form: Form) -> int:
    """Behind everybody who waits; the caller holds the locks of the full places."""
    last = Submission.objects.filter(form=form, waiting_number__isnull=False).order_by("-waiting_number")
    return (last.values_list("waiting_number", flat=True).first() or 0) + 1


def hold(form_id: int) -> list[Place]:
    """The form's places, locked until the commit, in one order.

    Whoever changes submissions comes here first: then the turnstile, where it is passed or closed, then submissions,
    then the counters.
    """
    return list(Place.objects.filter(form=form_id).order_by("pk").select_for_update(no_key=True))


def move_up(form: Form, also: Changes | None = None) -> list[Submission]:
    """Give free places to those who wait, in their order, past whoever's choice is still full; they are told by mail.

    Call it in the transaction that gave places back or raised a limit: it locks the form's places first. `also` is
    what else changed in the counters, which are changed in one call. Returns who moved.
    """
    free = {(place.question, place.option): place for place in hold(form.pk)}
    moved = []
    waiting = Submission.objects.filter(form=form).waiting().select_for_update(of=("self",), skip_locked=False)
    for submission in waiting.select_related("sheet"):
        if not any(place.left for place in free.values()):
            break
        wanted = [free[key] for key in map(tuple, submission.places) if key in free]
        if wanted and all(place.left for place in wanted):
            for place in wanted:
                place.taken += 1
            moved.append(submission)
    if moved:
        Place.objects.bulk_update(free.values(), ["taken"])
        ids = [submission.pk for submission in moved]
        Submission.objects.filter(pk__in=ids).update(standing=Standing.COUNTED, updated_at=Now())
        Event.objects.bulk_create(Event(submission=one, what=Event.What.MOVED_UP) for one in moved)
        for one in moved:
            enqueue("publicforms.moved_up", submission=one.pk)
    changes = Counter(also or {})
    for one in moved:
        changes[one.status_id, Standing.WAITING.value] -= 1
        changes[one.status_id, Standing.COUNTED.value] += 1
    count(form, changes)
    return moved


def _named(form: int, places: Iterable[Iterable[str]]) -> Q:
    found = Q(pk__in=[])
    for question, option in places:
        found |= Q(form=form, question=question, option=option)
    return found


def _options(answer: Any) -> list[str]:
    """The options that an answer names, of one choice or several; words of one's own ({"other": …}) name none."""
    named = answer if isinstance(answer, list) else [answer]
    return [each for each in named if isinstance(each, str)]
