"""The embedded servers by themselves."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import environ
import psycopg
import pytest
import redis

from embedded import Servers, Trouble
from embedded.postgres import LONGEST_SOCKET_PATH
from embedded.processes import working_in
from tests.embedded.running import ROOT, all_gone


@pytest.fixture
def data(folder: Path) -> Path:
    return folder / "data"


def test_roles_and_database(data):
    with Servers(data, fast=True) as servers:
        with psycopg.connect(servers.owner_url, autocommit=True) as owner:
            owner.execute("CREATE TABLE things (id int)")
            owner.execute("CREATE DATABASE test_things")
        with psycopg.connect(servers.database_url) as application:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute("SELECT * FROM things")
            application.rollback()
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute("CREATE TABLE mine (id int)")
        with psycopg.connect(servers.superuser_url) as superuser:
            settings = superuser.execute(
                "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = %s",
                ["musubi"],
            ).fetchone()
        assert settings == ("b", "C.UTF-8", "UTF8")


def test_the_settings_read_the_address_as_libpq_does(data):
    address = Servers(data).database_url
    settings = environ.Env.db_url_config(address)
    libpq = psycopg.conninfo.conninfo_to_dict(address)
    assert settings["OPTIONS"]["host"] == libpq["host"] == str(data / "run/postgres")
    assert settings["USER"] == libpq["user"] == "musubi_app"
    assert settings["NAME"] == libpq["dbname"] == "musubi"


def test_starting_twice_finds_the_running_servers(data):
    with Servers(data, fast=True) as first:
        second = Servers(data, fast=True)
        assert second.running()
        second.start()
        assert (second.database_url, second.redis_url) == (first.database_url, first.redis_url)
        assert len([p for p in working_in(data / "postgres") if p.ppid() == os.getpid()]) == 1
        assert len(working_in(data / "valkey")) == 1


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_data_survive(data, how):
    servers = Servers(data).start()
    with psycopg.connect(servers.owner_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT '髙﨑' AS word")
    redis.Redis.from_url(servers.redis_url).set("kept", "髙﨑")
    if how == "stop":
        servers.stop()
    else:
        servers.postgres.kill()
        servers.valkey.kill()
    assert not working_in(data / "postgres")
    address = servers.redis_url
    with Servers(data) as again:
        assert again.redis_url == address, "the port should be kept"
        assert redis.Redis.from_url(again.redis_url).get("kept").decode() == "髙﨑"
        with psycopg.connect(again.owner_url) as connection:
            assert connection.execute("SELECT word FROM kept").fetchone() == ("髙﨑",)


def test_stops_while_somebody_is_connected(data):
    servers = Servers(data, fast=True).start()
    with psycopg.connect(servers.database_url):
        stopping = threading.Thread(target=servers.stop, daemon=True)
        stopping.start()
        stopping.join(10)
        assert not stopping.is_alive()


def test_a_long_folder_with_spaces_and_kanji(folder):
    data = folder / "県の データ" / ("長" * 40)
    servers = Servers(data, fast=True)
    assert len(os.fsencode(servers.postgres.sockets)) < LONGEST_SOCKET_PATH < len(os.fsencode(data))
    assert servers.postgres.sockets == Servers(data).postgres.sockets
    with servers, psycopg.connect(servers.database_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert redis.Redis.from_url(servers.redis_url).ping()
    assert not servers.postgres.sockets.exists(), "nothing should stay in the temporary folder"


def test_a_stale_process_file_does_not_keep_it_from_starting(data):
    servers = Servers(data, fast=True).start()
    servers.postgres.kill()
    lines = (data / "postgres/postmaster.pid").read_text().splitlines()
    lines[0] = str(os.getpid())  # after a restart of the machine the number belongs to somebody else
    (data / "postgres/postmaster.pid").write_text("\n".join(lines) + "\n")
    with servers:
        assert servers.postgres.alive()


def test_an_interrupted_first_start_leaves_nothing_half(data):
    (data / "postgres.new").mkdir(parents=True)
    (data / "postgres.new/PG_VERSION").write_text("18\n")
    with Servers(data, fast=True) as servers:
        assert servers.postgres.alive()
    assert not (data / "postgres.new").exists()


@pytest.mark.long  # a server that cannot read its tables takes half a minute to end
def test_a_damaged_table_of_databases_is_trouble(data):
    servers = Servers(data, fast=True).start()
    servers.stop()
    (data / "postgres/global/pg_filenode.map").write_bytes(b"?" * 524)
    with pytest.raises(Trouble, match=str(data / "postgres")):
        servers.start()
    assert not working_in(data / "postgres")


def test_a_damaged_valkey_file_is_set_aside(data):
    servers = Servers(data).start()
    servers.valkey.stop()
    for file in (data / "valkey/appendonlydir").glob("*.manifest"):
        file.write_text("nonsense\n")
    servers.valkey.start()
    assert redis.Redis.from_url(servers.redis_url).ping()
    assert list(data.glob("valkey.damaged-*"))
    servers.stop()


def test_valkey_takes_another_port_when_its_own_is_taken(data):
    servers = Servers(data).start()
    servers.valkey.stop()
    taken = servers.valkey.port
    with Servers(data.with_name("other")) as other:
        other.valkey.stop()
        (data.with_name("other") / "valkey/port").write_text(str(taken))
        other.valkey.port = 0
        other.valkey.start()
        assert other.valkey.port == taken
        servers.valkey.start()
        assert servers.valkey.port != taken
        assert redis.Redis.from_url(servers.redis_url).ping()
    servers.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent's death")
def test_fast_servers_end_with_the_tests_that_started_them(data):
    program = """
import sys, time
from embedded import Servers
Servers(sys.argv[1], fast=True).start()
print("up", flush=True)
time.sleep(60)
"""
    owner = subprocess.Popen([sys.executable, "-c", program, str(data)], cwd=ROOT, stdout=subprocess.PIPE)
    assert owner.stdout
    owner.stdout.readline()
    servers = working_in(data / "postgres") + working_in(data / "valkey")
    assert servers
    owner.send_signal(signal.SIGKILL)
    owner.communicate()
    assert all_gone(servers)
