"""Servers, migrations, demonstration data, web, worker and scheduler: prepared, kept alive and ended together."""

import http.client
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from embedded import programs
from embedded.child import Child, Restarts
from embedded.data_folder import DataFolder, Lock
from embedded.postgres import Postgres
from embedded.programs import ADDRESS
from embedded.servers import Servers
from embedded.trouble import Trouble
from embedded.valkey import Valkey

# How long web and worker may take to finish what they are doing.
PATIENCE = 15.0
# When to say that something takes unusually long.
SLOW = 90.0


class Stopped(BaseException):
    """Somebody wants us to end. Not an Exception: no `except Exception` on the way may swallow it."""


class Supervisor:
    """Prepares, serves and cleans up, in this order."""

    def __init__(self, folder: DataFolder, port: int) -> None:
        self.folder = folder
        self.port = port
        self.address = f"http://{ADDRESS}:{port}/"
        servers = Servers(folder.path)
        # Those that the environment does not name.
        self.servers: dict[str, Postgres | Valkey] = {}
        if not programs.given("DATABASE_URL"):
            self.servers["PostgreSQL"] = servers.postgres
        if not programs.given("REDIS_URL"):
            self.servers["Valkey"] = servers.valkey
        self._addresses = servers
        self._restarts: dict[str, Restarts] = {}
        self.children = [
            Child(name, command, log=folder.path / "log" / f"{name}.log", pid_file=folder.pid_file(name))
            for name, command in programs.commands(port, folder.path).items()
        ]
        self._lock: Lock | None = None
        self._stop_requested = False

    def run(self) -> None:
        """Returns when it was told to stop. Raises Trouble when it cannot start or go on."""
        self.folder.prepare()
        self._lock = Lock(self.folder.path / "lock")
        self._lock.take()
        try:
            self._clear_up()
            environment = self._prepare()
            self._serve(environment)
        except Stopped:
            pass
        finally:
            self._lock.say("stopping")
            self._end()

    def request_stop(self, number: int, frame: FrameType | None) -> None:
        """The signal handler. The first signal ends everything in good order, the second one at once."""
        if self._stop_requested:
            raise Stopped
        self._stop_requested = True
        if self._lock:
            self._lock.say("stopping")

    # --- before -----------------------------------------------------------------------------------------------------

    def _clear_up(self) -> None:
        for child in self.children:
            child.end_leftover(self.folder.path)
        check_port(self.port)

    def _prepare(self) -> dict[str, str]:
        """Start the servers, bring the tables and the demonstration's data up to date. Gives the environment."""
        print(f"むすびを準備しています(データ: {self.folder.path})", flush=True)
        for name, server in self.servers.items():
            with timed(name):
                server.log = self.folder.log(name.lower())
                server.start()
            self._restarts[name] = Restarts(name, server.log)
        environment = programs.environment(self.port, self.folder.path, self._found())
        with timed("データベースの表"):
            self._manage("migrate", {**environment, "PORTAL_AS_OWNER": "1"}, "--no-input")
        with timed("デモデータ"):
            self._manage("demo_data", environment)
        return environment

    def _found(self) -> dict[str, str]:
        found = {}
        if "PostgreSQL" in self.servers:
            found["DATABASE_URL"] = self._addresses.database_url
            found["DATABASE_OWNER_URL"] = self._addresses.owner_url
        if "Valkey" in self.servers:
            found["REDIS_URL"] = self._addresses.redis_url
        if not programs.given("SECRET_KEY"):
            found["SECRET_KEY"] = self.folder.secret_key()
        return found

    def _manage(self, name: str, environment: Mapping[str, str], *arguments: str) -> None:
        """Run one management command to its end."""
        command = Child(
            name,
            programs.management(name, *arguments),
            log=self.folder.log(name),
            pid_file=self.folder.pid_file(name),
        )
        command.start(environment)
        try:
            while (status := command.exit_status()) is None:
                self._pause(0.05)
        finally:
            command.end(patience=5)
        if status:
            raise Trouble(
                f"manage.py {name} が失敗しました: {last_complaint(command.log)} 詳しくは {command.log}",
                f"manage.py {name} failed, see {command.log}",
            )

    # --- meanwhile --------------------------------------------------------------------------------------------------

    def _serve(self, environment: Mapping[str, str]) -> None:
        with timed("ウェブサーバー、ワーカー、スケジューラー"):
            for child in self.children:
                self.folder.log(child.name)
                child.start({**environment, "PORTAL_PROCESS": "web" if child.name == "web" else "worker"})
            self._wait_until_healthy()
        assert self._lock
        self._lock.say(self.address)
        print(f"\nむすびが動いています: {self.address}\n\n{programs.ACCOUNTS}", flush=True)
        print(f"\n  送られたメール  {self.address}demo/mail/", flush=True)
        print(f"  記録            {self.folder.path / 'log'}\n  終わるには      Ctrl-C\n", flush=True)
        while True:
            self._keep_alive()
            self._pause(0.2)

    def _wait_until_healthy(self) -> None:
        warn_at = time.monotonic() + SLOW
        while not healthy(self.port):  # asked seldom: every "not yet" is an error in the web server's log
            self._keep_alive()
            self._pause(0.5)
            if time.monotonic() > warn_at:
                warn_at = float("inf")
                print(f"\n  まだ準備が整いません。{self.folder.path / 'log'} を確かめてください … ", end="", flush=True)

    def _keep_alive(self) -> None:
        for name, server in self.servers.items():
            if not server.alive():
                self._restarts[name].count()
                print(f"  {name} を起動し直します", flush=True)
                server.start()
        for child in self.children:
            if (status := child.exit_status()) is not None:
                child.restarts.count()
                print(f"  {child.name} を起動し直します(終了コード {status})", flush=True)
                child.restart()

    def _pause(self, seconds: float) -> None:
        if self._stop_requested:
            raise Stopped
        time.sleep(seconds)
        if self._stop_requested:
            raise Stopped

    # --- after ------------------------------------------------------------------------------------------------------

    def _end(self) -> None:
        """Children first, all at once; then the servers that they use."""
        self._stop_requested = True
        with timed("\n終了しています"):
            with suppress(Stopped):
                for child in self.children:
                    child.ask_to_end()
                deadline = time.monotonic() + PATIENCE
                while any(child.exit_status() is None for child in self.children) and time.monotonic() < deadline:
                    time.sleep(0.05)
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
            for child in self.children:
                child.end(patience=0)
            for server in reversed(self.servers.values()):
                server.stop()


def check_port(port: int) -> None:
    """Raises Trouble when the address is taken, or not for us."""
    with socket.socket() as candidate:
        # As the web server does: connections of the run before may still linger.
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((ADDRESS, port))
        except OSError as error:
            raise Trouble(
                f"ポート {port} は使えません({error.strerror})。ほかの番号を指定してください(例: PORT=8001 make run)。",
                f"Port {port} cannot be used: choose another (PORT=8001 make run).",
            ) from error


def healthy(port: int) -> bool:
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=5)
    try:
        connection.request("GET", "/health/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def last_complaint(log: Path) -> str:
    """The line of a Python log that says what went wrong."""
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    complaints = [line for line in lines if "Error" in line.split(":")[0] or "ImproperlyConfigured" in line]
    return (complaints or lines or ["?"])[-1][:300]


@contextmanager
def timed(title: str) -> Iterator[None]:
    """Print the title now, and how long it took when it is done."""
    start = time.monotonic()
    print(f"{title} … ", end="", flush=True)
    try:
        yield
    except BaseException:
        print("中断", flush=True)
        raise
    print(f"{time.monotonic() - start:.1f} 秒", flush=True)
