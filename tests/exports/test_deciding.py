"""What cp932 does not hold: listed with its place, and nothing goes on before somebody has decided."""

import pytest

from core.exports.cp932_findings import excerpt_of, name_of
from core.exports.models import Export, ExportFinding
from core.exports.services import deciding
from core.exports.services.deciding import Choice, decide
from core.jobs.models import Job
from core.jobs.running import run_one
from core.notifications.models import Notification
from core.people.models import AuditEntry
from tests.exports.conftest import LARGE
from tests.exports.producers import expected

pytestmark = pytest.mark.django_db
State = Export.State
CP932 = {"encoding": "cp932", "text": "𠮷野\n"}


def test_what_cannot_be_converted_is_listed_before_anything_is_written(ask, files_left):
    export = ask(bad=3, **CP932)
    assert (export.state, files_left()) == (State.NEEDS_DECISION, [])
    assert export.characters == [["𠮷", 3], ["葛󠄀", 2]]
    assert [finding.place for finding in export.findings.all()] == ["石巻市 1", "石巻市 2", "石巻市 3"]
    assert export.findings.first().characters == ["𠮷"]
    assert export.findings.first().excerpt == "…" + "あ" * 20 + "𠮷野 さんと葛󠄀城さん"


def test_where_all_can_be_converted_nobody_is_asked(ask):
    assert ask(encoding="cp932").state == State.DONE


def test_utf8_is_not_checked(ask):
    assert ask(bad=3, encoding="utf-8").state == State.DONE


def test_a_long_one_asks_by_the_inbox_and_goes_on_in_a_worker(ask, cast):
    export = ask(bad=3, size=LARGE, **CP932)
    assert run_one("exports")
    export.refresh_from_db()
    assert export.state == State.NEEDS_DECISION
    assert Notification.objects.get(user=cast.kaede).message.kind == "exports.needs_decision"
    assert decide(export, Choice.UTF_8, by=cast.kaede).state == State.QUEUED
    assert run_one("exports")
    export.refresh_from_db()
    assert export.state == State.DONE


def test_utf8_instead_keeps_every_character(ask, cast):
    export = decide(ask(bad=3, **CP932), Choice.UTF_8, by=cast.kaede)
    assert export.state == State.DONE
    assert export.content.read() == expected(20) + "\ufeff𠮷野\n".encode()
    assert export.file_name == "石巻市／utf-8-sig.csv"
    assert not ExportFinding.objects.exists()


def test_a_mark_stands_where_a_character_was(ask, cast):
    export = decide(ask(bad=3, **CP932), Choice.MARK, mark="〓", by=cast.kaede)
    assert (export.state, export.mark) == (State.DONE, "〓")
    assert export.content.read() == expected(20) + "〓野\n".encode("cp932")
    details = AuditEntry.objects.get(action="export.decided").details
    assert details == {"choice": "mark", "mark": "〓", "characters": 5}


def test_stopping_leaves_nothing(ask, cast, files_left):
    export = decide(ask(bad=3, **CP932), Choice.STOP, by=cast.kaede)
    assert (export.state, files_left()) == (State.CANCELLED, [])
    assert not ExportFinding.objects.exists()


def test_the_first_decision_stands(ask, cast):
    export = ask(bad=3, size=LARGE, **CP932)
    run_one("exports")
    decide(export, Choice.UTF_8, by=cast.kaede)
    assert decide(export, Choice.MARK, mark="〓", by=cast.kaede).mark == ""
    assert Job.objects.unfinished().filter(kind="exports.produce").count() == 1
    assert AuditEntry.objects.filter(action="export.decided").count() == 1


def test_asking_for_the_same_while_it_waits_leads_to_the_decision(ask):
    assert ask(bad=3, **CP932) == ask(bad=3, **CP932)


def test_a_check_that_starts_over_lists_everything_once(ask):
    export = ask(bad=3, size=LARGE, **CP932)
    run_one("exports")
    again = {"state": State.QUEUED, "run": None}
    Export.objects.filter(pk=export.pk).update(**again)
    deciding.enqueue_production(export)
    run_one("exports")
    assert export.findings.count() == 3


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [("𠮷", "𠮷"), ("あ" * 30 + "𠮷", "…" + "あ" * 20 + "𠮷"), ("𠮷" + "い" * 30, "𠮷" + "い" * 20 + "…")],
)
def test_an_excerpt_shows_where_something_was_left_away(text, excerpt):
    assert excerpt_of(text, "𠮷") == excerpt


def test_characters_have_names_that_can_be_looked_up():
    assert name_of("葛󠄀") == "U+845B U+E0100"
