"""Both servers on one data folder: what `make run` and the tests start."""

from pathlib import Path
from typing import Self

from embedded.postgres import OWNER, PUBLIC, SUPERUSER, Postgres
from embedded.processes import working_in
from embedded.valkey import Valkey


class Servers:
    """PostgreSQL and Valkey under `data_dir`. Starting twice finds the running ones.

    `fast` is for tests: nothing waits for the disk, and on Linux the servers end with the process that started them.
    """

    def __init__(self, data_dir: Path | str, *, fast: bool = False) -> None:
        data_dir = Path(data_dir)
        log = data_dir / "log"
        self.postgres = Postgres(
            data_dir / "postgres", log=log / "postgres.log", sockets=data_dir / "run" / "postgres", fast=fast
        )
        self.valkey = Valkey(data_dir / "valkey", log=log / "valkey.log", fast=fast)

    def running(self) -> bool:
        """Whether somebody started them before: `make run`, or a supervisor that was killed."""
        return any(working_in(server.folder) for server in (self.postgres, self.valkey))

    def start(self) -> Self:
        self.postgres.start()
        self.valkey.start()
        return self

    def stop(self) -> None:
        self.valkey.stop()
        self.postgres.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()

    @property
    def database_url(self) -> str:
        """As the role that serves pages."""
        return self.postgres.url()

    @property
    def owner_url(self) -> str:
        """As the role that owns the tables, and may make test databases."""
        return self.postgres.url(OWNER)

    @property
    def public_url(self) -> str:
        """As the role of internet-side nodes (PORTAL_FACE=public)."""
        return self.postgres.url(PUBLIC)

    @property
    def superuser_url(self) -> str:
        return self.postgres.url(SUPERUSER, "postgres")

    @property
    def redis_url(self) -> str:
        return self.valkey.url
