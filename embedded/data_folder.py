"""The folder that holds all state of one installation: `.data/`, or wherever PORTAL_DATA points."""

import fcntl
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

from embedded.trouble import Trouble


class DataFolder:
    """Paths inside the folder, the secret key, and the lock that keeps a second supervisor out."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()

    def prepare(self) -> None:
        """Make the folder, readable by nobody else."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name in ("log", "run"):
                (self.path / name).mkdir(exist_ok=True)
            (self.path / "run" / "writable").touch()
        except OSError as error:
            raise Trouble(
                f"データフォルダー {self.path} に書き込めません({error.strerror})。"
                "権限を確かめるか、PORTAL_DATA で別の場所を指定してください。",
                f"Cannot write to the data folder {self.path}: check its permissions or set PORTAL_DATA.",
            ) from error

    def log(self, name: str) -> Path:
        """Where `name` writes its log. The log of the run before is kept beside it."""
        path = self.path / "log" / f"{name}.log"
        if path.exists():
            path.replace(path.with_suffix(".log.1"))
        return path

    def pid_file(self, name: str) -> Path:
        return self.path / "run" / f"{name}.pid"

    def secret_key(self) -> str:
        """The installation's secret, made once."""
        path = self.path / "secret-key"
        if path.exists() and (key := path.read_text(encoding="ascii", errors="replace").strip()):
            return key
        key = secrets.token_urlsafe(50)
        draft = path.with_suffix(".new")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(key)
        draft.replace(path)
        return key


class Lock:
    """One supervisor at a time. The kernel lets go of the lock when its holder dies, however it dies."""

    # How long a supervisor that was told to stop may take before the next one gives up on it.
    PATIENCE = 30.0

    def __init__(self, path: Path) -> None:
        # Held until this process ends. Python does not let children inherit it; they would keep the lock.
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def take(self) -> None:
        """Wait for a holder that is stopping; refuse when the holder is at work."""
        deadline = time.monotonic() + self.PATIENCE
        while True:
            with suppress(BlockingIOError):
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.say("")
                return
            holder = self._read()
            if holder != "stopping" or time.monotonic() > deadline:
                raise Trouble(
                    f"このデータフォルダーでは、すでに動いています({holder or '準備中'})。"
                    "止めてから、または PORTAL_DATA と PORT を変えて、実行してください。",
                    f"Already running on this folder ({holder or 'preparing'}): stop it, or set PORTAL_DATA and PORT.",
                )
            time.sleep(0.2)

    def say(self, what: str) -> None:
        """Leave a word for whoever finds the lock taken: the address, or "stopping". Safe in a signal handler."""
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, what.encode("ascii"), 0)

    def _read(self) -> str:
        return os.pread(self._file, 200, 0).decode("ascii", errors="replace")
