"""A supervisor on a data folder and a port of its own."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
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
    data = tmp_path / "data"
    with ExitStack() as started:
        yield lambda **environment: started.enter_context(Running(data, port, **environment))
    for server in ("postgres", "valkey"):
        for process in working_in(data / server):
            process.kill()
