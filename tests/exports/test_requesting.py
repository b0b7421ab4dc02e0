"""Asking for an export: who may, at once or by a worker, twice the same."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from core.exports import registry
from core.exports.file_names import safe_file_name
from core.exports.models import Export
from core.exports.services.requesting import SMALL_ROWS, request_export
from core.jobs.models import Job
from core.people.models import AuditEntry
from tests.exports.conftest import LARGE
from tests.exports.producers import Rows, expected, expected_hash

pytestmark = pytest.mark.django_db
State = Export.State


def test_a_small_one_is_made_at_once(ask, cast, files_left):
    export = ask(rows=300)
    assert (export.state, export.rows, export.sha256) == (State.DONE, 300, expected_hash(300))
    assert export.content.read() == expected(300)
    assert export.size == len(expected(300))
    assert not Job.objects.filter(kind="exports.produce").exists()
    assert [path.stat().st_mode & 0o077 for path in files_left()] == [0]


def test_a_large_one_waits_for_a_worker(ask, files_left):
    export = ask(size=SMALL_ROWS + 1)
    assert (export.state, export.in_background, export.total) == (State.QUEUED, True, SMALL_ROWS + 1)
    job = Job.objects.get(kind="exports.produce")
    assert (job.queue, job.payload, job.by) == ("exports", {"export": export.pk}, export.by)
    assert not files_left()


def test_who_may_not_have_it_gets_none(ask, cast):
    with pytest.raises(PermissionDenied):
        ask(by=cast.yui)
    assert not Export.objects.exists()


def test_a_producer_that_nobody_registered_is_an_error(cast):
    with pytest.raises(LookupError):
        request_export("test.nothing", {}, by=cast.kaede)


def test_a_producer_is_registered_once():
    with pytest.raises(ValueError, match="twice"):
        registry.register(Rows())


def test_two_clicks_on_a_long_one_are_one_export_and_one_job(ask):
    assert ask(size=LARGE) == ask(size=LARGE)
    assert Export.objects.count() == Job.objects.filter(kind="exports.produce").count() == 1


def test_what_is_finished_is_made_anew_when_asked_again(ask):
    assert ask() != ask()


def test_others_and_other_definitions_are_exports_of_their_own(ask, cast):
    assert len({ask(size=LARGE), ask(size=LARGE, by=cast.ren), ask(size=LARGE, title="別")}) == 3


def test_the_database_allows_no_second_unfinished_one(ask):
    export = ask(size=LARGE)
    export.pk = None
    with pytest.raises(IntegrityError, match="export_once_at_a_time"), transaction.atomic():
        export.save(force_insert=True)


def test_the_database_allows_nothing_done_without_a_file_and_no_file_before(ask):
    export = ask(size=LARGE)
    for change in ({"state": State.DONE}, {"content": "exports/halb"}, {"state": State.FAILED}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Export.objects.filter(pk=export.pk).update(**change)


def test_requests_and_files_are_in_the_audit_log_with_the_definition(ask, cast):
    export = ask()
    requested = AuditEntry.objects.get(action="export.requested")
    assert (requested.by, requested.organization) == (cast.kaede, cast.ishinomaki)
    assert requested.details["definition"] == {"organization": cast.ishinomaki.pk, "rows": 20}
    produced = AuditEntry.objects.get(action="export.produced")
    assert produced.details == {"rows": 20, "size": export.size, "sha256": export.sha256}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("調査.csv", "調査.csv"),
        ("石巻市/白石市:2回目?.xlsx", "石巻市／白石市：2回目？.xlsx"),
        ("..\\..\\etc\r\n.csv", "＼..＼etc.csv"),
        ("あ" * 300 + ".csv", "あ" * 100 + ".csv"),
        (" . .csv", "書き出し.csv"),
        ("名前だけ", "名前だけ"),
    ],
)
def test_the_file_has_a_name_that_windows_can_keep(given, kept):
    assert safe_file_name(given) == kept
