"""Bytes that no record names do not stay for ever."""

import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from core.files.models import preview_path
from core.files.services.sweeping import remove_orphans
from core.files.work import sweep_once_a_day
from core.jobs.models import Job
from core.jobs.running import run_one

DAY = datetime.timedelta(days=1, minutes=1)


def test_a_store_that_was_rolled_back_is_swept_after_a_day(stored, move_clock):
    kept = stored("残る.pdf")
    default_storage.save(preview_path(kept, 1), ContentFile(b"x"))
    with transaction.atomic():
        gone = stored("消える.pdf")
        default_storage.save(preview_path(gone, 1), ContentFile(b"x"))
        transaction.set_rollback(True)
    orphans = (gone.content.name, preview_path(gone, 1))

    assert remove_orphans() == 0  # it might still be committed
    assert all(default_storage.exists(path) for path in orphans)
    move_clock(DAY)
    assert remove_orphans() == 2
    assert not any(default_storage.exists(path) for path in orphans)
    assert default_storage.exists(kept.content.name)
    assert default_storage.exists(preview_path(kept, 1))


def test_what_is_not_ours_is_left_alone(db, move_clock):
    default_storage.save("files/ab/README", ContentFile(b"x"))
    move_clock(DAY)
    assert remove_orphans() == 0
    assert default_storage.exists("files/ab/README")


def test_one_sweep_a_day_is_planned_however_often_the_planner_runs(db, move_clock):
    for _ in range(3):
        sweep_once_a_day()
    assert Job.objects.filter(kind="files.sweep_orphans").count() == 1
    assert not run_one("files")
    move_clock(DAY)
    assert run_one("files")
    for _ in range(3):
        sweep_once_a_day()
    assert not run_one("files")
    assert list(Job.objects.filter(kind="files.sweep_orphans").values_list("state", flat=True)) == ["waiting", "done"]
