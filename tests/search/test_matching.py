"""What is typed finds what it stands in, and nothing else."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.search.expressions import HoldsWords
from core.search.folding import fold
from core.search.models import Entry
from core.search.services.indexing import Part, index
from tests.search.conftest import KIND, found

HINTS = ["期日前投票所の設置数", "選挙人名簿の登録者数", "ワクチン接種の状況", "ﾎｰﾑﾍﾟｰｼﾞのＵＲＬ", "水道"]


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ("数", HINTS[:2]),
        ("水", ["水道"]),
        ("道", ["水道"]),  # the last character of a text begins no bigram
        ("名簿", [HINTS[1]]),
        ("前投票", [HINTS[0]]),
        ("票所の設", [HINTS[0]]),
        ("人名簿の登録者数", [HINTS[1]]),
        ("簿名", []),
        ("url", [HINTS[3]]),
        ("ホームページ", [HINTS[3]]),
        ("ほーむぺーじ", [HINTS[3]]),
        ("わくちん", [HINTS[2]]),
        ("ﾜｸﾁﾝ", [HINTS[2]]),
        ("数 期日", [HINTS[0]]),
        ("数　期日", [HINTS[0]]),
        ("数 水", []),
        ("", HINTS),
        (" 　\n", HINTS),
    ],
)
def test_any_part_is_found(written, words, texts):
    written(*HINTS)
    assert found(words) == texts


def test_the_title_is_searched_but_no_word_spans_title_and_text(written):
    written("設置数", title="投票所")
    assert found("票所 設置") == ["設置数"]
    assert found("所設") == []


@pytest.mark.parametrize(
    "text",
    [
        "𠮷野家",
        "か゚",
        "👩‍👩‍👧",
        "葛󠄀城",
        "O'Brien",
        "a\\b",
        "\\",
        "'",
        "''",
        "a & b | !c",
        "<->",
        "x:*",
        ":*",
        "%_",
        "('",
        "\u0301x",
        "\x1f\x7f",
    ],
)
def test_no_text_breaks_the_query(written, text):
    written(text, "まったく別の文")
    assert found(text)[0] == text
    for part in text.strip():
        assert text in found(part)


@pytest.mark.parametrize("words", ["\x00", "あ\x00", "\ud800"])
def test_what_the_database_cannot_hold_stands_nowhere(written, words):
    written("あ")
    assert found(words) == []
    assert list(Entry.objects.similar_to(words * 5)) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("前投 投票 " + "する" * 300, "前投票"),  # too many of one bigram: PostgreSQL would forget positions
        ("前投 投票 " + "".join(map(chr, range(0x4E00, 0x4E00 + 17_000))), "前投票"),  # too long, likewise
        ("あいうえお" * 10 + "か", "あいうえお" * 10 + "き"),  # more than goes into the query
    ],
)
def test_false_hits_of_the_index_are_taken_out(written, text, words):
    written(text)
    candidates = Entry.objects.filter(HoldsWords("vector", [fold(words)]))
    assert candidates.exists(), "The control: the index alone finds it."
    assert found(words) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("あ" * 400 + "い", "あい"),
        ("あ" * 400 + "いう", "ああいう"),
        ("あ" * 400 + "いう", "あ" * 300 + "い"),
        ("".join(map(chr, range(0x4E00, 0x4E00 + 17_000))) + "期日前投票", "日前投票"),
    ],
)
def test_long_and_monotonous_texts_are_found_by_their_end(written, text, words):
    written(text)
    assert found(words) == [text]


def test_as_many_words_as_anybody_types(written):
    text = " ".join(f"語{number}" for number in range(300))
    written(text)
    assert found(text) == [text]
    assert found(f"{text} 無い") == []


ALPHABET = st.sampled_from("ああいア亜aAＡ'\\:*&|!<->()% 　\n゚が\u3099ß𠮷👩")
TEXTS = st.text(ALPHABET, max_size=14) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS, min_size=1, max_size=8), words=TEXTS, data=st.data())
def test_matching_is_looking_for_substrings(db, texts, words, data):
    source = data.draw(st.sampled_from(texts))
    start = data.draw(st.integers(0, len(source)))
    part = source[start : start + data.draw(st.integers(1, 6))]
    index(KIND, 0, [Part(str(number), "", text) for number, text in enumerate(texts)])
    for asked in (words, part, f"{part} {words}"):
        expected = [text for text in texts if all(word in fold(text) for word in fold(asked).split())]
        assert found(asked) == expected


def test_the_index_is_used_among_some_thousand_entries(written):
    written(
        *(f"{number}番の設問 {chr(0x4E00 + number)}{chr(0x5E00 + number)}" for number in range(4_000)), "期日前投票所"
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_entry")
    for words in ("日前投票", "前"):
        assert "entry_by_gram" in Entry.objects.matching(words).explain()
    assert "entry_by_gram" in Entry.objects.similar_to("期日前投票所の数").explain()
