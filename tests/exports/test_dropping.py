"""A room whose records must be gone takes every file of them with it, made or half made."""

from core.exports import keeping
from core.exports.models import Export, ExportFinding
from core.exports.services.dropping import drop
from core.exports.services.producing import produce
from core.jobs.models import Job
from tests.exports.conftest import LARGE


def test_files_rows_findings_and_jobs_of_dropped_exports_are_gone_at_once(ask, files_left):
    done, other = ask(rows=20, title="済み"), ask(rows=30, title="ほか")
    undecided = ask(rows=10, encoding="cp932", text="𠮷野", bad=2)
    waiting = ask(size=LARGE)
    half = keeping.workshop() / f"{waiting.pk}-half"
    half.write_text("left by a worker that was killed")
    assert undecided.state == Export.State.NEEDS_DECISION
    assert Job.objects.filter(kind="exports.produce").count() == 1
    assert len(files_left()) == 3
    assert drop(Export.objects.filter(pk__in=[done.pk, undecided.pk, waiting.pk])) == 3
    assert list(Export.objects.all()) == [other]
    assert [path.name for path in files_left()] == [other.content.name.rpartition("/")[2]]
    assert not ExportFinding.objects.exists()
    assert not Job.objects.filter(kind="exports.produce").exists()


def test_a_worker_that_was_to_make_a_dropped_export_makes_nothing(ask, files_left):
    waiting = ask(size=LARGE)
    drop(Export.objects.filter(pk=waiting.pk))
    produce(waiting)
    assert files_left() == []
