"""The portal as `make run` has it, in a folder of its own: kept alive, and killed piece by piece."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil

from embedded import processes, programs
from embedded.child import Child
from embedded.servers import Servers

ROOT = Path(__file__).resolve().parents[3]
PIECES = ("web", "web worker", "worker", "PostgreSQL", "Redis")
UP_SECONDS = 90


class House:
    """`start`, then `kill(piece)` as often as wanted; a thread brings back what is gone. A context ends it all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.servers = Servers(folder)
        self.port = _free_port()
        found = {
            "DATABASE_URL": self.servers.database_url,
            "DATABASE_OWNER_URL": self.servers.owner_url,
            "REDIS_URL": self.servers.redis_url,
            "SECRET_KEY": "a key for the drill, long enough to please the checks: 0123456789",
        }
        self.environment = programs.environment(self.port, folder, found)
        self.children = [
            Child(name, command, log=folder / "log" / f"{name}.log", pid_file=folder / f"{name}.pid")
            for name, command in programs.commands(self.port, folder).items()
        ]
        self.came_back = dict.fromkeys(PIECES, 0)
        self._ending = threading.Event()
        self._hands = threading.RLock()  # who kills and who brings back take turns

    def __enter__(self) -> House:
        self.servers.start()
        # Valkey's address is known once it runs.
        self.environment["REDIS_URL"] = self.servers.redis_url
        self.manage("migrate", "--no-input", owner=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        for child in self.children:
            child.end(patience=0)
        self.servers.stop()

    def manage(self, *arguments: str, owner: bool = False) -> str:
        return self.run("manage.py", *arguments, owner=owner)

    def run(self, *command: str, owner: bool = False) -> str:
        """A program of the portal, to its end; what it printed."""
        environment = self.environment | ({"PORTAL_AS_OWNER": "1"} if owner else {})
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command} failed:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def open(self) -> None:
        """Serve, and keep alive from now on."""
        for child in self.children:
            child.start({**self.environment, "PORTAL_PROCESS": "web" if child.name == "web" else "worker"})
        threading.Thread(target=self._keep_alive, daemon=True).start()
        self.wait_until_up()

    def wait_until_up(self) -> None:
        deadline = time.monotonic() + UP_SECONDS
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            assert time.monotonic() < deadline, "The web server does not come up."
            time.sleep(0.1)

    def kill(self, piece: str) -> None:
        """kill -9, of the piece with all that belongs to it; "web worker" is one process of the web server's."""
        with self._hands:
            if piece == "PostgreSQL":
                self.servers.postgres.kill()
            elif piece == "Redis":
                processes.end(processes.working_in(self.servers.valkey.folder), patience=0, first=signal.SIGKILL)
            elif piece == "web worker":
                with suppress(psutil.NoSuchProcess, IndexError):
                    psutil.Process(self._pid("web")).children()[0].kill()
            else:
                with suppress(ProcessLookupError):
                    os.killpg(self._pid(piece), signal.SIGKILL)

    def _pid(self, name: str) -> int:
        return int(next(child for child in self.children if child.name == name).pid_file.read_text())

    def _keep_alive(self) -> None:
        """As the supervisor does, but as often as it takes."""
        while not self._ending.wait(0.1):
            with self._hands:
                if self._ending.is_set():
                    return
                for name, server in (("PostgreSQL", self.servers.postgres), ("Redis", self.servers.valkey)):
                    if not server.alive():
                        server.start()
                        self.came_back[name] += 1
                for child in self.children:
                    if child.exit_status() is not None:
                        child.restart()
                        self.came_back[child.name] = self.came_back.get(child.name, 0) + 1


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
