"""Where benchmarks run: embedded servers with durable settings, and databases that are filled once and kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from embedded.servers import Servers

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("PORTAL_DATA") or ROOT / ".data") / "bench"
# Raise it when bench_data makes other rows: databases filled by an older one are made anew.
FILLING = "4"
# For what fills a database: it takes longer than a page may.
AS_OWNER = {"PORTAL_AS_OWNER": "1", "PORTAL_PROCESS": "worker"}


@dataclass(frozen=True)
class Stage:
    """One filled database, and what a process needs to work on it."""

    environment: dict[str, str]

    def inside(self, module: str, *arguments: str, **environment: str) -> dict:
        """Run a measuring module as a process of the portal: a web process unless `environment` says another."""
        process = {"DJANGO_SETTINGS_MODULE": "portal.settings", "PORTAL_PROCESS": "web"}
        return self.run("bench.inside", module, *arguments, **process | environment)

    def run(self, module: str, *arguments: str, **environment: str) -> dict:
        """Run a module in a process of its own; it answers with JSON on its last line, or not at all."""
        command = [sys.executable, "-m", module, *arguments]
        known = self.environment | environment
        done = subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
        return json.loads((done.stdout.strip().splitlines() or ["{}"])[-1])


class Stages:
    """The servers, and a stage for each size."""

    def __init__(self) -> None:
        DATA.mkdir(parents=True, exist_ok=True)
        self.servers = Servers(DATA).start()

    def stage(self, name: str, **sizes: int) -> Stage:
        """The database of that name, filled by `bench_data` with these sizes if it is not yet."""
        environment = {
            **os.environ,
            "DATABASE_URL": with_database(self.servers.database_url, name),
            "DATABASE_OWNER_URL": with_database(self.servers.owner_url, name),
            "REDIS_URL": self.servers.redis_url,
            "SECRET_KEY": "a key for benchmarks, long enough to please the checks 0123456789",
            "ALLOWED_HOSTS": "testserver",
            "PORTAL_DATA": str(DATA),
            "PORTAL_DEMO": "1",
            "EMAIL_URL": "demo-mailbox:",
            "LOG_LEVEL": "WARNING",
        }
        wanted = f"{FILLING} {json.dumps(sizes, sort_keys=True)}"
        marker = DATA / f"{name}.filled"
        as_owner = environment | {"PORTAL_AS_OWNER": "1"}
        is_filled = marker.exists() and marker.read_text() == wanted
        if not is_filled:
            print(f"Filling the database {name} {sizes}; it is kept for the next run …", flush=True)
            self._make_anew(name)
        _manage(as_owner, "migrate", "--verbosity=0")
        if not is_filled:
            _manage(as_owner, "bench_data", *(f"--{key.replace('_', '-')}={value}" for key, value in sizes.items()))
            marker.write_text(wanted)
        return Stage(environment)

    def stop(self) -> None:
        self.servers.stop()

    def _make_anew(self, name: str) -> None:
        with psycopg.connect(self.servers.owner_url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')


def _manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)


def with_database(url: str, name: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))
