"""`make run` as its user meets it, with a portal of a few lines (see small_portal.py)."""

import signal
import socket
import sys

import psutil
import psycopg
import pytest

from embedded import Servers
from embedded.processes import working_in
from tests.embedded.running import all_gone, eventually

READY = "終わるには"


def is_one_line(output: str) -> bool:
    complaints = [line for line in output.splitlines() if line.startswith("むすび: ")]
    return len(complaints) == 1 and "Traceback" not in output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_says_where_it_is_until_a_signal_ends_everything(small_portal, port, number):
    running = small_portal().until(READY)
    assert f"http://127.0.0.1:{port}/" in running.output
    assert "member@041009.example.jp" in running.output
    everything = running.descendants()
    assert len(everything) > 4
    running.tell(number)
    assert running.ended() == 0
    assert all_gone(everything)
    assert "Traceback" not in running.output


def test_comes_back_with_its_data_and_its_secret(small_portal, folder):
    small_portal().until(READY).tell(signal.SIGKILL)
    secret = (folder / "data/secret-key").read_text()
    servers = Servers(folder / "data").start()
    with psycopg.connect(servers.owner_url) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('むすび')")
    running = small_portal().until(READY)
    with psycopg.connect(servers.owner_url) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("むすび",)
    assert (folder / "data/secret-key").read_text() == secret
    running.tell(signal.SIGTERM)
    assert running.ended() == 0


def test_what_a_killed_supervisor_left_is_found_or_ended(small_portal):
    first = small_portal().until(READY)
    left = first.descendants()
    servers = {p.pid for p in left if p.name() in ("postgres", "valkey-server")}
    first.tell(signal.SIGKILL)
    first.ended()
    second = small_portal().until(READY)
    assert servers & {p.pid for p in psutil.process_iter()}, "the servers should have been reused"
    others = [p for p in left if p.pid not in servers]
    assert all_gone(others), "web, worker and what they started should have ended"
    second.tell(signal.SIGTERM)
    assert second.ended() == 0
    assert all_gone(left)


def test_a_child_that_dies_comes_back(small_portal):
    running = small_portal().until(READY)
    worker = next(p for p in running.descendants() if p.cmdline()[-1:] == [str(running.data)])
    offspring = worker.children()
    worker.kill()
    running.until("worker を起動し直します")
    assert all_gone(offspring), "what the dead worker had started should have ended"
    assert running.process.poll() is None


def test_a_database_server_that_dies_comes_back(small_portal):
    running = small_portal().until(READY)
    next(p for p in running.descendants() if p.name() == "postgres").kill()
    running.until("PostgreSQL を起動し直します")
    assert eventually(lambda: psycopg.connect(Servers(running.data).database_url), psycopg.OperationalError)


def test_a_child_that_keeps_dying_ends_everything(small_portal):
    running = small_portal(SMALL_PORTAL="crashing")
    assert running.ended() == 1
    assert is_one_line(running.output)
    assert "worker.log" in running.output


def test_a_failing_migration_is_one_line(small_portal):
    running = small_portal(SMALL_PORTAL="failing-migrate")
    assert running.ended() == 1
    assert is_one_line(running.output)
    assert "this command fails" in running.output


def test_a_port_in_use_is_one_line(small_portal, port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        running = small_portal()
        assert running.ended() == 1
    assert is_one_line(running.output)
    assert str(port) in running.output
    assert not (running.data / "postgres").exists(), "nothing should have been started"


@pytest.mark.parametrize("value", ["eighty", "0", "70000", "８０００"])
def test_a_port_that_is_none_is_one_line(small_portal, value):
    running = small_portal(PORT=value)
    assert running.ended() == 1
    assert is_one_line(running.output)


def test_a_second_one_on_the_same_data_is_one_line(small_portal, port):
    small_portal().until(READY)
    second = small_portal(PORT=str(port + 1))
    assert second.ended() == 1
    assert is_one_line(second.output)
    assert f"http://127.0.0.1:{port}/" in second.output


def test_a_second_one_waits_for_one_that_is_stopping(small_portal):
    first = small_portal().until(READY)
    first.tell(signal.SIGTERM)
    small_portal().until(READY)
    assert first.ended() == 0


@pytest.mark.parametrize("damage", ["version", "control file", "half a folder", "a file in its place"])
def test_a_damaged_database_is_one_line_and_nothing_runs(small_portal, folder, damage):
    Servers(folder / "data", fast=True).start().stop()
    database = folder / "data/postgres"
    if damage == "version":
        (database / "PG_VERSION").write_text("?")
    elif damage == "control file":
        (database / "global/pg_control").write_bytes(b"\0" * 8192)
    elif damage == "half a folder":
        (database / "PG_VERSION").unlink()
    else:
        database.rename(database.with_name("elsewhere"))
        database.write_text("")
    running = small_portal()
    assert running.ended() == 1
    assert is_one_line(running.output)
    assert str(database) in running.output
    assert not working_in(database)
    assert not working_in(folder / "data/valkey")


def test_a_data_folder_that_is_a_file_is_one_line(small_portal, folder):
    (folder / "data").write_text("")
    running = small_portal()
    assert running.ended() == 1
    assert is_one_line(running.output)


def test_servers_named_by_the_environment_are_used(small_portal, folder):
    with Servers(folder / "elsewhere", fast=True) as servers:
        running = small_portal(DATABASE_URL=servers.database_url, REDIS_URL=servers.redis_url).until(READY)
        assert not (running.data / "postgres").exists()
        assert not (running.data / "valkey").exists()
        running.tell(signal.SIGINT)
        assert running.ended() == 0
        assert servers.postgres.alive()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent's death")
def test_children_end_with_a_killed_supervisor(small_portal):
    running = small_portal().until(READY)
    web = next(p for p in running.descendants() if "http.server" in " ".join(p.cmdline()))
    running.tell(signal.SIGKILL)
    assert all_gone([web])
