"""Web servers for benchmarks of whole requests: gunicorn as deployed, with production's settings."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bench.stage import DATA, ROOT, Stage
from embedded import processes

PROCESSES = "2"  # web processes, on the two cores that the figures are about
HOST = "forms.example.jp"


@dataclass(frozen=True)
class Server:
    """A running web server; `memory` is what its processes hold, in MB."""

    port: int
    process: psutil.Popen
    log: Path

    def memory(self) -> float:
        workers = self.process.children(recursive=True)
        return sum(each.memory_full_info().uss for each in workers) / 1e6

    def load(
        self, path: str, number: int, at_once: int, steps: list[Any] | None = None, *, send_to: str = ""
    ) -> dict[str, Any]:
        """So many visits, so many at once, by a process of its own: see bench.form_load."""
        job = {"port": self.port, "host": HOST, "path": path, "at_once": at_once, "send_to": send_to or path}
        job |= {"number": number, "first": 0, "steps": steps}
        command = [sys.executable, "-m", "bench.form_load"]
        done = subprocess.run(command, cwd=ROOT, input=json.dumps(job), capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{done.stderr}\n{self.log.read_text()[-3000:]}")
        return json.loads(done.stdout)


def production(stage: Stage, **changes: str) -> dict[str, str]:
    """The environment of an internet-side node in production, on this stage's data, its static files collected."""
    environment = stage.environment | {
        "ALLOWED_HOSTS": HOST,
        "PORTAL_URL": f"https://{HOST}",
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "PORTAL_DEMO": "0",
        "PORTAL_FACE": "public",
        "DEBUG": "0",
        "STATIC_ROOT": str(DATA / "static"),
    }
    environment |= changes
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True)
    return environment


@contextmanager
def served(wsgi: str, environment: dict[str, str], *, name: str) -> Iterator[Server]:
    """gunicorn with deploy/gunicorn.py, until the block ends."""
    port = _free_port()
    log = DATA / f"{name}.log"
    command = [sys.executable, "-m", "gunicorn", wsgi, "--config", "deploy/gunicorn.py", f"--bind=127.0.0.1:{port}"]
    with log.open("wb") as out:
        process = psutil.Popen(
            [*command, "--max-requests=0"],
            cwd=ROOT,
            env={**os.environ, **environment, "WEB_CONCURRENCY": PROCESSES},
            stdout=out,
            stderr=out,
            preexec_fn=processes.die_with_parent,
        )
    try:
        _wait_for(port, log)
        yield Server(port, process, log)
    finally:
        processes.end([process, *process.children(recursive=True)], patience=5)
        process.wait(10)


def _free_port() -> int:
    """Below those that the load's many connections are given."""
    for port in range(20_000 + os.getpid() % 5_000, 32_000):
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port
    raise SystemExit("No port is free.")


def _wait_for(port: int, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"The web server does not answer:\n{log.read_text()[-3000:]}")
