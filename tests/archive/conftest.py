"""Notices for the tests of this room."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.models import Notice
from archive.services.composing import create_draft
from archive.services.publishing import publish
from tests.cast import Cast


@pytest.fixture
def draft(cast: Cast) -> Callable[..., Notice]:
    """`draft(to=[cast.ishinomaki])`: Sato's draft of the prefecture."""

    def make(*, to=(), groups=(), by=None, owner=None, **written) -> Notice:
        written.setdefault("title", "期日前投票所の設置状況について（通知）")
        return create_draft(
            owner=owner or cast.prefecture,
            by=by or cast.sato,
            to_organizations=list(to),
            to_groups=list(groups),
            **written,
        )

    return make


@pytest.fixture
def published(draft, cast: Cast) -> Callable[..., Notice]:
    def make(**kwargs) -> Notice:
        return publish(draft(**kwargs).pk, by=cast.sato)

    return make
