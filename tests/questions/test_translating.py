"""A questionnaire in another language: other words, the same questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.questions.asking import typed_of
from core.questions.checking import check
from core.questions.definition import Check, Comparison, Definition, Question
from core.questions.library import library
from core.questions.translating import at, nested, texts_of, translated, untranslated
from tests.questions.random_questionnaires import definitions, typed_for

JOBS = [
    {"key": "o1", "label": "投票立会人"},
    {"key": "o2", "label": "開票事務"},
    {"key": "o3", "label": "旧", "gone": True},
]
COLUMNS = [
    {"key": "c1", "kind": "integer", "label": "人数", "help": "実人数", "settings": {"unit": "人"}, "total": True},
    {"key": "c2", "kind": "integer", "label": "延べ", "settings": {"unit": "名"}},
    {"key": "c3", "kind": "single_choice", "label": "仕事", "settings": {"options": JOBS}},
]
SUMS = [{"axis": "rows", "total": "r2", "parts": ["r1"], "message": "計が合いません。"}]
ROWS = [{"key": "r1", "label": "本庁舎"}, {"key": "r2", "label": "計"}]
TABLE = {"rows": ROWS, "columns": COLUMNS, "row_header": "庁舎", "sums": SUMS}
FORM = Definition(
    (
        Question("head", "section", "応募する人", help="本人のこと"),
        Question("name", "person_name", "お名前"),
        Question(
            "job", "single_choice", "仕事", settings={"options": JOBS, "with_other": True, "other_label": "別の仕事"}
        ),
        Question("hours", "integer", "時間", settings={"unit": "時間"}),
        Question("agreed", "consent", "同意", settings={"text": "1年間保存します。"}),
        Question(
            "where", "table", "場所", settings={"rows": ROWS, "columns": COLUMNS, "row_header": "庁舎", "sums": SUMS}
        ),
    ),
    (Check("k1", "{hours}", Comparison.AT_MOST, "24", "24時間を超えています。"),),
    "募集します。",
)
ENGLISH = {
    "": {"intro": "We are looking for people.", "units": {"時間": "hours", "人": "people"}},
    "head": {"label": "About you", "help": "The person who applies"},
    "job": {"label": "Job", "options": {"o1": "Observer", "o3": "Old"}, "other_label": "Another job"},
    "agreed": {"text": "We keep it for a year."},
    "where": {
        "rows": {"r1": "Main building"},
        "row_header": "Building",
        "columns": {"c1": {"label": "Persons"}, "c3": {"options": {"o2": "Counting"}}},
        "sums": {"r2": "The total is wrong."},
    },
    "k1": {"message": "There are only 24 hours."},
    "gone": {"label": "No longer asked"},
}


def test_what_was_translated_is_said_and_the_rest_stays_japanese():
    form = translated(FORM, ENGLISH)
    assert form.intro == "We are looking for people."
    assert (form["head"].label, form["head"].help) == ("About you", "The person who applies")
    assert form["name"] == FORM["name"]
    assert [one["label"] for one in form["job"].settings["options"]] == ["Observer", "開票事務", "旧"]
    assert form["job"].settings["other_label"] == "Another job"
    assert (form["hours"].label, form["hours"].settings["unit"]) == ("時間", "hours")
    assert form["agreed"].settings["text"] == "We keep it for a year."
    table = form["where"].settings
    assert [row["label"] for row in table["rows"]] == ["Main building", "計"]
    assert [column["label"] for column in table["columns"]] == ["Persons", "延べ", "仕事"]
    assert table["columns"][0]["settings"] == {"unit": "people"}
    assert table["columns"][2]["settings"]["options"][1] == {"key": "o2", "label": "Counting"}
    assert (table["row_header"], table["sums"][0]["message"]) == ("Building", "The total is wrong.")
    assert form.checks[0].message == "There are only 24 hours."


def test_the_questionnaire_itself_is_not_touched():
    before = FORM.to_json()
    translated(FORM, ENGLISH)
    assert FORM.to_json() == before
    assert translated(FORM, {}) is FORM


def test_what_is_missing_is_listed_in_the_order_of_the_questions():
    missing = [(one.key, one.written) for one in untranslated(FORM, ENGLISH)]
    assert missing == [
        ("name", "お名前"),
        ("job", "開票事務"),
        ("hours", "時間"),
        ("agreed", "同意"),
        ("where", "場所"),
        ("where", "計"),
        ("where", "実人数"),
        ("where", "延べ"),
        ("", "名"),
        ("where", "仕事"),
        ("where", "投票立会人"),
    ]
    assert untranslated(FORM, nested({one.path: "x" for one in texts_of(FORM)})) == []


@pytest.mark.parametrize("texts", [{"": {"units": {"人": "people", "名": "people"}}}, {"": {"units": {"人": "名"}}}])
def test_two_units_never_become_one_for_their_totals_would_change(texts):
    columns = translated(FORM, texts)["where"].settings["columns"]
    units = [column["settings"]["unit"] for column in columns[:2]]
    assert len(set(units)) == 2


@pytest.mark.parametrize(
    "texts",
    [
        {"job": "Job"},
        {"job": {"options": "Observer"}},
        {"job": {"label": {"o1": "Observer"}, "options": {"o1": 3}}},
        {"job": {"label": " "}},
        {"": {"units": ["hours"]}, "where": {"columns": {"c1": "Persons"}}},
        {"job": None},
    ],
)
def test_texts_of_another_shape_leave_the_japanese(texts):
    assert translated(FORM, texts) == FORM


def test_paths_are_kept_as_they_are_looked_up():
    texts = nested({("job", "options", "o1"): "Observer", ("job", "label"): "  ", ("", "intro"): "Hello"})
    assert texts == {"job": {"options": {"o1": "Observer"}}, "": {"intro": "Hello"}}
    assert at(texts, ("job", "options", "o1")) == "Observer"
    assert (
        at(texts, ("job", "options")) == at(texts, ("job", "label")) == at(texts, ("job", "options", "o1", "x")) == ""
    )


@pytest.mark.parametrize("slug", list(library()))
def test_every_word_of_a_template_that_is_read_can_be_translated(slug):
    written = library()[slug].definition
    spoken = translated(
        written, nested({one.path: "Text" + "x" * place for place, one in enumerate(texts_of(written))})
    )
    for question in (*written.asked, *(one for one in written if one.kind == "section")):
        assert spoken[question.key].label.startswith("Text")
    assert all(one.written.startswith("Text") for one in texts_of(spoken) if one.path[1] != "units")


@given(st.data())
def test_the_same_typing_is_the_same_answer_in_every_language(data):
    written = data.draw(definitions())
    typed = data.draw(typed_for(written))
    words = data.draw(
        st.dictionaries(st.sampled_from(texts_of(written)).map(lambda one: one.path), st.text(max_size=9))
    )
    spoken = translated(written, nested(words))
    for complete in (False, True):
        mine, theirs = check(written, typed, complete=complete), check(spoken, typed, complete=complete)
        assert (mine.answers, mine.reasons, mine.hidden) == (theirs.answers, theirs.reasons, theirs.hidden)
        assert [(one.key, one.part) for one in mine.problems] == [(one.key, one.part) for one in theirs.problems]
        assert typed_of(written, mine.answers) == typed_of(spoken, mine.answers)
