"""A fan-out slow enough to be struck in the middle. A worker knows it when started with `work=[this module's name]`."""

import time

from core.jobs.models import Job
from core.jobs.registry import work
from core.notifications.models import Message
from core.notifications.services import telling
from core.people.models import Membership

_beat = telling.beat


def slow_beat(job: Job, progress: int, total: int) -> None:
    time.sleep(0.1)
    _beat(job, progress, total)


@work("test.tell", "テスト：小分けに知らせる")
def tell(job: Job, message: int, organization: int) -> None:
    telling.beat = slow_beat
    members = Membership.objects.current().filter(organization=organization)
    telling.tell_members(Message.objects.get(pk=message), members, job=job, chunk=100)
