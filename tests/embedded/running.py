"""A supervisor in a process of its own, as the tests drive it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from embedded.processes import alive, end, working_in

ROOT = Path(__file__).resolve().parents[2]
# The addresses that the test session's own servers have in the environment must not reach the supervisor.
FOREIGN = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY")


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder that ends with its block, together with the servers in it.

    Not pytest's `tmp_path`: every pytest session closes that one's parent to all but its owner, and the server of a
    test that runs as root is another user.
    """
    with tempfile.TemporaryDirectory(prefix="musubi-test-") as name:
        folder = Path(name)
        yield folder
        for server in (*folder.glob("*/postgres"), *folder.glob("*/valkey")):
            end(working_in(server), patience=0, first=signal.SIGKILL)


class Running:
    """One `make run` without make. As a context it ends with its block."""

    def __init__(self, data: Path, port: int, *command: str, **environment: str) -> None:
        """The command is the small portal's, unless another one is given."""
        self.data = data
        inherited = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        self.process = subprocess.Popen(
            command or [sys.executable, "-m", "tests.embedded.small_portal"],
            cwd=ROOT,
            env={**inherited, "PORTAL_DATA": str(data), "PORT": str(port), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self.output = ""

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *error: object) -> None:
        if self.process.poll() is None:
            self.tell(signal.SIGTERM)
            self.ended()

    def until(self, text: str) -> "Running":
        """Read on until a line has this text."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.output += line
            if text in line:
                return self
        raise AssertionError(f"{text!r} never came:\n{self.output}")

    def ended(self) -> int:
        self.output += self.process.communicate(timeout=60)[0]
        return self.process.returncode

    def tell(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def descendants(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


def eventually(attempt: Callable[[], object], error: type[Exception], within: float = 10) -> object:
    """What the attempt gives, as soon as it no longer raises the error."""
    deadline = time.monotonic() + within
    while True:
        try:
            return attempt()
        except error:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def all_gone(processes: list[psutil.Process], within: float = 10) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if not any(alive(process) for process in processes):
            return True
        time.sleep(0.05)
    return False
