"""Random questionnaires in two versions, and answer sheets to both, with all that is awkward in an export."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, CharField, F, Value, When
from hypothesis import strategies as st

from core.files.models import StoredFile
from core.people.models import Kind
from core.questions.crosstab.source import Attribute, Source
from core.questions.definition import Definition, Question
from core.questions.models import AnswerSheet, Questionnaire, Version
from core.questions.specials import Special, stored
from core.questions.tabulation.versions import Versions
from tests.cast import Cast

# Old and rare forms, what cp932 lacks, formulas, numbers as text, quotes, commas, line breaks.
AWKWARD = [
    "髙﨑𠮷葛󠄀㋿—〜−‖", "=1+1", "-5", "+81-3-1234-5678", "@SUM(A1)", "＝1+1", "\t=1", "1,234", "0", "007", '"引用"',
    "1行目\n2行目", "\r\n=2+2", "a;b,c", " 前後に空白 ", "'", "C:\\new", '{"special": "blank"}', "[1]", "null",
    "回答あり",
]  # fmt: skip
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20) | st.sampled_from(AWKWARD)
LONG = st.lists(LINES, min_size=1, max_size=3).map("\n".join)
OPTIONS = [{"key": f"o{n}", "label": f"選択肢{n}"} for n in (1, 2, 3)]
# Since then: one renamed to a formula, one removed, one merged into the first.
NOW_OPTIONS = [
    {**OPTIONS[0], "label": "=新しい名前"}, {**OPTIONS[1], "gone": True}, {**OPTIONS[2], "gone": True, "into": "o1"},
]  # fmt: skip
# Ids of files and their names; nobody knows the last one any more.
FILES = {
    "00000000-0000-4000-8000-000000000001": "=様式.xlsx",
    "00000000-0000-4000-8000-000000000002": "地図 髙﨑.pdf",
    "00000000-0000-4000-8000-000000000003": None,
}
INTEGERS = st.integers(-(10**15), 10**15) | st.just(0)
DECIMALS = st.decimals(-(10**9), 10**9, places=2).map(str) | st.sampled_from(["0.00", "0", "-0.50"])
ONE_OF = st.sampled_from(["o1", "o2", "o3"])
OTHERS = LINES.map(lambda text: {"other": text})
SPECIAL = st.sampled_from([one for one in Special if one is not Special.UNANSWERED]).map(stored)
COLUMNS = [
    {"key": "c1", "kind": "integer", "label": "人数", "settings": {"unit": "人"}, "total": True},
    {"key": "c2", "kind": "single_choice", "label": "区分", "settings": {"options": OPTIONS}},
    {"key": "c3", "kind": "short_text", "label": "備考"},
]
# The last column was given up, and another one has become a text.
NOW_COLUMNS = [
    {**COLUMNS[0], "kind": "short_text", "settings": {}, "total": False},
    {**COLUMNS[1], "settings": {"options": NOW_OPTIONS}},
]
ROWS = [{"key": "r1", "label": "本庁舎"}, {"key": "r2", "label": "支所"}]
NOW_ROWS = [ROWS[0], {**ROWS[1], "gone": True}]


def or_special(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.one_of(strategy, strategy, SPECIAL)


def cells(first: st.SearchStrategy) -> st.SearchStrategy:
    return st.fixed_dictionaries(
        {}, optional={"c1": or_special(first), "c2": or_special(ONE_OF), "c3": or_special(LINES)}
    )


def table(first: st.SearchStrategy) -> st.SearchStrategy:
    return st.dictionaries(st.sampled_from(["r1", "r2"]), cells(first), min_size=1)


def lines(first: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(cells(first).filter(bool), min_size=1, max_size=3)


@dataclass(frozen=True)
class Random:
    """A kind's settings then and now, and what may be stored, then and now."""

    then: dict[str, Any]
    now: dict[str, Any]
    stored_then: st.SearchStrategy
    stored_now: st.SearchStrategy


def same(settings: dict[str, Any], stored_: st.SearchStrategy) -> Random:
    return Random(settings, settings, stored_, stored_)


RANDOM: dict[str, Random] = {
    "integer": same({"unit": "人"}, INTEGERS),
    "decimal": same({"decimals": 2}, DECIMALS),
    "calculated": same({"decimals": 2}, DECIMALS),
    "short_text": same({}, LINES),
    "long_text": same({}, LONG),
    "single_choice": Random(
        {"options": OPTIONS, "with_other": True}, {"options": NOW_OPTIONS, "had_other": True}, ONE_OF | OTHERS, ONE_OF
    ),
    "multiple_choice": Random(
        {"options": OPTIONS, "with_other": True}, {"options": NOW_OPTIONS, "with_other": True},
        *[st.tuples(st.lists(ONE_OF, min_size=1, unique=True), st.lists(OTHERS, max_size=1)).map(
            lambda chosen: [*chosen[0], *chosen[1]]
        )] * 2,
    ),
    "yes_no": Random({}, {"yes_label": "+ある"}, st.booleans(), st.booleans()),
    "consent": same({"text": "同意"}, st.just(True)),
    "rating": Random({"highest": 10}, {"highest": 5}, st.integers(1, 10), st.integers(1, 5)),
    "schedule": same(
        {"candidates": [{"key": "k1", "label": "5月1日"}, {"key": "k2", "label": "5月2日", "gone": True}]},
        st.dictionaries(st.sampled_from(["k1", "k2"]), st.sampled_from(["yes", "maybe", "no"]), min_size=1),
    ),
    "date": same({}, st.dates().map(datetime.date.isoformat)),
    "time": same({}, st.times().map(lambda time: time.strftime("%H:%M"))),
    "email": same({}, st.just("touhyou+27@city.example.jp")),
    "phone": same({}, st.sampled_from(["022-211-2333", "+81-3-1234-5678"])),
    "person_name": same({"with_kana": True}, st.fixed_dictionaries(
        {"family": LINES}, optional={"given": LINES, "family_kana": st.just("たかさき")})),
    "address": same({}, st.fixed_dictionaries(
        {"region": st.just("宮城県")}, optional={"street": LINES, "city": LINES})),
    "file": Random(
        {"max_files": 3}, {"max_files": 1},
        *[st.lists(st.sampled_from(sorted(FILES)), min_size=1, max_size=3)] * 2,
    ),
    "table": Random(
        {"rows": ROWS, "columns": COLUMNS}, {"rows": NOW_ROWS, "columns": NOW_COLUMNS}, table(INTEGERS), table(LINES)
    ),
    "repeating_rows": Random({"columns": COLUMNS}, {"columns": NOW_COLUMNS}, lines(INTEGERS), lines(LINES)),
}  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> tuple[Definition, Definition]:
    """What was asked then, and what is asked now: some are new, some are gone, some have become another kind."""
    before, now = [], []
    for number, kind in enumerate(draw(st.lists(st.sampled_from(sorted(RANDOM)), min_size=1, max_size=6))):
        question = Question(f"q{number}", kind, f"設問{number}", settings=RANDOM[kind].now)
        earlier = draw(st.sampled_from([kind, kind, kind, "none", *sorted(RANDOM)]))
        if earlier == "none" or draw(st.integers(0, 4)):
            now.append(question)
        if earlier != "none":
            before.append(replace(question, kind=earlier, label=f"=以前の設問{number}", settings=RANDOM[earlier].then))
    return Definition(tuple(before)), Definition(tuple(now))


@st.composite
def answers_to(draw: st.DrawFn, definition: Definition, *, then: bool) -> dict[str, Any]:
    return {
        one.key: draw(or_special(RANDOM[one.kind].stored_then if then else RANDOM[one.kind].stored_now))
        for one in definition.asked
        if draw(st.integers(0, 4))
    }


@dataclass
class Given:
    """One respondent: what was asked, what was answered, and what holds for the whole of it (a special, or "")."""

    version: int  # 1 or 2; 0 where there is no sheet of either
    answers: dict[str, Any]
    whole: str


WHOLES = {11: "returned", 12: Special.EXEMPT.value, 13: Special.UNANSWERED.value}


@st.composite
def respondents(draw: st.DrawFn, before: Definition, now: Definition) -> list[Given]:
    found = []
    for version, definition in ((1, before), (2, now)):
        for answers in draw(st.lists(answers_to(definition, then=version == 1), max_size=5)):
            found.append(Given(version, answers, draw(st.sampled_from(["", "", "", *WHOLES.values()]))))
    return draw(st.permutations(found))


def source_of(cast: Cast, before: Definition, now: Definition, given: list[Given], **more: Any) -> Source:
    """Sheets of 石巻市 and 白石市 in turns, as a source with an attribute of every sort."""
    questionnaire = Questionnaire.objects.create(owner=cast.prefecture, title="期日前投票所の調査")
    versions = [
        Version.objects.create(
            questionnaire=questionnaire, number=number, content=definition.to_json(), state="published",
            published_at=f"2026-0{number}-01T00:00+09:00",
        )
        for number, definition in ((1, before), (2, now))
    ]  # fmt: skip
    for pk, name in FILES.items():
        if name:
            StoredFile.objects.get_or_create(
                pk=pk, defaults={"name": name, "size": 1, "sha256": "0", "owner": cast.ishinomaki}
            )
    numbers = {words: number for number, words in WHOLES.items()}
    organizations = [cast.ishinomaki, cast.shiroishi]
    AnswerSheet.objects.bulk_create(
        AnswerSheet(
            version=versions[one.version - 1], organization=organizations[place % 2], answers=one.answers,
            edit=numbers.get(one.whole, 1),
        )
        for place, one in enumerate(given)
    )  # fmt: skip
    rows = AnswerSheet.objects.filter(version__questionnaire=questionnaire)
    whole = Case(
        *(When(edit=number, then=Value(words)) for number, words in WHOLES.items()),
        default=Value(None), output_field=CharField(),
    )  # fmt: skip
    codes = tuple((one.code, one.name) for one in (cast.ishinomaki, cast.shiroishi))
    return Source(
        title="期日前投票所の調査",
        versions=Versions({version.pk: version.definition for version in versions}),
        definition=now,
        rows=rows,
        whole=whole,
        more_specials={"returned": "差戻し中"},
        attributes=(
            Attribute("organization", "団体", F("organization__code"), codes),
            Attribute("kind", "団体の種別", F("organization__kind"), tuple(Kind.choices)),
            Attribute("region", "圏域", F("organization__region")),
        ),
        **more,
    )
