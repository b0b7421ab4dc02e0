"""Nothing is found, or counted, that its feature does not let a person see."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count

from archive.services.withdrawing import withdraw
from core.search.models import Entry
from core.search.registry import FINDABLE, register_findable
from core.search.services.indexing import Part, index
from tests.search.conftest import KIND


@pytest.fixture
def everywhere(cast, notice):
    """One notice to 石巻市, one to 白石市, each with the same words in two parts."""
    notices = {place: notice(place) for place in (cast.ishinomaki, cast.shiroishi)}
    for place, made in notices.items():
        index(KIND, made.pk, [Part(key, f"{place.name}への設問", "投票所の数") for key in ("q1", "q2")])
    return notices


def titles(user) -> set[str]:
    by_words = set(Entry.objects.visible_to(user).matching("投票所").values_list("title", flat=True))
    by_likeness = {entry.title for entry in Entry.objects.visible_to(user).similar_to("投票所の数、設問")}
    everything = set(Entry.objects.visible_to(user).matching("").values_list("title", flat=True))
    assert by_words == by_likeness == everything
    return everything


def test_kaede_of_ishinomaki_never_finds_what_went_to_shiroishi(cast, everywhere):
    assert titles(cast.kaede) == {"石巻市への設問"}
    assert titles(cast.yui) == {"白石市への設問"}
    assert titles(cast.haru) == set()
    assert titles(cast.sato) == {"石巻市への設問", "白石市への設問"}
    assert titles(AnonymousUser()) == set()


def test_what_kaede_may_not_see_is_not_counted(cast, everywhere):
    seen = Entry.objects.visible_to(cast.kaede).matching("投票所")
    assert seen.count() == 2
    assert list(seen.values("kind").annotate(n=Count("pk")).values_list("n", flat=True)) == [2]
    assert Entry.objects.visible_to(cast.kaede).similar_to("投票所の数、設問").count() == 2


def test_many_foreign_entries_do_not_crowd_out_the_own_ones(cast, everywhere):
    theirs = everywhere[cast.shiroishi]
    index(KIND, theirs.pk, [Part(str(number), "", "投票所の数") for number in range(4_500)])
    assert len(Entry.objects.visible_to(cast.kaede).similar_to("投票所の数、設問")) == 2


def test_a_withdrawn_notice_is_not_found_from_the_next_request_on(cast, everywhere):
    withdraw(everywhere[cast.ishinomaki].pk, by=cast.sato, because="誤り")
    assert titles(cast.kaede) == set()


def test_entries_of_a_kind_that_nobody_registered_are_seen_by_nobody(cast, everywhere):
    Entry.objects.update(kind="tests.other")
    assert titles(cast.sato) == set()
    FINDABLE.clear()
    assert titles(cast.sato) == set()


def test_of_two_kinds_each_has_its_own_rule(cast, everywhere):
    """The other kind's subjects have the same numbers, and are shown to nobody."""
    register_findable("tests.other", "別の文章", lambda user: FINDABLE[KIND].visible_ids(AnonymousUser()))
    index("tests.other", everywhere[cast.ishinomaki].pk, [Part("", "秘密", "投票所の数")])
    assert titles(cast.kaede) == {"石巻市への設問"}


def test_a_kind_is_registered_once():
    with pytest.raises(ValueError, match="already"):
        register_findable(KIND, "もう一度", lambda user: Entry.objects.none())


def test_searching_costs_one_query_for_any_number_of_entries(cast, everywhere, django_assert_num_queries):
    seen = Entry.objects.visible_to(cast.kaede)
    for number in (1, 300):
        index(KIND, everywhere[cast.ishinomaki].pk, [Part(str(n), "", f"投票所の数{n}") for n in range(number)])
        with django_assert_num_queries(1):
            assert len(seen.matching("投票所")) == number
        with django_assert_num_queries(1):
            assert len(seen.similar_to("投票所の数", limit=300)) == number
