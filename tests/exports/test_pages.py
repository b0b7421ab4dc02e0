"""The pages: who sees what, progress, decision, download, stopping, asking again."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.exports.answers import answer
from core.exports.models import Export
from core.exports.services.expiring import expire, expire_overdue, forget_old
from core.jobs.models import Job
from core.jobs.running import run_one
from core.people.access import forget_rights
from core.people.models import AuditEntry, Membership
from tests.exports.conftest import LARGE
from tests.exports.producers import expected

pytestmark = pytest.mark.django_db
State = Export.State
LIST = "/exports/"
PAGES = ("export", "file")
ACTIONS = ("decision", "cancellation", "repetition")


def address(name: str, export: Export) -> str:
    return reverse(f"exports:{name}", args=[export.pk])


def shown(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


# --- who --------------------------------------------------------------------------------------------------------------


def test_only_who_asked_sees_and_gets_it(ask, cast, signed_in):
    export = ask()
    assert b"".join(signed_in(cast.kaede).get(address("file", export))) == expected(20)
    for other in (cast.ren, cast.midori, cast.kanda, cast.yui):
        client = signed_in(other)
        assert "テストの書き出し" not in shown(client.get(LIST))
        assert [client.get(address(name, export)).status_code for name in PAGES] == [404, 404]
        assert [client.post(address(name, export)).status_code for name in ACTIONS] == [404, 404, 404]


def test_who_may_no_longer_see_what_is_in_it_gets_nothing(ask, cast, signed_in):
    export, client = ask(), signed_in(cast.kaede)
    assert client.get(address("file", export)).status_code == 200
    Membership.objects.filter(user=cast.kaede).update(organization=cast.shiroishi, section=None)
    assert [client.get(address(name, export)).status_code for name in PAGES] == [404, 404]
    assert [client.post(address(name, export)).status_code for name in ACTIONS] == [404, 404, 404]
    assert "テストの書き出し" not in shown(client.get(LIST))


def test_an_export_of_a_producer_that_is_gone_is_seen_by_nobody(ask, cast, signed_in):
    export = ask()
    Export.objects.update(producer="test.gone")
    assert signed_in(cast.kaede).get(address("export", export)).status_code == 404


def test_a_list_costs_the_same_queries_for_one_and_for_eight(ask, cast, signed_in):
    client = signed_in(cast.kaede)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            shown(client.get(LIST))
        return len(captured)

    ask(title="一")
    client.get(LIST)
    with_one = queries()
    for number in range(7):
        ask(title=str(number), size=LARGE if number % 2 else 20)
    assert queries() == with_one


def test_an_empty_list_says_what_to_do(cast, signed_in):
    assert "書き出しは、まだありません。" in shown(signed_in(cast.kaede).get(LIST))


# --- download ---------------------------------------------------------------------------------------------------------


def test_a_file_is_never_run_framed_or_kept_by_the_browser_and_its_name_is_right(ask, cast, signed_in):
    export = ask(encoding="cp932")
    response = signed_in(cast.kaede).get(address("file", export))
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "%E7%9F%B3%E5%B7%BB%E5%B8%82%EF%BC%8Fcp932.csv" in response["Content-Disposition"]
    assert response["Content-Type"] == "text/csv; charset=Shift_JIS"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store"
    assert int(response["Content-Length"]) == export.size


def test_every_download_is_in_the_audit_log_a_glance_at_the_headers_is_not(ask, cast, signed_in):
    export, client = ask(), signed_in(cast.kaede)
    client.head(address("file", export))
    assert not AuditEntry.objects.filter(action="export.downloaded").exists()
    client.get(address("file", export))
    entry = AuditEntry.objects.get(action="export.downloaded")
    assert (entry.by, entry.organization, entry.subject_label) == (cast.kaede, cast.ishinomaki, "テストの書き出し")
    assert entry.details["definition"]["rows"] == 20


def test_there_is_no_file_before_it_is_done(ask, cast, signed_in):
    assert signed_in(cast.kaede).get(address("file", ask(size=LARGE))).status_code == 404


@pytest.mark.expects_errors
def test_a_file_that_is_missing_in_the_storage_is_not_found(ask, cast, signed_in):
    export = ask()
    export.content.storage.delete(export.content.name)
    assert signed_in(cast.kaede).get(address("file", export)).status_code == 404


def test_a_view_answers_with_the_file_of_a_small_one_and_leads_to_the_page_of_another(ask, cast):
    request = RequestFactory().post("/surveys/1/export/")
    request.user = cast.kaede
    forget_rights(cast.kaede)
    assert b"".join(answer(ask(), request)) == expected(20)
    export = ask(size=LARGE)
    response = answer(export, request)
    assert (response.status_code, response["Location"]) == (302, export.get_absolute_url())
    assert answer(ask(bad=1, encoding="cp932"), request).status_code == 302


# --- 24 hours ---------------------------------------------------------------------------------------------------------


def test_after_24_hours_the_file_is_gone_and_the_page_says_so(
    ask, cast, signed_in, move_clock, files_left, django_capture_on_commit_callbacks
):
    export, waiting = ask(), ask(bad=1, encoding="cp932")
    move_clock(datetime.timedelta(hours=23, minutes=59))
    assert (expire_overdue(), len(files_left())) == (0, 1)
    move_clock(datetime.timedelta(hours=24, seconds=1))
    client = signed_in(cast.kaede)
    assert client.get(address("file", export)).status_code == 404, "even before the sweep has come"
    with django_capture_on_commit_callbacks(execute=True):
        assert expire_overdue() == 2
    assert not files_left()
    assert not waiting.findings.exists()
    assert "保存期限が過ぎました。ファイルは消えています。" in shown(client.get(address("export", export)))
    assert "選ばれなかったため、書き出しを取りやめました。" in shown(client.get(address("export", waiting)))
    move_clock(datetime.timedelta(days=31, seconds=1))
    assert forget_old() == 2


def test_a_room_can_have_its_exports_erased_at_once(ask, files_left, django_capture_on_commit_callbacks):
    gone, stays = ask(), ask(title="別")
    with django_capture_on_commit_callbacks(execute=True):
        assert expire(Export.objects.filter(pk=gone.pk)) == 1
    assert [path.name for path in files_left()] == [stays.content.name.rpartition("/")[2]]


# --- the life of one --------------------------------------------------------------------------------------------------


def test_progress_is_shown_with_counts_and_asks_again_by_itself_until_it_is_done(ask, cast, signed_in):
    export, client = ask(size=LARGE), signed_in(cast.kaede)
    assert 'hx-trigger="every 2s"' in shown(client.get(address("export", export)))
    Export.objects.filter(pk=export.pk).update(state=State.RUNNING, run=uuid.uuid4(), progress=1234)
    page = shown(client.get(address("export", export)))
    assert "書き出しています" in page
    assert "<dt>終了</dt>" not in page
    assert "100,000行のうち1,234行" in page.replace('<span class="mu-num">', "")
    part = shown(client.get(address("export", export), headers={"HX-Request": "true"}))
    assert "100,000行のうち1,234行" in part.replace('<span class="mu-num">', "")
    assert "<h1" not in part
    Export.objects.filter(pk=export.pk).update(state=State.QUEUED, run=None)
    run_one("exports")
    page = shown(client.get(address("export", export)))
    assert "hx-trigger" not in page.partition("<main")[2]
    assert "ダウンロードする" in page
    export.refresh_from_db()
    assert export.sha256 in page
    assert "<dt>終了</dt>" in page


def test_cancelling_stops_what_waits_and_asking_again_makes_it_anew(ask, cast, signed_in):
    export, client = ask(size=LARGE), signed_in(cast.kaede)
    page = shown(client.post(address("cancellation", export), follow=True))
    assert "書き出しを中止しました。" in page
    assert run_one("exports")
    export.refresh_from_db()
    assert (export.state, export.content.name) == (State.CANCELLED, "")
    response = client.post(address("repetition", export))
    again = Export.objects.exclude(pk=export.pk).get()
    assert response["Location"] == again.get_absolute_url()
    assert (again.state, again.definition) == (State.QUEUED, export.definition)
    assert AuditEntry.objects.filter(action="export.cancelled", by=cast.kaede).count() == 1


def test_two_clicks_on_again_are_one(ask, cast, signed_in):
    export, client = ask(size=LARGE), signed_in(cast.kaede)
    client.post(address("cancellation", export))
    client.post(address("repetition", export))
    client.post(address("repetition", export))
    assert Export.objects.count() == 2
    assert Job.objects.unfinished().filter(kind="exports.produce", key=str(Export.objects.latest("pk").pk)).count() == 1


def test_what_is_done_cannot_be_cancelled(ask, cast, signed_in):
    export = ask()
    assert "もう終わっています" in shown(signed_in(cast.kaede).post(address("cancellation", export), follow=True))
    export.refresh_from_db()
    assert export.state == State.DONE


@pytest.mark.expects_errors
def test_what_failed_says_why(ask, cast, signed_in):
    page = shown(signed_in(cast.kaede).get(address("export", ask(fail="full"))))
    assert "書き出しができませんでした" in page
    assert "空き容量" in page


def test_nothing_is_changed_by_get(ask, cast, signed_in):
    export, client = ask(size=LARGE), signed_in(cast.kaede)
    assert [client.get(address(name, export)).status_code for name in ACTIONS] == [405, 405, 405]


# --- cp932 ------------------------------------------------------------------------------------------------------------


def test_every_place_is_listed_by_pages_and_by_character(ask, cast, signed_in):
    export, client = ask(bad=60, encoding="cp932"), signed_in(cast.kaede)
    page = shown(client.get(address("export", export)))
    assert "2種類の文字が、のべ119字あります" in page
    assert "U+20BB7" in page
    assert "U+845B U+E0100" in page
    assert "石巻市 50</th>" in page
    assert "石巻市 51</th>" not in page
    assert "石巻市 60</th>" in shown(client.get(address("export", export), {"page": "2"}))
    only = shown(client.get(address("export", export), {"character": "葛󠄀"}))
    assert "59件" in only
    assert "石巻市 1</th>" not in only
    for nonsense in ({"character": "x"}, {"page": "９"}, {"page": "-1"}, {"character": "\x00"}):
        assert "60件" in shown(client.get(address("export", export), nonsense))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "どう書き出すかを選んでください。"),
        ({"choice": "mark", "mark": ""}, "置き換える記号を1文字入れてください。"),
        ({"choice": "mark", "mark": "〓〓"}, "1文字で"),
        ({"choice": "mark", "mark": "𠮷"}, "「𠮷」もShift_JISにない文字です"),
        ({"choice": "mark", "mark": "="}, "この文字は使えません"),
    ],
)
def test_a_decision_that_cannot_be_followed_says_why_and_keeps_what_was_typed(data, message, ask, cast, signed_in):
    export = ask(bad=1, encoding="cp932")
    page = shown(signed_in(cast.kaede).post(address("decision", export), data))
    assert message in page
    assert f'value="{data.get("mark", "〓")}"' in page or not data.get("mark")
    export.refresh_from_db()
    assert export.state == State.NEEDS_DECISION


def test_deciding_leads_to_the_finished_file(ask, cast, signed_in):
    export, client = ask(bad=1, encoding="cp932", text="𠮷"), signed_in(cast.kaede)
    page = shown(client.post(address("decision", export), {"choice": "mark", "mark": "〓"}, follow=True))
    assert "ダウンロードする" in page
    assert "「〓」に置き換え（1字）" in page
    assert "もう決まっています" in shown(client.post(address("decision", export), {"choice": "stop"}, follow=True))
    stopped = ask(bad=1, encoding="cp932", title="別")
    assert "書き出しをやめました。" in shown(client.post(address("decision", stopped), {"choice": "stop"}, follow=True))
