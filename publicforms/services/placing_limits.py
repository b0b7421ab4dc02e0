"""Quotas are set, raised, lowered and taken away, also while people send in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from core.people import audit
from core.people.models import User
from publicforms.making.drafted import definition_in_work, questions_with_options
from publicforms.models import Form, Place, Submission
from publicforms.services import placing
from publicforms.services.publishing import locked

# (question, option) → how many; ("", "") is the form altogether, None takes the quota away
Limits = Mapping[tuple[str, str], int | None]
BOUNDLESS = 2**31 - 1


@transaction.atomic
def set_limits(form_id: int, limits: Limits, *, by: User) -> list[Submission]:
    """Set these quotas; what is not named stays. Returns who moved up from the waitlist.

    Nobody sends in meanwhile. A quota that is new counts whoever is there already; one that is lowered below what is
    taken takes nobody's place away; where one goes, whoever waited for it alone moves up.
    """
    form, places = _held(form_id)
    there = {(place.question, place.option): place for place in places}
    told, removed, added = [], [], []
    for key, limit in limits.items():
        place = there.get(key)
        if limit == (place.limit if place else None):
            continue
        told.append(_told(form, key, place.limit if place else None, limit))
        if place is None and limit is not None:
            added.append(Place(form=form, question=key[0], option=key[1], limit=limit))
        elif place is not None and limit is None:
            place.limit = BOUNDLESS  # until those who wait for it have moved up
            removed.append(place)
        elif place is not None and limit is not None:
            place.limit = limit
    if not told:
        return []
    Place.objects.bulk_update(places, ["limit"])
    _count_in(form, Place.objects.bulk_create(added))
    moved = placing.move_up(form)
    Place.objects.filter(pk__in=[place.pk for place in removed]).delete()
    audit.record("form.places_set", form, by=by, organization=form.owner_id, places=told, moved_up=len(moved))
    return moved


def _held(form_id: int) -> tuple[Form, list[Place]]:
    """The form's places and then the form, in the order in which whoever sends in takes them.

    The other way round each would wait for the other. A place that a colleague added in between is not held yet: then
    both are let go and taken again.
    """
    while True:
        with transaction.atomic():
            places = placing.hold(form_id)
            form = locked(form_id)
            if {place.pk for place in places} == set(form.places.values_list("pk", flat=True)):
                return form, places
            transaction.set_rollback(True)


def _count_in(form: Form, added: Iterable[Place]) -> None:
    """Whoever was counted before there was such a quota has one of its places."""
    new = {(place.question, place.option): place for place in added}
    if not new:
        return
    taken = dict.fromkeys(new, 0)
    for chunk in Submission.objects.filter(form=form).standing().select_related("sheet").order_by("pk").in_chunks():
        for submission in chunk:
            known = {tuple(each) for each in submission.places}
            for place in placing.wanted_places(form, submission.sheet.answers, new.values()):
                key = place.question, place.option
                taken[key] += submission.standing == Submission.Standing.COUNTED
                known.add(key)
            submission.places = [list(each) for each in sorted(known)]
        Submission.objects.bulk_update(chunk, ["places"])
    for key, place in new.items():
        place.taken = taken[key]
    Place.objects.bulk_update(new.values(), ["taken"])


def _told(form: Form, key: tuple[str, str], old: int | None, new: int | None) -> str:
    words = [f"{number:,}" if number is not None else "なし" for number in (old, new)]
    return f"{name_of(form, *key)}：{words[0]}→{words[1]}"


def name_of(form: Form, question: str, option: str) -> str:
    """全体, or the words of the option."""
    if not question:
        return "全体"
    for one in questions_with_options(definition_in_work(form)):
        if one.question.key == question:
            return dict(one.options).get(option, "なくなった選択肢")
    return "なくなった設問"
