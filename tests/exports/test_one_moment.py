"""What is checked is what is written, though somebody saves an answer in between."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction

from core.exports.models import Export
from core.exports.services import producing
from core.people.models import Organization
from tests.exports.producers import Rows

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(do: Callable[[], object]) -> None:
    """In another connection, committed when this returns."""

    def there() -> None:
        try:
            do()
        finally:
            connection.close()

    thread = threading.Thread(target=there)
    thread.start()
    thread.join()


@pytest.fixture
def seen(cast, monkeypatch) -> list[str]:
    """The name of 石巻市 as the check found it, and as it was written; between the two it is changed."""
    names: list[str] = []
    ishinomaki = Organization.objects.filter(pk=cast.ishinomaki.pk)

    def look() -> str:
        names.append(ishinomaki.get().name)
        return names[-1]

    def findings(*_, **__) -> Iterator:
        look()
        elsewhere(lambda: ishinomaki.update(name="𠮷城市"))
        return iter(())

    def write(*_, to, **__) -> int:
        return to.write(look().encode("cp932"))

    monkeypatch.setattr(Rows, "findings", findings)
    monkeypatch.setattr(Rows, "write", write)
    return names


def test_what_was_checked_is_written(ask, seen):
    export = ask(encoding="cp932")
    assert export.state == Export.State.DONE
    assert export.content.read().decode("cp932") == seen[0] == seen[1] == "石巻市"


@pytest.mark.expects_errors
def test_control_each_statement_by_itself_would_write_what_nobody_checked(ask, seen, monkeypatch):
    monkeypatch.setattr(producing, "_one_state_of_the_data", transaction.atomic)
    assert ask(encoding="cp932").state == Export.State.FAILED
    assert seen == ["石巻市", "𠮷城市"]
