"""Places: taken and given back under the lock of their rows, so that a quota is exact however many come at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, Q

from core.clock import Now
from publicforms.models import Event, Form, Place, Submission
from publicforms.services.tallying import count

Standing = Submission.Standing


class Full(Exception):
    """No place is left; `places` are the full ones."""

    def __init__(self, places: list[Place]) -> None:
        super().__init__(", ".join(f"{place.question}:{place.option}" for place in places))
        self.places = places


def wanted_places(form: Form, answers: Mapping[str, Any]) -> list[Place]:
    """The places that these answers ask for: one of the form, one of each chosen option that has a quota."""
    chosen = {("", "")} | {(key, option) for key, answer in answers.items() for option in _options(answer)}
    return [place for place in form.places.all() if (place.question, place.option) in chosen]


def take(places: Iterable[Place]) -> None:
    """One of each. Raises Full, having taken none. The rows stay locked, in one order, until the commit."""
    locked = _locked(places)
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


def move_up(form: Form) -> list[Submission]:
    """Give free places to those who wait, in their order, past whoever's choice is still full. Returns who moved.

    Call it in the transaction that gave places back or raised a limit: it locks the form's places first.
    """
    free = {(place.question, place.option): place for place in _locked(form.places.all())}
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
        changes: dict[tuple[int, str], int] = {}
        for one in moved:
            for standing, number in ((Standing.WAITING, -1), (Standing.COUNTED, 1)):
                key = (one.status_id, standing.value)
                changes[key] = changes.get(key, 0) + number
        count(form, changes)
    return moved


def _locked(places: Iterable[Place]) -> list[Place]:
    rows = Place.objects.filter(pk__in=[place.pk for place in places]).order_by("pk")
    return list(rows.select_for_update(no_key=True))


def _named(form: int, places: Iterable[Iterable[str]]) -> Q:
    found = Q(pk__in=[])
    for question, option in places:
        found |= Q(form=form, question=question, option=option)
    return found


def _options(answer: Any) -> list[str]:
    """The options that an answer names, of one choice or several; other kinds name none that a place could have."""
    if isinstance(answer, str):
        return [answer]
    if isinstance(answer, list):
        return [each for each in answer if isinstance(each, str)]
    if isinstance(answer, dict):
        return [each for value in answer.values() for each in _options(value)]
    return []
