"""The page about jobs, a job's own page, and driving dead jobs again."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.clock import Now
from core.jobs import heartbeat
from core.jobs.enqueueing import enqueue
from core.jobs.models import Job
from core.jobs.queues import queue_states
from core.jobs.redriving import redrive, redrive_all
from core.jobs.running import run_one
from core.jobs.templatetags.portal_jobs import span_words
from core.people.models import AuditEntry
from tests.jobs import work  # noqa: F401 - registers the tests' work

pytestmark = pytest.mark.django_db
State = Job.State
URL = "/jobs/"


def dead_job(**fields) -> Job:
    values = {"kind": "test.note", "payload": {"name": "再"}, "attempts": 5, "error": "Traceback …\nValueError: 訳"}
    return Job.objects.create(state=State.DEAD, finished_at=Now(), **(values | fields))


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sato", "midori", "kaede"])
def test_only_administrators_see_the_overview_and_drive_again(cast, signed_in, name):
    job, client = dead_job(), signed_in(getattr(cast, name))
    assert client.get(URL).status_code == 403
    assert client.post(reverse("jobs:redrive"), {"everyone": "1"}).status_code == 403
    assert client.post(reverse("jobs:redrive_one", args=[job.pk])).status_code == 403
    assert client.get(job.get_absolute_url()).status_code == 404
    job.refresh_from_db()
    assert job.state == State.DEAD


def test_whoever_asked_for_a_job_sees_its_progress_but_not_its_error(cast, signed_in):
    job = dead_job(by=cast.kaede, progress=31, total=52)
    page = signed_in(cast.kaede).get(job.get_absolute_url()).content.decode()
    assert "52件のうち31件" in page
    assert "ValueError" not in page
    assert "再実行" in page  # in words, without a button
    assert 'action="' + reverse("jobs:redrive_one", args=[job.pk]) not in page
    assert "ValueError: 訳" in signed_in(cast.kanda).get(job.get_absolute_url()).content.decode()
    assert signed_in(cast.ren).get(job.get_absolute_url()).status_code == 404


# --- the overview -----------------------------------------------------------------------------------------------------


def test_queues_say_what_waits_runs_and_is_dead_and_since_when(cast, move_clock):
    enqueue("test.note", name="一")
    enqueue("test.note", name="二")
    enqueue("test.note", name="三", at=datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC))
    Job.objects.filter(payload__name="二").update(state=State.RUNNING)
    dead_job()
    move_clock(datetime.timedelta(minutes=5))
    default = next(queue for queue in queue_states() if queue.name == "default")
    assert (default.due, default.later, default.running, default.dead) == (1, 1, 1, 1)
    assert datetime.timedelta(minutes=5) <= default.oldest < datetime.timedelta(minutes=6)
    assert [queue.name for queue in queue_states()] == sorted(queue.name for queue in queue_states())


def test_the_page_shows_dead_jobs_recent_jobs_and_a_silent_worker(cast, signed_in, move_clock):
    dead_job()
    enqueue("test.note", name="一")
    page = signed_in(cast.kanda).get(URL).content.decode()
    for words in ("停止した処理（1件）", "ValueError: 訳", "テスト：実行を記録する", "まだ一度も応答していません"):
        assert words in page
    assert "作業プロセスが応答していません。" in page
    heartbeat.beat()
    assert "作業プロセスが応答していません。" not in signed_in(cast.kanda).get(URL).content.decode()
    move_clock(datetime.timedelta(minutes=2))
    assert "作業プロセスが応答していません。" in signed_in(cast.kanda).get(URL).content.decode()


def test_htmx_gets_the_live_part_only_and_it_asks_again(cast, signed_in):
    response = signed_in(cast.kanda).get(URL, headers={"HX-Request": "true"})
    part = response.content.decode()
    assert "<html" not in part
    assert 'hx-trigger="every 10s"' in part
    assert "Cookie" in response["Vary"]


def test_a_finished_job_is_not_asked_for_again(cast, signed_in):
    enqueue("test.note", name="一", by=cast.sato)
    job = Job.objects.get()
    client = signed_in(cast.sato)
    assert 'hx-trigger="every 2s"' in client.get(job.get_absolute_url()).content.decode()
    run_one("default")
    assert "hx-trigger" not in client.get(job.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()


def test_the_overview_costs_the_same_queries_for_1_and_for_8(cast, signed_in):
    client, counts = signed_in(cast.kanda), []
    for wanted in (1, 8):
        while Job.objects.dead().count() < wanted:
            dead_job(by=cast.sato)
        client.get(URL)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- driving again ----------------------------------------------------------------------------------------------------


def test_a_dead_job_gets_a_fresh_start_once_and_the_log_tells_of_it(cast):
    job = dead_job()
    assert redrive(job, by=cast.kanda)
    assert not redrive(job, by=cast.kanda)
    assert run_one("default")
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.DONE, 1)
    assert [entry.by for entry in AuditEntry.objects.filter(action="job.redriven")] == [cast.kanda]


def test_a_dead_job_whose_work_was_recorded_anew_is_closed(cast):
    job = dead_job(key="7")
    enqueue("test.note", key="7", name="再")
    assert redrive(job, by=cast.kanda)
    assert Job.objects.unfinished().count() == 1
    job.refresh_from_db()
    assert job.state == State.DONE


def test_all_chosen_or_one(cast, signed_in):
    jobs = [dead_job() for _ in range(4)]
    client = signed_in(cast.kanda)
    client.post(reverse("jobs:redrive"), {"jobs": [jobs[0].pk, "x", "9" * 30]})
    assert Job.objects.dead().count() == 3
    client.post(reverse("jobs:redrive_one", args=[jobs[1].pk]))
    assert Job.objects.dead().count() == 2
    response = client.post(reverse("jobs:redrive"), {"everyone": "1"}, follow=True)
    assert Job.objects.dead().count() == 0
    assert "2件の処理を再実行します。" in response.content.decode()


def test_choosing_nothing_says_so(cast, signed_in):
    dead_job()
    response = signed_in(cast.kanda).post(reverse("jobs:redrive"), follow=True)
    assert "一覧で処理を選んでください" in response.content.decode()
    assert Job.objects.dead().count() == 1


def test_only_dead_jobs_are_driven_again(cast):
    enqueue("test.note", name="一")
    assert redrive_all(Job.objects.all(), by=cast.kanda) == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0秒"), (59, "59秒"), (320, "5分20秒"), (300, "5分"), (7300, "2時間1分"), (183_000, "2日2時間")],
)
def test_spans_in_words(seconds, words):
    assert span_words(datetime.timedelta(seconds=seconds)) == words
