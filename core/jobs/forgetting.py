"""Taking jobs out of the list before their time: for rooms whose records must be gone, and all that names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q

from core.jobs.models import Job, JobQuerySet


def forget(room: str, **named: Iterable[int | str]) -> int:
    """Delete the jobs of a room ("publicforms") whose payload names one of these: `forget("publicforms", letter=[7])`.

    With them goes what their errors quote. One that waits is not run any more; whoever runs one finds its lease lost.
    """
    return _named(room, named).delete()[0]


def forget_errors(room: str, **named: Iterable[int | str]) -> None:
    """The same jobs stay, also those that wait or are dead, without what their errors quote."""
    _named(room, named).exclude(error="").update(error="")


def _named(room: str, named: Mapping[str, Iterable[int | str]]) -> JobQuerySet:
    about = Q(pk__in=[])
    for name, values in named.items():
        about |= Q(**{f"payload__{name}__in": list(values)})
    return Job.objects.filter(about, kind__startswith=f"{room}.")
