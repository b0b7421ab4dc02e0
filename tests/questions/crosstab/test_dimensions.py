"""What a source can be counted by, and what each of it is called."""

from __future__ import annotations

import pytest

from core.questions.crosstab.source import Source
from core.questions.definition import Definition, Question
from tests.questions.crosstab.bare import answered, trouble

pytestmark = pytest.mark.django_db

CANDIDATES = [{"key": "k1", "label": "5月1日"}, {"key": "k2", "label": "5月2日", "gone": True}]
COLUMNS = [{"key": "c1", "kind": "decimal", "label": "面積（㎡）"}, {"key": "c2", "kind": "date", "label": "日付"}]
DEFINITION = Definition(
    (
        Question("day", "date", "（旧）投票日"),
        Question("meeting", "schedule", "会議", settings={"candidates": CANDIDATES}),
        Question("place", "table", "投票所", settings={"rows": [{"key": "r1", "label": "本庁舎"}], "columns": COLUMNS}),
        Question("home", "address", "住所"),
        Question("lines", "repeating_rows", "行", settings={"columns": COLUMNS[:1]}),
    )
)


def called(source: Source) -> dict[str, str]:
    return {one.id: one.label for one in source.dimensions.values()}


def test_every_part_is_called_by_its_question_and_by_its_own_words_in_full(cast):
    assert called(answered(cast, DEFINITION)) == {
        "day": "問1 （旧）投票日",
        "meeting.k1": "問2 会議：5月1日",
        "meeting.k2": "問2 会議：5月2日（廃止）",
        "place.r1.c1": "問3 投票所：本庁舎、面積（㎡）",
        "place.r1.c2": "問3 投票所：本庁舎、日付",
        "home.region": "問4 住所：都道府県",
        "home.city": "問4 住所：市区町村",
        "lines.total.c1": "問5 行：合計、面積（㎡）",
        "lines.count": "問5 行：行の数",
    }


def test_no_words_are_taken_for_an_option(cast):
    """Options are written down for ever with the definition of a table; what somebody typed is not (audited.py)."""
    source = answered(cast, DEFINITION)
    words = trouble(source, "f.home.city", rows="home.region", **{"f.home.city": "石巻市"})
    assert words == "選択肢では絞り込めません。"
    assert not trouble(source, "f.home.city", rows="home.region", **{"f.home.city": "!blank"})
