"""A program that the supervisor keeps running: started, watched, restarted, ended with everything it started."""

import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from embedded import processes
from embedded.trouble import Trouble


class Restarts:
    """How often something may come back: five times in a minute, so that a typing error does not spin for ever."""

    LIMIT, WINDOW = 5, 60.0

    def __init__(self, name: str, log: Path) -> None:
        self.name = name
        self.log = log
        self._times: deque[float] = deque()

    def count(self) -> None:
        """Count one more. Raises Trouble when it was one too many."""
        now = time.monotonic()
        self._times.append(now)
        while self._times[0] < now - self.WINDOW:
            self._times.popleft()
        if len(self._times) > self.LIMIT:
            raise Trouble(
                f"{self.name} が続けて {len(self._times)} 回落ちたため、停止します。{self.log} を確かめてください。",
                f"{self.name} died {len(self._times)} times in a row: see {self.log}.",
            )


class Child:
    """A child process in a process group of its own, so that its own children end with it."""

    def __init__(self, name: str, command: Sequence[str], *, log: Path, pid_file: Path) -> None:
        self.name = name
        self.command = list(command)
        self.log = log
        self.pid_file = pid_file
        self.restarts = Restarts(name, log)
        self._process: subprocess.Popen[bytes] | None = None
        self._environment: Mapping[str, str] = {}

    def start(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(
                self.command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=processes.die_with_parent,
            )
        self.pid_file.write_text(str(self._process.pid), encoding="ascii")

    def restart(self) -> None:
        """What is left of its group may still hold its port."""
        self.end(patience=0)
        self.start(self._environment)

    def exit_status(self) -> int | None:
        """None while it runs."""
        return self._process.poll() if self._process else 0

    def ask_to_end(self) -> None:
        """SIGTERM to the program itself only: it tells its own children, in its own order."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def end(self, *, patience: float) -> None:
        """Wait that long for what was asked, then kill the whole group."""
        if self._process is None:
            return
        self.ask_to_end()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(patience)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
        self.pid_file.unlink(missing_ok=True)

    def end_leftover(self, data: Path) -> None:
        """End what a killed supervisor on this data folder left of the child and of what the child had started.

        The number in the file may belong to somebody else by now; PORTAL_DATA in a process's environment does not.
        """
        with suppress(OSError, ValueError):
            group = int(self.pid_file.read_text(encoding="ascii"))
            left = processes.in_group(group, PORTAL_DATA=str(data))
            processes.end([each for each in left if each.pid == group], patience=10)
            processes.end(left, patience=0, first=signal.SIGKILL)
            self.pid_file.unlink(missing_ok=True)
