"""A kind of entry for these tests: texts that belong to notices, found by whoever may see the notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from archive.models import Notice
from archive.services.composing import create_draft
from archive.services.publishing import publish
from core.search.models import Entry
from core.search.registry import FINDABLE, register_findable
from core.search.services.indexing import Part, index
from tests.cast import Cast

KIND = "tests.text"


@pytest.fixture(autouse=True)
def _texts_of_notices_are_findable() -> Iterator[None]:
    before = dict(FINDABLE)
    register_findable(KIND, "テストの文章", lambda user: Notice.objects.visible_to(user).values("pk"))
    yield
    FINDABLE.clear()
    FINDABLE.update(before)


@pytest.fixture
def notice(cast: Cast) -> Callable[..., Notice]:
    """`notice(cast.ishinomaki)`: a published notice of the prefecture to these organizations."""

    def make(*to) -> Notice:
        draft = create_draft(owner=cast.prefecture, by=cast.sato, to_organizations=list(to), to_groups=[], title="通知")
        return publish(draft.pk, by=cast.sato)

    return make


@pytest.fixture
def written(db) -> Callable[..., None]:
    """`written("投票所の数", "投票者の数")`: each an entry of its own, of subjects that do not matter here."""

    def write(*texts: str, title: str = "") -> None:
        index(KIND, 0, [Part(str(number), title, text) for number, text in enumerate(texts)])

    return write


def found(words: str) -> list[str]:
    return list(Entry.objects.matching(words).order_by("pk").values_list("text", flat=True))
