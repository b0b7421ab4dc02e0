"""What is saved is found at once; what is gone is not."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from core.search.models import Entry
from core.search.services import indexing
from core.search.services.indexing import Part, forget, index
from tests.search.conftest import KIND, found


def test_the_texts_stay_as_written(db):
    index(KIND, 1, [Part("q1", "髙﨑𠮷葛󠄀㋿—", "ｶﾞか゚")])
    entry = Entry.objects.get()
    assert (entry.title, entry.text, entry.part) == ("髙﨑𠮷葛󠄀㋿—", "ｶﾞか゚", "q1")
    assert entry.kind_label == "テストの文章"


def test_a_new_save_replaces_every_text_of_the_subject_and_of_no_other(db):
    index(KIND, 1, [Part("q1", "", "投票所"), Part("q2", "", "開票所")])
    index(KIND, 2, [Part("q1", "", "集会所")])
    index(KIND, 1, [Part("q2", "", "開票区"), Part("q3", "", "投票区")])
    assert found("所") == ["集会所"]
    assert found("区") == ["開票区", "投票区"]


def test_what_is_forgotten_is_not_found(db):
    index(KIND, 1, [Part("", "", "投票所")])
    index(KIND, 2, [Part("", "", "開票所")])
    forget(KIND, 1)
    assert found("所") == ["開票所"]


def test_a_save_that_is_undone_leaves_what_was_found_before(db):
    index(KIND, 1, [Part("", "", "投票所")])
    with transaction.atomic():
        index(KIND, 1, [Part("", "", "開票所")])
        transaction.set_rollback(True)
    assert found("所") == ["投票所"]


def test_a_kind_must_be_registered_and_a_text_no_longer_than_an_entry_holds(db):
    with pytest.raises(ValueError, match="register_findable"):
        index("tests.unknown", 1, [])
    with pytest.raises(ValueError, match="in parts"):
        index(KIND, 1, [Part("", "", "あ" * 100_001)])


def test_the_longest_and_most_varied_text_fits(db):
    characters = [chr(number) for number in range(0x20000, 0x2A600)]
    text = "".join(a + b for a, b in zip(characters, reversed(characters), strict=True)) + "期日前投票"
    index(KIND, 1, [Part("", "", text[-99_999:])])
    assert len(found("前投票")) == 1


@pytest.mark.django_db(transaction=True)
class TestRace:
    """Two people save the same subject at the same moment."""

    def save_at_once(self) -> list[Exception | None]:
        first_has_written, results = threading.Event(), []

        def first() -> None:
            with transaction.atomic():
                index(KIND, 1, [Part("q1", "", "先の文")])
                first_has_written.set()
                _until_somebody_waits()
            connection.close()

        def second() -> None:
            first_has_written.wait(10)
            try:
                index(KIND, 1, [Part("q1", "", "後の文")])
                results.append(None)
            except IntegrityError as error:
                results.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=first), threading.Thread(target=second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return results

    def test_the_later_one_is_found(self):
        assert self.save_at_once() == [None]
        assert found("文") == ["後の文"]

    def test_without_the_lock_the_later_one_fails(self, monkeypatch):
        """The control run."""
        monkeypatch.setattr(indexing, "_lock", lambda *_: None)
        assert [type(result) for result in self.save_at_once()] == [IntegrityError]


def _until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        for _ in range(100):
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted), pg_sleep(0.05)")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("Nobody waited for the first save.")
