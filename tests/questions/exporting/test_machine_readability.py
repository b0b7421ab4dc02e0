"""What the government's rules on machine-readable data ask of a file, rule by rule, of every file for machines.

Not here: L1-01 and L1-10 to L1-13, L2-06 (no Excel among these files), L1-08 (answers stand as they were typed).
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from core.exports.encodings import Encoding
from core.questions.crosstab.source import Source
from core.questions.definition import Definition, Question
from core.questions.exporting.code_book import COLUMNS
from core.questions.exporting.tables import code_book_table, tidy_table, wide_table
from core.questions.specials import Special, stored
from tests.cast import Cast
from tests.questions.exporting.random_answers import NOW_OPTIONS, OPTIONS, Given, source_of

NUMBER = re.compile(r"-?[0-9]+([.][0-9]+)?")
MADE = {"wide": wide_table, "tidy": tidy_table, "code_book": code_book_table}


def asked(options: list[dict[str, Any]]) -> Definition:
    choice = {"options": options, "with_other": True}
    columns = [
        {"key": "c1", "kind": "integer", "label": "人数", "settings": {"unit": "人"}, "total": True},
        {"key": "c2", "kind": "short_text", "label": "備考"},
    ]
    rows = [{"key": "r1", "label": "本庁舎"}]
    return Definition((
        Question("voters", "integer", "投票者数", settings={"unit": "人"}, help="1行目の説明\n2行目の説明"),
        Question("way", "single_choice", "交通\n手段", settings=choice, may_be_na=True),
        Question("ways", "multiple_choice", "交通手段", settings=choice),
        Question("twice", "multiple_choice", "交通手段", settings=choice),
        Question("day", "date", "実施日"),
        Question("why", "long_text", "理由"),
        Question("files", "file", "資料", settings={"max_files": 2}),
        Question("places", "table", "投票所", settings={"rows": rows, "columns": columns}),
        Question("lines", "repeating_rows", "当日投票所", settings={"columns": columns}),
        Question("name", "person_name", "担当者"),
    ))  # fmt: skip


ANSWERS = [
    {
        "voters": 0, "way": "o3", "ways": ["o1", "o2", {"other": "徒歩, 船"}], "twice": ["o1"], "day": "2026-04-01",
        "why": "1行目、\n「2行目」, \"3\"", "places": {"r1": {"c1": 1204, "c2": "a,b"}},
        "lines": [{"c1": 3, "c2": "あ\nい"}, {"c1": 4}], "name": {"family": "髙橋"},
    },
    {"voters": -5, "way": {"other": "=1+1"}, "why": "=1+1"},
    {one.key: stored(Special.NOT_APPLICABLE) for one in asked(OPTIONS).asked},
    {one.key: stored(Special.BLANK) for one in asked(OPTIONS).asked},
    {},
]  # fmt: skip


@pytest.fixture
def source(cast: Cast) -> Source:
    people = [Given(2, answers, "") for answers in ANSWERS] + [Given(1, ANSWERS[0], "exempt")]
    return source_of(cast, asked(OPTIONS), asked(NOW_OPTIONS), people, unseen=frozenset({"name"}))


class File:
    def __init__(self, source: Source, sort: str) -> None:
        to = io.BytesIO()
        self.table = MADE[sort](source, (), Encoding.UTF_8_BOM)
        self.table.write(to, None, lambda done: None)
        self.content = to.getvalue()
        self.text = self.content.decode("utf-8-sig")
        self.header, *self.rows = csv.reader(io.StringIO(self.text, newline=""))
        self.records = [dict(zip(self.header, row, strict=True)) for row in self.rows]

    def column(self, name: str) -> list[str]:
        return [row[name] for row in self.records]


@pytest.fixture(params=sorted(MADE))
def file(source: Source, request: pytest.FixtureRequest) -> File:
    return File(source, request.param)


@pytest.fixture
def of(source: Source) -> Callable[[str], File]:
    return partial(File, source)


def numbers(file: File, source: Source) -> list[str]:
    """The columns that hold numbers, as the code book says it."""
    book = File(source, "code_book").records
    if "数値" in file.header:
        return ["数値", "行", "回答番号", "様式の版"]
    if "区分" in file.header:
        return ["様式の版"]
    return [row["列名"] for row in book if row["区分"] == "列" and row["値の型"] == "数"]


@pytest.mark.django_db
def test_l1_02_to_04_the_file_is_one_table_and_nothing_else(file: File):
    assert all(len(row) == len(file.header) for row in file.rows)
    assert all(any(row) for row in file.rows)
    assert file.header not in file.rows


@pytest.mark.django_db
def test_l1_05_and_l2_03_every_column_has_one_name_of_its_own(file: File):
    assert all(file.header)
    assert len(set(file.header)) == len(file.header)


@pytest.mark.django_db
def test_l1_06_no_blanks_for_looks(file: File):
    for name in file.header:
        assert name == " ".join(name.split())
    for row in file.rows:
        assert [cell for cell in row if cell != cell.strip()] == []


@pytest.mark.django_db
def test_l1_07_and_l2_05_one_value_in_a_cell_and_other_apart(of: Callable[[str], File]):
    wide, tidy = of("wide"), of("tidy")
    assert wide.column("問3 交通手段：=新しい名前")[0] == "1"
    assert wide.column("問3 交通手段：その他")[0] == "1"
    assert wide.column("問3 交通手段：その他の内容")[0] == "徒歩, 船"
    chosen = [row for row in tidy.records if row["設問キー"] == "ways" and row["回答番号"] == "1"]
    assert [(row["コード"], row["値"]) for row in chosen] == [
        ("o1", "'=新しい名前"), ("o2", "選択肢2（廃止）"), ("other", "その他"), ("", "徒歩, 船"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_l1_09_blank_and_zero_are_clearly_different(of: Callable[[str], File]):
    wide = of("wide")
    given = list(zip(wide.column("問1 投票者数（人）"), wide.column("問1 投票者数 状態"), strict=True))
    assert given == [
        ("0", "回答あり"), ("-5", "回答あり"), ("", "該当なし"), ("", "空欄"), ("", "未回答"), ("", "回答不要"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_l1_14_one_record_on_one_line(file: File):
    lines = file.content.decode("utf-8-sig").split("\r\n")
    assert len(lines) == len(file.rows) + 2
    assert not any("\n" in line or "\r" in line for line in lines)


@pytest.mark.django_db
def test_l1_15_commas_and_quotes_are_quoted(of: Callable[[str], File]):
    wide = of("wide")
    assert wide.column("問6 理由")[0] == '1行目、\\n「2行目」, "3"'
    assert '"徒歩, 船"' in wide.text


@pytest.mark.django_db
def test_l2_01_and_l3_03_number_columns_hold_numbers_only(file: File, source: Source):
    columns = numbers(file, source)
    assert columns
    for name in columns:
        assert all(NUMBER.fullmatch(value) for value in file.column(name) if value), name


@pytest.mark.django_db
def test_l2_02_repeated_values_are_written_out(of: Callable[[str], File]):
    tidy = of("tidy")
    assert all(tidy.column("団体コード"))
    assert all(tidy.column("設問"))
    assert all(of("code_book").column("区分"))


@pytest.mark.django_db
def test_l2_04_choices_have_one_spelling_which_the_code_book_knows(of: Callable[[str], File]):
    book = of("code_book").records
    known = {row["意味"] for row in book if row["区分"] == "選択肢" and row["設問キー"] == "way"}
    words = {value.removeprefix("'") for value in of("wide").column("問2 交通 手段") if value}
    assert words
    assert words <= {one.removeprefix("'") for one in known}
    states = {row["意味"] for row in book if row["区分"] == "状態"}
    for name in of("wide").header:
        if name.endswith("状態"):
            assert set(of("wide").column(name)) <= states


@pytest.mark.django_db
def test_l3_01_the_first_row_is_the_names(of: Callable[[str], File]):
    assert of("wide").header[:5] == ["回答番号", "団体コード", "団体名", "団体の種別", "圏域"]
    assert of("tidy").header[-4:] == ["コード", "値", "数値", "単位"]
    assert of("code_book").header == [label for _, label in COLUMNS]


@pytest.mark.django_db
def test_l3_02_a_code_table_is_there(of: Callable[[str], File]):
    book = of("code_book").records
    options = [row for row in book if row["区分"] == "選択肢" and row["設問キー"] == "way"]
    assert [(row["コード"], row["まとめ先のコード"]) for row in options] == [
        ("o1", ""), ("o2", ""), ("o3", "o1"), ("other", ""),
    ]  # fmt: skip
    assert ("042021", "石巻市") in [(row["コード"], row["意味"]) for row in book if row["区分"] == "属性のコード"]


@pytest.mark.django_db
def test_l3_04_units_are_stated(of: Callable[[str], File]):
    wide, tidy, book = of("wide"), of("tidy"), of("code_book")
    assert "問8 投票所：本庁舎、人数（人）" in wide.header
    assert {row["単位"] for row in tidy.records if row["設問キー"] == "voters" and row["数値"]} == {"人"}
    assert next(row["単位"] for row in book.records if row["列キー"] == "voters") == "人"


@pytest.mark.django_db
def test_l3_05_days_are_in_western_years(of: Callable[[str], File]):
    assert datetime.date.fromisoformat(of("wide").column("問5 実施日")[0]) == datetime.date(2026, 4, 1)
    assert [row["値"] for row in of("tidy").records if row["設問キー"] == "day" and row["値"]] == ["2026-04-01"]


@pytest.mark.django_db
def test_l3_06_organizations_have_their_official_codes_and_names(of: Callable[[str], File]):
    for sort in ("wide", "tidy"):
        assert {(row["団体コード"], row["団体名"]) for row in of(sort).records} == {
            ("042021", "石巻市"), ("042064", "白石市"),
        }  # fmt: skip


@pytest.mark.django_db
def test_l3_07_changes_of_the_questionnaire_are_recorded(of: Callable[[str], File]):
    changes = [row for row in of("code_book").records if row["区分"] == "版の変更"]
    assert any(row["設問キー"] == "way" and row["様式の版"] == "2" and "選択肢3" in row["意味"] for row in changes)


@pytest.mark.django_db
def test_l3_08_keys_in_ascii_definition_and_encoding_are_stated(of: Callable[[str], File]):
    book = of("code_book").records
    columns = [row for row in book if row["区分"] == "列"]
    assert [row["列名"] for row in columns] == of("wide").header
    assert all(re.fullmatch(r"[a-z0-9_.]+", row["列キー"]) for row in columns)
    assert next(row["備考"] for row in columns if row["列キー"] == "voters") == "1行目の説明 2行目の説明"
    facts = {row["項目キー"]: row["意味"] for row in book if row["区分"] == "資料"}
    assert facts["encoding"] == "UTF-8（BOM付き）"
    assert facts["respondents"] == "6"
    assert facts["condition"] == "なし"


@pytest.mark.django_db
def test_l3_09_the_long_table_has_a_row_for_each_answer(of: Callable[[str], File]):
    tidy = [row for row in of("tidy").records if row["回答番号"] == "1" and row["設問キー"] == "lines"]
    cells = [(row["項目キー"], row["行"], row["数値"] or row["値"], row["状態"]) for row in tidy]
    assert cells == [
        ("total.c1", "", "7", "回答あり"), ("count", "", "2", "回答あり"),
        ("c1", "1", "3", "回答あり"), ("c1", "2", "4", "回答あり"),
        ("c2", "1", "あ\\nい", "回答あり"), ("c2", "2", "", "未回答"),
    ]  # fmt: skip
    assert sum(Decimal(row["数値"]) for row in tidy if row["項目キー"] == "c1") == 7


@pytest.mark.django_db
def test_what_the_person_may_not_see_is_in_no_file_and_the_code_book_says_so(of: Callable[[str], File]):
    for sort in MADE:
        assert "髙橋" not in of(sort).text
    book = of("code_book").records
    assert [row["設問キー"] for row in book if row["区分"] == "出力していない設問"] == ["name"]
    assert "担当者" not in of("code_book").text
