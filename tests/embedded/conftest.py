"""A supervisor on a data folder and a port of its own."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.embedded.running import Running, own_folder


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def folder() -> Iterator[Path]:
    with own_folder() as folder:
        yield folder


@pytest.fixture
def small_portal(folder: Path, port: int) -> Iterator[Callable[..., Running]]:
    """`small_portal()` starts it on `folder/data`; whatever a test leaves behind is ended."""
    with ExitStack() as started:
        yield lambda **environment: started.enter_context(Running(folder / "data", port, **environment))
