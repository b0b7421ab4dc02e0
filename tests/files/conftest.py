"""A storage of its own for each test, a room that lets an organization's people open its files, and files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db.models import Q

from core.files import registry
from core.files.models import StoredFile
from core.files.services.storing import store
from core.people.access import organizations_for
from core.people.models import Verb
from tests.cast import Cast
from tests.files import samples
from tests.looking import chromium, complaints, open_as  # noqa: F401 - fixtures


@pytest.fixture(autouse=True)
def storage(settings, tmp_path: Path) -> Path:
    """The folder of the default storage. Not shared: a sweep of one test would take the files of another."""
    options = {**settings.STORAGES["default"]["OPTIONS"], "location": tmp_path / "stored"}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": options}}
    return tmp_path / "stored"


@pytest.fixture(autouse=True)
def _a_room_that_holds_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands in for a feature: an organization's people open the files of their organization."""

    def allowed(user) -> Q:
        return Q(owner__in=organizations_for(user, Verb.READ_RECORDS))

    monkeypatch.setitem(registry.ACCESS, "tests", allowed)


@pytest.fixture
def stored(cast: Cast) -> Callable[..., StoredFile]:
    """`stored("様式.pdf", samples.pdf())`: a file of 石巻市 that Kaede brought."""

    def make(name: str = "様式.pdf", content: bytes | None = None, *, owner=None, by=None) -> StoredFile:
        upload = samples.upload(name, samples.pdf() if content is None else content)
        return store(upload, owner=owner or cast.ishinomaki, by=by or cast.kaede)

    return make
