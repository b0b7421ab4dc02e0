"""What workers do with files."""

from __future__ import annotations

from core.clock import later
from core.files.models import StoredFile
from core.files.services.previewing import TIMEOUT_SECONDS, draw_preview
from core.files.services.sweeping import remove_orphans
from core.jobs.enqueueing import enqueue
from core.jobs.models import Job
from core.jobs.registry import work
from core.jobs.schedule import planner

SWEEP, DAILY = "files.sweep_orphans", "daily"
DAY_SECONDS = 24 * 3600


@work("files.preview", "添付ファイルの表示の準備", queue="files", lease_seconds=TIMEOUT_SECONDS + 60)
def preview(job: Job, file: str) -> None:
    found = StoredFile.objects.filter(pk=file, previews__isnull=True).first()
    if found is not None:  # else removed meanwhile, or drawn already
        draw_preview(found)


@work(SWEEP, "登録されなかったファイルの削除", queue="files", lease_seconds=600)
def sweep_orphans(job: Job) -> None:
    remove_orphans()


@planner
def sweep_once_a_day() -> None:
    """There is always one sweep waiting: once it has run, the next is put on record, due a day later."""
    if not Job.objects.unfinished().filter(kind=SWEEP, key=DAILY).exists():
        enqueue(SWEEP, key=DAILY, at=later(DAY_SECONDS))
