"""A supervisor on a data folder and a port of its own."""

import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from embedded.processes import working_in
from tests.embedded.running import Running


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def small_portal(tmp_path: Path, port: int) -> Iterator[Callable[..., Running]]:
    """`small_portal()` starts it; whatever a test leaves behind is ended."""
    started: list[Running] = []
    data = tmp_path / "data"

    def start(**environment: str) -> Running:
        running = Running(data, port, **environment)
        started.append(running)
        return running

    yield start
    for running in started:
        if running.process.poll() is None:
            running.tell(signal.SIGTERM)
            running.ended()
    for server in ("postgres", "valkey"):
        for process in working_in(data / server):
            process.kill()
