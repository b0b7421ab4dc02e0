"""What the room of exports gets: each format, filtered, with what cp932 does not hold and where."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from core.exports.cp932 import NotHeld
from core.questions.crosstab.source import Source
from core.questions.definition import Definition, Question
from core.questions.exporting.producer import AnswersProducer, Format
from core.questions.exporting.wide import wide
from core.questions.models import AnswerSheet
from tests.cast import Cast
from tests.questions.exporting.random_answers import OPTIONS, Given, source_of

ASKED = Definition((
    Question("way", "single_choice", "交通手段", settings={"options": OPTIONS}),
    Question("note", "short_text", "備考"),
    Question("name", "short_text", "氏名", personal=True),
    Question("lines", "repeating_rows", "場所", settings={"columns": [
        {"key": "c1", "kind": "short_text", "label": "名称"},
    ]}),
))  # fmt: skip
ANSWERS: list[dict[str, Any]] = [
    {"way": "o1", "note": "髙﨑𠮷葛󠄀㋿—", "name": "秘密の人"},
    {"way": "o2", "note": "〜−‖", "lines": [{"c1": "第1"}, {"c1": "𠮷野"}]},
    {"way": "o1", "note": "普通の文"},
]


class Producer(AnswersProducer):
    code = "tests.answers"

    def __init__(self, source: Source | None) -> None:
        self.given = source

    def source(self, definition, user):
        return self.given

    def name(self, definition):
        return "投票所の調査"


@pytest.fixture
def source(cast: Cast) -> Source:
    people = [Given(2, answers, "") for answers in ANSWERS]
    return source_of(cast, ASKED, ASKED, people, unseen=frozenset({"name"}))


def defined(sort: str, **more: Any) -> dict[str, Any]:
    return {"format": sort, "encoding": "utf-8-sig", **more}


def made(source: Source, definition: dict[str, Any], cast: Cast, mark: str | None = None) -> tuple[bytes, int, list]:
    to, beats = io.BytesIO(), []
    rows = Producer(source).write(
        definition, by=cast.sato, to=to, beat=lambda done, total: beats.append((done, total)), mark=mark
    )
    return to.getvalue(), rows, beats


def read(content: bytes, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(encoding), newline="")))


@pytest.mark.django_db
@pytest.mark.parametrize("sort", Format.values)
def test_every_format_is_written_and_holds_nothing_out_of_sight(cast: Cast, source: Source, sort: str):
    content, rows, beats = made(source, defined(sort), cast)

    assert rows
    assert beats
    assert all(0 <= done <= total for done, total in beats)
    if sort == Format.ALL:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.namelist() == ["横持ち.csv", "縦持ち.csv", "コードブック.csv"]
            texts = [archive.read(name).decode("utf-8-sig") for name in archive.namelist()]
    elif sort == Format.WORKBOOK:
        book = openpyxl.load_workbook(io.BytesIO(content))
        texts = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
        assert "第1" in texts
    else:
        texts = [content.decode("utf-8-sig")]
    assert "秘密の人" not in "".join(texts)
    assert "石巻市" in "".join(texts)


@pytest.mark.django_db
def test_filters_count_everywhere(cast: Cast, source: Source):
    for sort, number in ((Format.WIDE, 2), (Format.TIDY, 6)):
        content, rows, _ = made(source, defined(sort, query="rows=q9&f.way=o1"), cast)
        assert (rows, len(read(content))) == (number, number)
    content, _, _ = made(source, defined(Format.CODE_BOOK, query="f.way=o1"), cast)
    facts = [(row["項目"], row["意味"]) for row in read(content) if row["区分"] == "資料"]
    assert ("団体の数", "2") in facts
    assert ("絞り込み：問1 交通手段", "選択肢1") in facts


@pytest.mark.django_db
def test_codes_instead_of_words(cast: Cast, source: Source):
    content, _, _ = made(source, defined(Format.WIDE, codes=True), cast)
    assert [row["問1 交通手段"] for row in read(content)] == ["o1", "o2", "o1"]
    assert {row["団体の種別"] for row in read(content)} == {"city"}


@pytest.mark.django_db
def test_exactly_what_cp932_lacks_is_found_with_its_place(cast: Cast, source: Source):
    definition = defined(Format.WIDE, encoding="cp932")
    found = list(Producer(source).findings(definition, by=cast.sato, beat=lambda done, total: None))
    assert [(one.place, one.question, list(one.characters)) for one in found] == [
        ("042021 石巻市", "問2 備考", ["𠮷", "葛󠄀", "㋿", "—"]),
        ("042064 白石市", "問2 備考", ["〜", "−", "‖"]),
    ]

    definition = defined(Format.TIDY, encoding="cp932")
    found = list(Producer(source).findings(definition, by=cast.sato, beat=lambda done, total: None))
    assert [(one.place, one.question, one.text) for one in found] == [
        ("042021 石巻市", "問2 備考", "髙﨑𠮷葛󠄀㋿—"),
        ("042064 白石市", "問2 備考", "〜−‖"),
        ("042064 白石市", "問4 場所 名称", "𠮷野"),
    ]


@pytest.mark.django_db
def test_in_cp932_nothing_is_replaced_but_by_a_chosen_mark(cast: Cast, source: Source):
    definition = defined(Format.WIDE, encoding="cp932")
    with pytest.raises(NotHeld):
        made(source, definition, cast)
    content, _, _ = made(source, definition, cast, mark="〓")
    assert [row["問2 備考"] for row in read(content, "cp932")] == ["髙﨑〓〓〓〓", "〓〓〓", "普通の文"]


@pytest.mark.django_db
def test_who_may(cast: Cast, source: Source):
    def may(given: Source | None, **more: Any) -> bool:
        return Producer(given).may(defined(Format.WIDE, **more), cast.sato)

    assert may(source)
    assert may(source, query="f.way=o1")
    assert not may(None)
    assert not may(source, query="f.name=秘密の人"), "a filter tells what it does not show"
    assert not may(source, query="f.gone=1")
    assert not may(replace(source, at_least=5)), "single answers would say what the tables mask"


@pytest.mark.django_db
def test_nobody_gives_a_header_without_rows(cast: Cast, source: Source):
    nobody = replace(source, rows=AnswerSheet.objects.none())
    for sort in (Format.WIDE, Format.TIDY):
        content, rows, _ = made(nobody, defined(sort), cast)
        assert rows == 0
        assert content.startswith("\ufeff回答番号,団体コード".encode())
    assert made(nobody, defined(Format.WORKBOOK), cast)[0]


@pytest.mark.long
@pytest.mark.django_db
def test_no_limit_on_columns(cast: Cast):
    """More cells than PostgreSQL has columns for (1,664) in a table of the largest size."""
    rows = [{"key": f"r{number}", "label": f"{number}行目"} for number in range(500)]
    columns = [{"key": f"c{number}", "kind": "integer", "label": f"{number}列目"} for number in range(4)]
    definition = Definition((Question("places", "table", "投票所", settings={"rows": rows, "columns": columns}),))
    answers = {
        "places": {row["key"]: {column["key"]: 7 for column in columns} for row in rows[1:]},
    }
    source = source_of(cast, definition, definition, [Given(1, answers, ""), Given(2, answers, "")])

    content, number, _ = made(source, defined(Format.WIDE), cast)

    assert number == 2
    (first, second) = read(content)
    assert len(first) == len(wide(source).columns) == 6 + 2 * 2000
    assert (first["問1 投票所：499行目、3列目"], first["問1 投票所：0行目、3列目 状態"]) == ("7", "未回答")
    assert (second["回答番号"], second["団体名"]) == ("2", "白石市")
    _, number, _ = made(source, defined(Format.TIDY), cast)
    assert number == 2 * 2000
    book = openpyxl.load_workbook(io.BytesIO(made(source, defined(Format.WORKBOOK), cast)[0]), read_only=True)
    assert sum(1 for _ in book.worksheets[1].iter_rows()) > 2 * 500
