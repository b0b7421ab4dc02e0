"""A storage and a workshop of its own for each test, and exports to ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.exports.models import Export
from core.exports.services.requesting import request_export
from tests.cast import Cast
from tests.exports import producers  # noqa: F401 - registers the tests' producer

LARGE = 100_000


@pytest.fixture(autouse=True)
def storage(settings, tmp_path: Path) -> Path:
    """The folder of the default storage."""
    options = {**settings.STORAGES["default"]["OPTIONS"], "location": tmp_path / "files"}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": options}}
    settings.DATA_DIR = tmp_path
    return tmp_path / "files"


@pytest.fixture
def files_left(tmp_path: Path) -> Callable[[], list[Path]]:
    """All files that lie about: kept ones and half-made ones."""
    return lambda: sorted(path for path in tmp_path.rglob("*") if path.is_file())


@pytest.fixture
def ask(cast: Cast) -> Callable[..., Export]:
    """`ask(rows=20)`: Kaede asks for rows of 石巻市. `size=LARGE` leaves it to a worker."""

    def request(*, by=None, rows: int = 20, **definition) -> Export:
        definition = {"organization": cast.ishinomaki.pk, "rows": rows, **definition}
        return request_export("test.rows", definition, by=by or cast.kaede)

    return request
