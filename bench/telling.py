"""Measures the fan-out by the worker whose process id is given, and the bare INSERT, in turns; prints JSON."""

from __future__ import annotations

import json
import sys
import threading
import time

import psutil
from django.db import connection

from archive.models import Notice
from archive.services.composing import create_draft
from archive.services.publishing import publish
from bench.measure import milliseconds
from core.jobs.models import Job
from core.notifications.models import Message, Notification
from core.people.models import Organization, OrganizationGroup, User

ROUNDS = 5
BARE = """
INSERT INTO notifications_notification (message_id, user_id, organization_id, address, mail)
SELECT %s, people.user_id, people.place, '', 'waiting' FROM (
    SELECT post.user_id, min(post.organization_id) AS place
    FROM people_membership AS post JOIN archive_delivery AS delivery USING (organization_id)
    WHERE delivery.notice_id = %s GROUP BY post.user_id
) AS people
"""


def main(worker: psutil.Process) -> None:
    memory = _Memory(worker)
    times: dict[str, list[float]] = {"worker": [], "bare": []}
    people = 0
    for number in range(ROUNDS + 1):
        notice = _publish()
        start = time.perf_counter()
        _wait_for(Job.objects.filter(kind="archive.tell_addressees", key=f"notice-{notice.pk}"))
        elapsed = (time.perf_counter() - start) * 1000
        people = Notification.objects.filter(message__subject_id=str(notice.pk)).count()
        _forget()
        if number == 0:
            memory.start()  # after the first round, which loads what every worker keeps
        bare = _bare(notice)
        if number:
            times["worker"].append(elapsed)
            times["bare"].append(bare)
        _forget()
        notice.delete()
    print(json.dumps(times | {"people": people, "grown_mb": memory.grown_mb()}))


def _publish() -> Notice:
    staff = User.objects.get(email="staff@bench.example.jp")
    owner = Organization.objects.get(kind="prefecture")
    everyone = OrganizationGroup.objects.get(name="全団体")
    draft = create_draft(owner=owner, by=staff, title="計測", to_groups=[everyone], to_organizations=[])
    return publish(draft.pk, by=staff)


def _wait_for(jobs) -> None:
    deadline = time.monotonic() + 120
    while not jobs.filter(state=Job.State.DONE).exists():
        if time.monotonic() > deadline:
            raise SystemExit(f"The fan-out was not done within two minutes: {list(jobs.values())}")
        time.sleep(0.01)


def _bare(notice: Notice) -> float:
    message = Message.objects.create(kind="archive.notice_published", title=notice.title)

    def insert() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE, [message.pk, notice.pk])

    return milliseconds(insert)


def _forget() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM notifications_notification")
        cursor.execute("DELETE FROM notifications_message")
        cursor.execute("DELETE FROM jobs_job")
        cursor.execute("VACUUM notifications_notification")


class _Memory(threading.Thread):
    """Watches the resident memory of the worker and its children; the highest over what it was at first."""

    def __init__(self, process: psutil.Process) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.first = self.highest = 0

    def run(self) -> None:
        self.first = self.highest = self._resident()
        while True:
            self.highest = max(self.highest, self._resident())
            time.sleep(0.02)

    def _resident(self) -> int:
        return sum(each.memory_info().rss for each in (self.process, *self.process.children()))

    def grown_mb(self) -> float:
        return (self.highest - self.first) / 1024**2


if __name__ == "__main__":
    main(psutil.Process(int(sys.argv[1])))
