"""Random questionnaires and what people might type into them, for tests by properties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from core.questions.definition import Condition, Definition, Need, Question, Test
from core.questions.typed import control_name

# Everything a person can type into one line: what PostgreSQL cannot store is tested for refusal elsewhere.
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40).filter(str.strip)
TEXTS = st.lists(LINES, min_size=1, max_size=3).map("\n".join)
OPTIONS = [{"key": f"o{number}", "label": f"選択肢{number}"} for number in range(1, 6)]
ROWS = [{"key": f"r{number}", "label": f"{number}行目"} for number in range(1, 4)]
COLUMNS = [
    {"key": "c1", "kind": "integer", "label": "人数", "settings": {"unit": "人"}, "total": True},
    {"key": "c2", "kind": "decimal", "label": "割合", "settings": {"decimals": 2}},
    {"key": "c3", "kind": "short_text", "label": "備考"},
]
Typing = dict[str, list[str]]


def _one(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[Typing]:
    return strategy.map(lambda text: {"": [text]})


def _name() -> st.SearchStrategy[Typing]:
    parts = {"family": ["髙﨑"], "given": ["葛󠄀花"], "family_kana": ["たかさき"], "given_kana": ["かか゚か"]}
    return st.just(parts)


def _cells(rows: list[str]) -> st.SearchStrategy[Typing]:
    cells: dict[str, st.SearchStrategy[list[str]]] = {}
    for row in rows:
        cells[f"{row}.c1"] = st.integers(-(10**12), 10**12).map(lambda number: [str(number)])
        cells[f"{row}.c2"] = st.decimals(-999, 999, places=2).map(lambda number: [str(number)])
        cells[f"{row}.c3"] = LINES.map(lambda text: [text])
    return st.fixed_dictionaries({}, optional=cells)


NUMBERS = {"integer", "decimal"}
# Kind → its settings, and what may be typed into its controls, by part.
KINDS: dict[str, tuple[dict[str, Any], Callable[[], st.SearchStrategy[Typing]]]] = {
    "short_text": ({}, lambda: _one(LINES)),
    "long_text": ({}, lambda: _one(TEXTS)),
    "integer": ({"unit": "人"}, lambda: _one(st.integers(-(10**12), 10**12).map("{:,}".format))),
    "decimal": ({"decimals": 3}, lambda: _one(st.decimals(-(10**9), 10**9, places=3).map("{:,}".format))),
    "single_choice": (
        {"options": OPTIONS},
        lambda: _one(st.sampled_from([option["key"] for option in OPTIONS])),
    ),
    "multiple_choice": (
        {"options": OPTIONS},
        lambda: st.lists(st.sampled_from([option["key"] for option in OPTIONS]), min_size=1, unique=True).map(
            lambda keys: {"": keys}
        ),
    ),
    "date": ({}, lambda: _one(st.dates(min_value=_first_day()).map(lambda date: date.isoformat()))),
    "time": ({}, lambda: _one(st.times().map(lambda time: time.strftime("%H:%M")))),
    "email": ({}, lambda: _one(st.just("touhyou+27@city.example.jp"))),
    "phone": ({}, lambda: _one(st.sampled_from(["022-211-2333", "０９０（１２３４）５６７８"]))),
    "person_name": ({"with_kana": True}, _name),
    "table": ({"rows": ROWS, "columns": COLUMNS}, lambda: _cells([row["key"] for row in ROWS])),
    "repeating_rows": ({"columns": COLUMNS}, lambda: _cells(["0", "1"])),
}


def _first_day():
    import datetime

    return datetime.date(1900, 1, 1)


@st.composite
def definitions(draw: st.DrawFn, *, conditions: bool = True) -> Definition:
    """Up to eight questions of any kind; some show only if an earlier one has an answer."""
    questions: list[Question] = []
    for number in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(sorted(KINDS)))
        condition = None
        if conditions and questions and draw(st.booleans()):
            tests = draw(st.lists(st.sampled_from(questions), min_size=1, max_size=2))
            operators = st.sampled_from(["answered", "not_answered"])
            condition = Condition(tuple(Test(one.key, draw(operators)) for one in tests), any=draw(st.booleans()))
        questions.append(
            Question(
                key=f"q{number}",
                kind=kind,
                label=f"設問{number}",
                need=draw(st.sampled_from([Need.OPTIONAL, Need.SOFT])),
                may_be_na=draw(st.booleans()),
                settings=KINDS[kind][0],
                show_if=condition,
            )
        )
    return Definition(tuple(questions))


@st.composite
def typed_for(draw: st.DrawFn, definition: Definition) -> Typing:
    """What somebody typed: an answer, nothing with a reason, or 該当なし where it is allowed."""
    typed: Typing = {}
    for question in definition.asked:
        choices = ["answer", "nothing", *(["na"] if question.may_be_na else [])]
        what = draw(st.sampled_from(choices))
        if what == "answer":
            for part, values in draw(KINDS[question.kind][1]()).items():
                typed[control_name(question.key, part)] = values
        elif what == "na":
            typed[control_name(question.key, "na")] = ["1"]
        typed[control_name(question.key, "reason")] = ["担当課に確認中のため"]
    return typed
