"""A job's life: done, tried again, put off, dead, driven again."""

import datetime

import pytest
from django.db import connection, transaction

from core import clock
from core.clock import Now
from core.jobs import schedule
from core.jobs.enqueueing import enqueue
from core.jobs.models import Job
from core.jobs.registry import WORK, Later, work
from core.jobs.running import LeaseLost, beat, run_one, sweep
from core.jobs.tasks import sweep as sweep_task
from core.jobs.work import forget_finished_jobs
from tests.jobs.work import runs

pytestmark = pytest.mark.django_db
State = Job.State


@pytest.fixture
def does():
    """`does(function)` → a kind of work that calls it, known for this test only."""

    def register(function, **options) -> str:
        kind = f"test.made_here_{len(WORK)}"
        work(kind, "テスト", **options)(function)
        made.append(kind)
        return kind

    made: list[str] = []
    yield register
    for kind in made:
        del WORK[kind]


def test_a_job_that_succeeds_is_done(cast):
    enqueue("test.note", name="紙", by=cast.sato)
    assert run_one("default")
    job = Job.objects.get()
    assert (job.state, job.attempts, job.error, job.lease) == (State.DONE, 1, "", None)
    assert job.finished_at is not None
    assert runs("紙") == 1
    assert not run_one("default")


def test_a_job_of_another_queue_or_a_later_time_is_left_alone(move_clock):
    enqueue("test.note", name="あす", at=clock.now() + datetime.timedelta(days=1))
    assert not run_one("default")
    assert not run_one("mail")
    move_clock(datetime.timedelta(days=1, seconds=1))
    assert run_one("default")


def test_progress_and_lease_are_written_while_the_work_goes_on(does):
    seen = []

    def count(job):
        before = Job.objects.get(pk=job.pk).leased_until
        beat(job, progress=3, total=52)
        now = Job.objects.get(pk=job.pk)
        seen.append((now.progress, now.total, now.state, now.leased_until >= before))

    enqueue(does(count))
    run_one("default")
    assert seen == [(3, 52, State.RUNNING, True)]


@pytest.mark.expects_errors
def test_a_failing_job_waits_longer_each_time_and_is_dead_after_five_tries(move_clock):
    enqueue("test.fail", name="壊れ")
    moved = datetime.timedelta(0)
    waits = []
    for _ in range(4):
        assert run_one("default")
        job = Job.objects.get()
        assert job.state == State.WAITING
        assert "必ず失敗" in job.error
        assert not run_one("default"), "the backoff must hold it back"
        waits.append((job.due_at - clock.now()).total_seconds())
        moved += datetime.timedelta(seconds=waits[-1] + 1)
        move_clock(moved)
    assert run_one("default")
    job = Job.objects.get()
    assert (job.state, job.attempts, runs("壊れ")) == (State.DEAD, 5, 5)
    for wait, base in zip(waits, (10, 30, 120, 600), strict=True):
        assert 0.8 * base - 2 <= wait <= 1.2 * base


def test_later_puts_a_job_off_and_costs_it_no_attempt(does, move_clock):
    def not_yet(job):
        raise Later(30, "相手の準備がまだです。")

    enqueue(does(not_yet))
    for round_number in range(8):
        assert run_one("default")
        job = Job.objects.get()
        assert (job.state, job.attempts, job.error) == (State.WAITING, 0, "相手の準備がまだです。")
        assert not run_one("default")
        move_clock(datetime.timedelta(seconds=31 * (round_number + 1)))


def test_a_worker_that_lost_its_lease_stops_and_says_nothing(does, move_clock):
    """A takes the job and stalls; the sweep gives it to B, who finishes; A's beat fails and A changes nothing."""
    took = []

    def stall(job):
        took.append(job)
        if len(took) == 1:
            move_clock(datetime.timedelta(seconds=61))
            sweep()
            move_clock(datetime.timedelta(seconds=61 + 15))
            assert run_one("default"), "B takes it"
            assert Job.objects.get().state == State.DONE
            with pytest.raises(LeaseLost):
                beat(job, progress=1)
            beat(job)  # as the work would have called it: it stops here

    enqueue(does(stall))
    assert run_one("default")
    job = Job.objects.get()
    assert (job.state, job.attempts, job.progress) == (State.DONE, 2, 0)


@pytest.mark.expects_errors
def test_the_sweep_gives_back_what_was_abandoned_and_buries_it_after_five_tries(move_clock):
    enqueue("test.note", name="置き去り")
    for attempt in range(1, 6):
        Job.objects.update(
            state=State.RUNNING, attempts=attempt, leased_until=clock.now() - datetime.timedelta(seconds=1)
        )
        sweep()
        job = Job.objects.get()
        assert job.state == (State.WAITING if attempt < 5 else State.DEAD)
        assert "応答しなくなりました" in job.error


def test_the_sweep_leaves_a_living_job_alone_and_names_the_queues_with_work():
    enqueue("test.note", name="待ち")
    enqueue("test.note", name="実行中")
    Job.objects.filter(payload__name="実行中").update(
        state=State.RUNNING, leased_until=clock.now() + datetime.timedelta(seconds=5)
    )
    assert sweep() == ["default"]
    assert Job.objects.get(payload__name="実行中").state == State.RUNNING


@pytest.mark.expects_errors
def test_work_of_an_unknown_kind_gets_its_tries_for_the_workers_of_a_newer_version():
    Job.objects.create(kind="later.version", payload={})
    run_one("default")
    job = Job.objects.get()
    assert (job.state, job.attempts) == (State.WAITING, 1)
    assert job.label == "later.version"


@pytest.mark.expects_errors
def test_work_whose_payload_does_not_fit_fails_like_any_other():
    Job.objects.create(kind="test.note", payload={"wrong": 1})
    run_one("default")
    assert "unexpected keyword" in Job.objects.get().error


# --- keys -------------------------------------------------------------------------------------------------------------


def test_the_same_key_is_recorded_once_while_unfinished_and_again_afterwards():
    enqueue("test.note", key="7", name="一")
    enqueue("test.note", key="7", name="二")
    enqueue("test.note_once", key="7", name="別の種類")
    assert Job.objects.filter(kind="test.note").count() == 1
    while run_one("default"):
        pass
    assert (runs("一"), runs("二")) == (1, 0)
    enqueue("test.note", key="7", name="三")
    assert Job.objects.unfinished().filter(kind="test.note").count() == 1


def test_without_a_key_work_may_repeat():
    enqueue("test.note", name="一")
    enqueue("test.note", name="一")
    assert Job.objects.count() == 2


def test_what_is_asked_for_while_the_job_runs_is_done_by_one_more_run(does):
    """Otherwise rows committed after the running job has looked would wait for ever."""
    looked = []

    def look(job):
        looked.append(job.pk)
        if len(looked) == 1:
            enqueue(job.kind, key="7")
            enqueue(job.kind, key="7")

    enqueue(does(look), key="7")
    while run_one("default"):
        pass
    assert len(looked) == 2
    job = Job.objects.get()
    assert (job.state, job.again, job.finished_at is not None) == (State.DONE, False, True)


# --- planners ---------------------------------------------------------------------------------------------------------


@pytest.mark.expects_errors
def test_a_planner_that_fails_does_not_keep_the_others_from_their_turn(monkeypatch):
    called = []
    monkeypatch.setattr(schedule, "PLANNERS", [lambda: 1 / 0, lambda: called.append(1)])
    sweep_task()
    assert called == [1]


@pytest.mark.expects_errors
def test_a_planner_that_breaks_its_transaction_does_not_break_the_others(monkeypatch):
    def broken():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")

    called = []
    monkeypatch.setattr(schedule, "PLANNERS", [broken, lambda: called.append(Job.objects.count())])
    sweep_task()
    assert called == [0]


def test_done_jobs_are_forgotten_after_thirty_days_and_dead_ones_are_kept(move_clock):
    Job.objects.create(kind="test.note", state=State.DONE, finished_at=Now())
    Job.objects.create(kind="test.note", state=State.DEAD, finished_at=Now())
    move_clock(datetime.timedelta(days=29))
    forget_finished_jobs()
    assert Job.objects.count() == 2
    move_clock(datetime.timedelta(days=31))
    forget_finished_jobs()
    assert [job.state for job in Job.objects.all()] == [State.DEAD]


def test_registering_a_kind_twice_is_refused():
    with pytest.raises(ValueError, match=r"test\.note"):
        work("test.note", "もう一度")(lambda job: None)
