"""A form on an English page: whatever is ours in it is English, and what is typed there means the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation.template import templatize

from core.files.naming import clean_name
from core.people.templatetags import portal_format
from core.questions.asking import ask, typed_of
from core.questions.checking import Checked, check
from core.questions.definition import Check, Comparison, Condition, Definition, Need, Question, Test
from core.questions.filling import changed
from core.questions.form_pages import FormPage
from core.questions.kinds.base import KINDS
from core.questions.library import library
from core.questions.services.attaching import refuse_uploads
from core.questions.showing import show
from core.questions.specials import Special, stored
from core.questions.translating import nested, texts_of, translated
from tests.questions.kinds.asking_one import a, problems

# Kana, kanji, Japanese punctuation, full-width forms. The dash of a table's cell that does not apply is a sign.
JAPANESE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff01-\uff0c\uff0e-\uff60]")
OPTIONS = [{"key": f"o{place}", "label": label} for place, label in enumerate(("Bus", "Train", "Nothing"), 1)]
ROWS = [{"key": "r1", "label": "Main hall"}, {"key": "r2", "label": "Annex"}]
UNIT = {"unit": "people"}
COLUMNS = [
    {
        "key": "c1",
        "kind": "integer",
        "label": "People",
        "settings": {"unit": "people"},
        "total": True,
        "need": "required",
    },
    {"key": "c2", "kind": "integer", "label": "Helpers", "settings": UNIT, "total": True},
    {"key": "c3", "kind": "yes_no", "label": "Heated"},
]
KANJI = "三人"
FAMILIES = ["image", "archive"]
FILES = {f"4f0d2e9a-6f5e-4a51-9d53-3a1f5f3b8a0{n}": f"{n}.pdf" for n in (1, 2)}

# Kind → its settings, what is wrong to type, what is right.
ASKED: dict[str, tuple[dict, dict, dict]] = {
    "short_text": ({"max_length": 3}, {"": "long"}, {"": "yes"}),
    "long_text": ({"max_length": 3}, {"": "long"}, {"": "a\nb"}),
    "integer": ({"unit": "people", "minimum": 1, "maximum": 9}, {"": "12"}, {"": "3"}),
    "decimal": ({"unit": "km", "maximum": 9}, {"": "1.234"}, {"": "1.25"}),
    "single_choice": ({"options": OPTIONS, "with_other": True}, {"": "other"}, {"": "other", "other": "Bicycle"}),
    "multiple_choice": (
        {"options": OPTIONS, "minimum": 2, "maximum": 2, "exclusive": ["o3"]},
        {"": ["o1", "o3"]},
        {"": ["o1", "o2"]},
    ),
    "yes_no": ({}, {"": "perhaps"}, {"": "yes"}),
    "rating": ({"low_label": "Bad", "high_label": "Good"}, {"": "6"}, {"": "5"}),
    "date": ({"earliest": "1998-04-01", "latest": "2027-03-31"}, {"": "2 May 1997"}, {"": "May 2nd, 1999"}),
    "time": ({"earliest": "09:00"}, {"": "8:00"}, {"": "17:30"}),
    "email": ({}, {"": "hanako"}, {"": "hanako@example.jp"}),
    "phone": ({}, {"": "12"}, {"": "022-211-2333"}),
    "person_name": (
        {"with_kana": True, "single_name": True},
        {"family": "Smith", "family_kana": "Smith"},
        {"family": "Smith", "given": "Ann", "family_kana": "スミス", "given_kana": "アン"},
    ),
    "address": (
        {},
        {"postcode": "1", "region": "Miyagi"},
        {"postcode": "986-0822", "region": "宮城県", "city": "Ishinomaki", "street": "1-1", "building": "3F"},
    ),
    "consent": ({"text": "We keep it for a year."}, {"": "no"}, {"": "1"}),
    "schedule": ({"candidates": OPTIONS}, {"o1": "?"}, {"o1": "yes", "o2": "maybe", "o3": "no"}),
    "file": ({"max_files": 1, "families": FAMILIES}, {"": list(FILES)}, {"": list(FILES)[:1]}),
    "table": (
        {"rows": ROWS, "columns": COLUMNS, "row_total": True, "na_cells": True},
        {"r1.c1": "x", "block": "left"},
        {"r1.c1": "1", "r1.c2": "2", "r1.c3": "yes", "r2.c1": "－"},
    ),
    "repeating_rows": (
        {"columns": COLUMNS, "minimum": 2, "maximum": 3},
        {"1.c1": "x"},
        {"1.c1": "1", "1.c2": "2", "2.c1": "3"},
    ),
    "calculated": ({"formula": "{integer} / {single_choice}"}, {}, {}),
    "section": ({}, {}, {}),
    "page_break": ({}, {}, {}),
}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def of_kind(kind: str, **fields) -> Question:
    return Question(kind, kind, fields.pop("label", "Your answer"), settings=ASKED[kind][0], **fields)


def typed_into(kind: str, parts: dict) -> dict[str, list[str]]:
    named = {f"a.{kind}.{part}" if part else f"a.{kind}": text for part, text in parts.items()}
    return {name: [text] if isinstance(text, str) else text for name, text in named.items()}


def asked_as_html(definition: Definition, typed: dict, checked: Checked) -> str:
    page = FormPage(definition, typed, checked, problems_shown=True, files=FILES)
    summary = render_to_string("questions/_mistakes.html", {"mistakes": page.mistakes, "number": 1})
    everything = ask(definition, typed, checked, files=FILES)
    return summary + render_to_string("questions/_questions.html", {"page": everything})


def shown_as_html(definition: Definition, answers: dict, reasons: dict | None = None) -> str:
    return render_to_string("questions/_sheet.html", {"shown": show(definition, answers, reasons, FILES)})


def japanese_in(html: str, *, but: str = "") -> list[str]:
    """The lines with anything Japanese that is read; what was typed, and the values of options, are not ours."""
    read = re.sub(r'value="[^"]*"', "", html)
    read = read.replace(but, "") if but else read
    return [line.strip() for line in read.splitlines() if JAPANESE.search(line)]


def test_every_kind_is_tried_here():
    assert ASKED.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", ASKED)
def test_a_kind_is_asked_in_english(kind):
    for need in Need:
        definition = Definition((of_kind(kind, need=need, may_be_na=True),))
        assert japanese_in(asked_as_html(definition, {}, check(definition, {}, complete=True))) == []


@pytest.mark.parametrize("kind", [kind for kind, (_, wrong, _) in ASKED.items() if wrong])
def test_a_kind_refuses_in_english(kind):
    definition = Definition((of_kind(kind),))
    typed = typed_into(kind, ASKED[kind][1])
    checked = check(definition, typed, complete=True, files=FILES)
    assert checked.problems
    assert not any(JAPANESE.search(problem.message) for problem in checked.problems), checked.problems
    assert japanese_in(asked_as_html(definition, typed, checked)) == []


@pytest.mark.parametrize("kind", [kind for kind, (_, _, right) in ASKED.items() if right])
def test_an_answer_is_shown_in_english_and_stands_in_its_controls(kind):
    definition = Definition((of_kind(kind),))
    checked = check(definition, typed_into(kind, ASKED[kind][2]), complete=True, files=FILES)
    assert checked.problems == []
    kana = "スミス アン"  # which the applicant typed
    assert japanese_in(shown_as_html(definition, checked.answers), but=kana) == []
    again = typed_of(definition, checked.answers)
    assert check(definition, again, complete=True, files=FILES).answers == checked.answers
    with translation.override("ja"):
        assert check(definition, again, complete=True, files=FILES).answers == checked.answers


@pytest.mark.parametrize("special", [one for one in Special if one is not Special.UNANSWERED])
def test_every_way_of_having_no_value_has_its_english_name(special):
    definition = Definition((of_kind("integer"), of_kind("table")))
    answers = {"integer": stored(special), "table": {"r1": {"c1": stored(special)}}}
    assert japanese_in(shown_as_html(definition, answers, {"integer": "because"})) == []


@pytest.mark.parametrize("slug", list(library()))
def test_a_template_with_its_texts_translated_has_nothing_japanese_left(slug):
    written = library()[slug].definition
    words = {one.path: f"Text {place}" for place, one in enumerate(texts_of(written))}
    definition = translated(written, nested(words))
    checked = check(definition, {}, complete=True)
    assert checked.problems or not any(one.need == Need.REQUIRED for one in definition)
    assert japanese_in(asked_as_html(definition, {}, checked)) == []
    assert japanese_in(shown_as_html(definition, checked.answers)) == []


CONDITIONS = [
    ("integer", "ge", 3, "is at least 3 people"),
    ("date", "until", "1998-04-01", "is on or before 1 April 1998"),
    ("single_choice", "is", "o1", "is “Bus”"),
    ("multiple_choice", "has_not", "o2", "does not include “Train”"),
    ("yes_no", "is", "yes", "is “Yes”"),
    ("consent", "agreed", None, "is agreed to"),
    ("rating", "lt", 3, "is less than 3"),
    ("short_text", "not_answered", None, "is not answered"),
]


@pytest.mark.parametrize(("kind", "operator", "operand", "words"), CONDITIONS)
def test_a_condition_reads_as_english(kind, operator, operand, words):
    condition = Condition((Test(kind, operator, operand),))
    definition = Definition((of_kind(kind), Question("why", "short_text", "Why", show_if=condition)))
    html = asked_as_html(definition, {}, check(definition, {}, complete=False))
    assert f"Answer this if Q1 “Your answer” {words}." in html
    assert japanese_in(html) == []


def test_every_operator_has_its_english():
    for kind in KINDS.values():
        for operator in kind.operators:
            assert not JAPANESE.search(translation.gettext(operator.label)), operator


@pytest.mark.parametrize("comparison", Comparison)
def test_a_check_across_questions_without_words_of_its_own_speaks_english(comparison):
    questions = (of_kind("integer"), Question("all", "integer", "All"))
    definition = Definition(questions, (Check("k1", "{integer}", comparison, "{all} + 20", "", soft=True),))
    pairs = ((9, -11), (1, 1), (9, -19))  # the same, less, more
    typed = [{"a.integer": [str(one)], "a.all": [str(other)]} for one, other in pairs]
    said = [one.message for each in typed for one in check(definition, each, complete=True).problems]
    assert said
    assert not any(JAPANESE.search(message) for message in said), said
    assert all("Q1" in message and "Q2 + 20" in message for message in said)


NUMBERS = ["1,20", "1.", "1.5", "9" * 16, "1e5", "1 2", f"{KANJI}万", "3x", "x", "9" * 70, "3万", "\x00"]


@pytest.mark.parametrize("text", NUMBERS)
def test_whatever_is_no_number_is_said_in_english(text):
    for question in (a("integer"), a("integer", unit="people"), a("decimal")):
        for _, message in problems(question, {"": text}):
            assert not JAPANESE.search(message.replace(KANJI, "").replace("万", "")), message


DATES = {
    "1 April 1998": "1998-04-01",
    "1st Apr. 1998": "1998-04-01",
    "April 1, 1998": "1998-04-01",
    "SEPT 30 2001": "2001-09-30",
    "  29   february 2028 ": "2028-02-29",
    "２１ November ２０２６": "2026-11-21",
    "令和8年11月21日": "2026-11-21",
    "2026年11月21日(令和8年)": "2026-11-21",
    "R8.11.21": "2026-11-21",
}


@pytest.mark.parametrize("text", DATES)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_date_is_read_however_it_is_written(text, language):
    question = Question("q", "date", "Day")
    with translation.override(language):
        checked = check(Definition((question,)), {"a.q": [text]}, complete=True)
    assert checked.answers == {"q": DATES[text]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("31 April 1998", "There is no such day as “31 April 1998”. Check the date."),
        ("平成1年1月7日", "There is no such day as “平成1年1月7日”. Heisei began on 8 January 1989."),
        ("令和1年4月30日", "30 April 2019 is in Heisei 31."),
        ("2026年4月1日(令和7年)", "2026 is Reiwa 8. Correct one of the two years."),
        ("2026年11月21日(金)", "21 November is a Saturday."),
        ("1 Foo 1998", "This cannot be read as a date."),
    ],
)
def test_what_is_no_date_is_said_in_english(text, said):
    assert said in problems(a("date"), {"": text})[0][1]


def test_moments_are_written_in_english():
    day = portal_format.datetime.date(2026, 11, 21)
    moment = portal_format.datetime.datetime(2026, 11, 21, 9, 5, tzinfo=portal_format.TOKYO)
    assert portal_format.jdate(day) == "21 November 2026"
    assert portal_format.jday(day) == "Sat 21 November"
    assert portal_format.jdatetime(moment) == "21 November 2026 9:05"
    assert portal_format.jshort(moment) == "21 November 9:05"
    assert not JAPANESE.search(portal_format.jdate_tag(day) + portal_format.jdatetime_tag(moment))


@pytest.mark.parametrize("name", ["", "a\nb.pdf", "x" * 300])
def test_a_file_with_a_bad_name_is_refused_in_english(name):
    with pytest.raises(ValidationError) as refused:
        clean_name(name)
    assert not JAPANESE.search(refused.value.messages[0])


def test_a_file_that_is_not_asked_for_is_refused_in_english():
    question = of_kind("file")
    text = SimpleUploadedFile("note.txt", b"plain words")
    for asked, uploads in ((None, [text]), (question, [text]), (question, [text, text])):
        with pytest.raises(ValidationError) as refused:
            refuse_uploads(asked, uploads, there=0)
        assert not JAPANESE.search(refused.value.messages[0])


def test_what_a_button_inside_a_question_says_is_english():
    definition = Definition((of_kind("address"), of_kind("table")))
    for name, key, typed in (
        ("lookup", "address", {"a.address.postcode": ["1"]}),
        ("lookup", "address", {"a.address.postcode": ["000-0000"]}),
        ("fill", "table", {"a.table.block": ["1\t2\tperhaps\t4\n5"]}),
        ("fill", "table", {"a.table.block": [" "]}),
        ("fill", "table", {"a.table.block": ['"a\n']}),
    ):
        _, said = changed(definition, typed, name, key)
        assert said
        assert not any(JAPANESE.search(message) for message in said), said


def test_the_script_of_an_english_page_is_told_of_a_postcode_in_english(cast, signed_in):
    client = signed_in(cast.kaede)
    for code, status in (("986-0822", 200), ("1", 404)):
        answer = client.get(f"/questions/postcodes/{code}/", {"lang": "en"})
        assert answer.status_code == status
        words = answer.json()["message"].removeprefix("宮城県石巻市中央")
        assert not JAPANESE.search(words)


def test_a_name_and_an_address_are_shown_as_english_reads_them():
    name, address = KINDS["person_name"], KINDS["address"]
    assert name.display(a("person_name"), {"family": "Smith", "given": "Ann"}) == "Smith Ann"
    assert address.display(a("address"), {"region": "宮城県", "city": "Sendai"}) == "Miyagi Sendai"
    with translation.override("ja"):
        assert address.display(a("address"), {"region": "宮城県", "city": "仙台市"}) == "宮城県仙台市"


def test_a_definition_that_both_languages_use_numbers_its_questions_in_each():
    definition = library()["event"].definition
    first = definition.asked[0].key
    assert definition.number[first] == "Q1"
    with translation.override("ja"):
        assert definition.number[first] == "問1"
    assert definition.number[first] == "Q1"


# --- The catalogue ---

FOLDERS = ("core/questions", "core/files")
FILES_OF_PEOPLE = ("japanese_dates.py", "phones.py", "clean_text.py")
CALLS = {"gettext", "gettext_lazy", "gettext_noop", "ngettext"}


def _texts_in(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS
        if named and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)


def _texts_in_template(path: Path) -> Iterator[str]:
    pieces = templatize(path.read_text(encoding="utf-8"))
    return (found[2] for found in re.finditer(r"n?gettext\(u?(['\"])(.*?)(?<!\\)\1", pieces, re.S))


def test_every_text_that_is_marked_has_its_english():
    root = settings.BASE_DIR
    sources = [path for folder in FOLDERS for path in (root / folder).rglob("*.py")]
    sources += [root / "core/people" / name for name in FILES_OF_PEOPLE]
    marked = {text for path in sources for text in _texts_in(path.read_text(encoding="utf-8"))}
    marked |= {text for path in (root / "templates/questions").rglob("*.html") for text in _texts_in_template(path)}
    assert len(marked) > 250
    left = {text for text in marked if JAPANESE.search(text) and JAPANESE.search(translation.gettext(text))}
    assert left == set()
