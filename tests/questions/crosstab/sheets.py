"""Random sheets of two versions, and which categories a person would put them into: written anew, without SQL.

The newer version merged one option into another, removed one, and asks one question, and one column of a table, in
another way than the older did.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, F, Value, When
from hypothesis import strategies as st

from core.people.models import Organization
from core.questions.crosstab.source import Attribute, Source
from core.questions.definition import Definition, Question
from core.questions.models import AnswerSheet, Version
from core.questions.tabulation.versions import Versions
from tests.cast import Cast

OPTIONS = [{"key": f"o{n}", "label": f"選択肢{n}"} for n in (1, 2, 3, 4)]
NOW_OPTIONS = [*OPTIONS[:2], {**OPTIONS[2], "gone": True}, {**OPTIONS[3], "gone": True, "into": "o1"}]
COLUMNS = [
    {"key": "sort", "kind": "single_choice", "label": "区分", "settings": {"options": OPTIONS[:2]}},
    {"key": "people", "kind": "integer", "label": "人数", "settings": {"unit": "人"}},
]
ROWS = [{"key": "r1", "label": "行"}]
TURNED = {"key": "turned", "kind": "short_text", "label": "面積"}
BEFORE = Definition(
    (
        Question("one", "single_choice", "一つ", settings={"options": OPTIONS, "with_other": True}),
        Question("many", "multiple_choice", "いくつも", settings={"options": OPTIONS}),
        Question("number", "short_text", "人数"),
        Question("rate", "decimal", "割合", settings={"decimals": 2}),
        Question("day", "date", "日付"),
        Question("gone", "yes_no", "前は尋ねた"),
        Question("table", "table", "表", settings={"rows": ROWS, "columns": [*COLUMNS, TURNED]}),
        Question("lines", "repeating_rows", "行", settings={"columns": COLUMNS}),
    )
)
NOW = Definition(
    (
        replace(BEFORE["one"], settings={"options": NOW_OPTIONS, "had_other": True}),
        replace(BEFORE["many"], settings={"options": NOW_OPTIONS}),
        Question("number", "integer", "人数", settings={"unit": "人"}),
        BEFORE["rate"],
        BEFORE["day"],
        Question("new", "yes_no", "今は尋ねる"),
        replace(BEFORE["table"], settings={"rows": ROWS, "columns": [*COLUMNS, {**TURNED, "kind": "integer"}]}),
        BEFORE["lines"],
    )
)
BOUNDS = (0, 10, 100)
SPECIALS = ("blank", "not_applicable", "exempt", "not_asked")
WHOLE = {7: "exempt", 8: "unanswered"}  # the number of saves stands for what a feature knows of its respondents

_ONE = st.sampled_from(["o1", "o2", "o3", "o4"])
_NUMBER = st.integers(-5, 120)
_TEXT = st.sampled_from(["12", "多数", "-"])
_SPECIAL = st.sampled_from(SPECIALS).map(lambda one: {"special": one})
_CELLS: dict[str, st.SearchStrategy[Any]] = {"sort": st.sampled_from(["o1", "o2"]), "people": _NUMBER}
_STORED: dict[str, st.SearchStrategy[Any]] = {
    "one": _ONE | st.just({"other": "自転車"}),
    "many": st.lists(_ONE, min_size=1, unique=True),
    "rate": st.decimals(-3, 3, places=2).map(str),
    "day": st.dates(datetime.date(2024, 1, 1), datetime.date(2026, 12, 31)).map(str),
    "gone": st.booleans(),
    "new": st.booleans(),
    "lines": st.lists(st.fixed_dictionaries({}, optional=_CELLS), min_size=1, max_size=3),
}


def _table(turned: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    cells = {key: st.one_of(one, one, _SPECIAL) for key, one in {**_CELLS, "turned": turned}.items()}
    return st.fixed_dictionaries({"r1": st.fixed_dictionaries({}, optional=cells)})


@dataclass(frozen=True)
class Given:
    """What a sheet is made of."""

    is_new: bool
    edit: int
    place: int  # 0: 石巻市, 1: 七ヶ宿町
    answers: dict[str, Any]


@st.composite
def sheets(draw: st.DrawFn) -> Given:
    is_new = draw(st.booleans())
    answers = {}
    for question in (NOW if is_new else BEFORE).asked:
        if not draw(st.integers(0, 5)):
            continue
        value = _NUMBER if is_new else _TEXT  # of what has become a number
        stored = _table(value) if question.kind == "table" else _STORED.get(question.key, value)
        answers[question.key] = draw(st.one_of(stored, stored, stored, _SPECIAL))
    return Given(is_new, draw(st.sampled_from([1, 1, 1, 1, 7, 8])), draw(st.integers(0, 1)), answers)


def source_of(cast: Cast, before: Version, now: Version) -> Source:
    whole = Case(*(When(edit=edit, then=Value(special)) for edit, special in WHOLE.items()), output_field=CharField())
    return Source(
        "試験",
        Versions({before.pk: BEFORE, now.pk: NOW}),
        NOW,
        AnswerSheet.objects.filter(version__in=[before, now]),
        whole=whole,
        attributes=(Attribute("kind", "種別", F("organization__kind"), (("city", "市"), ("town", "町"))),),
    )


def store(given: list[Given], before: Version, now: Version, places: list[Organization]) -> None:
    AnswerSheet.objects.bulk_create(
        AnswerSheet(
            version=now if one.is_new else before, organization=places[one.place], answers=one.answers, edit=one.edit
        )
        for one in given
    )


# --- by hand ----------------------------------------------------------------------------------------------------------


def categories(one: Given, dimension: str) -> list[str]:
    """The categories of a respondent; several where it has several answers."""
    if dimension == "@kind":
        return ["=city", "=town"][one.place : one.place + 1]
    if one.edit in WHOLE:
        return [f"!{WHOLE[one.edit]}"]
    key, *rest = dimension.split(".")
    if key not in one.answers:
        return ["!unanswered"]
    answer = one.answers[key]
    if isinstance(answer, dict) and "special" in answer:
        return [f"!{answer['special']}"]
    if key == "number" and not one.is_new:
        return ["!other_kind"]  # text then
    if key == "table":
        cell = answer["r1"].get(rest[1])
        if cell is None:
            return ["!unanswered"]
        if isinstance(cell, dict):
            return [f"!{cell['special']}"]
        return ["!other_kind"] if rest[1] == "turned" and not one.is_new else [f"={_grouped(rest[1], cell)}"]
    if key == "lines":
        return [f"={line['sort']}" for line in answer if "sort" in line] or ["!blank"]
    if key in ("gone", "new"):
        return ["=yes" if answer else "=no"]
    if key == "many":
        return sorted({f"={_merged(code)}" for code in answer})
    if key == "one":
        return ["=other" if isinstance(answer, dict) else f"={_merged(answer)}"]
    return [f"={_grouped(key, answer)}"]


def _merged(code: str) -> str:
    return "o1" if code == "o4" else code


def _grouped(key: str, value: Any) -> str:
    if key in ("number", "people", "rate", "turned"):
        return str(sum(Decimal(value) >= bound for bound in BOUNDS))
    if key == "day":
        day = datetime.date.fromisoformat(value)
        return str(day.year if day.month >= 4 else day.year - 1)
    return str(value)


def number(one: Given, key: str) -> Decimal | None:
    """What is measured: numbers of respondents that count and were asked for one."""
    answer = one.answers.get(key)
    if one.edit in WHOLE or answer is None or isinstance(answer, dict) or (key == "number" and not one.is_new):
        return None
    return Decimal(answer)
