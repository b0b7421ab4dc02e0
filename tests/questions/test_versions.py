"""Versions: frozen once published, told apart in words, and what an older answer is to a newer version."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from core.questions.affected import judge, sheets_before, tally
from core.questions.definition import Check, Comparison, Condition, Definition, Need, Question
from core.questions.definition import Test as Comparing
from core.questions.models import AnswerSheet, Questionnaire, Version
from core.questions.services.composing import create, start_draft
from core.questions.services.publishing import publish
from core.questions.services.saving import open_sheet, save
from core.questions.version_differences import STRICTNESS, Effect, moved_keys, version_differences

VOTERS = Question("voters", "integer", "投票者数", settings={"unit": "人"})
PLACES = Question("places", "integer", "投票所の数", settings={"unit": "か所"})
METHOD = Question(
    "method",
    "single_choice",
    "投票の方法",
    settings={"options": [{"key": "o1", "label": "投票所"}, {"key": "o2", "label": "期日前"}]},
)
MEMO = Question("memo", "short_text", "備考")
FIRST = Definition((VOTERS, PLACES, METHOD, MEMO))


def told(old: Definition, new: Definition) -> list[tuple[str, str]]:
    return [(difference.effect.value, difference.key) for difference in version_differences(old, new)]


# --- Frozen -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def published(cast) -> Questionnaire:
    made = create(cast.prefecture, "投票の状況", by=cast.sato, definition=FIRST)
    publish(made, by=cast.sato)
    return Questionnaire.objects.get(pk=made.pk)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE questions_version SET content = '{}' WHERE id = %s",
        "UPDATE questions_version SET number = 99 WHERE id = %s",
        "UPDATE questions_version SET state = 'draft', published_at = NULL WHERE id = %s",
        "DELETE FROM questions_version WHERE id = %s",
    ],
)
def test_the_database_itself_refuses_to_change_a_published_version(published, statement):
    refused = pytest.raises(IntegrityError, match="published and never changes")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [published.published.pk])
    assert Version.objects.get(pk=published.published.pk).definition == FIRST


def test_control_a_draft_can_be_changed_and_deleted(cast):
    made = create(cast.prefecture, "下書き", by=cast.sato, definition=FIRST)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE questions_version SET content = '{}' WHERE id = %s", [made.draft.pk])
        assert cursor.rowcount == 1
        cursor.execute("DELETE FROM questions_version WHERE id = %s", [made.draft.pk])
        assert cursor.rowcount == 1


def test_deleting_the_questionnaire_does_not_take_a_published_version_along(published):
    with pytest.raises(IntegrityError), transaction.atomic():
        Questionnaire.objects.filter(pk=published.pk).delete()
    assert published.versions.exists()


# --- Told apart -------------------------------------------------------------------------------------------------------


def test_what_was_added_and_removed_stands_where_it_is_in_the_order():
    added = Question("early", "integer", "期日前投票者数")
    new = FIRST.without("places").with_question(added, after="voters")
    assert told(FIRST, new) == [("added", "early"), ("removed", "places")] or told(FIRST, new) == [
        ("removed", "places"),
        ("added", "early"),
    ]
    removed = next(one for one in version_differences(FIRST, new) if one.effect is Effect.REMOVED)
    assert removed.what == "問2「投票所の数」"


def test_one_move_is_told_once_with_both_places():
    (difference,) = version_differences(FIRST, FIRST.moved("voters", 3))
    assert (difference.effect, difference.key) == (Effect.MOVED, "voters")
    assert (difference.old, difference.new) == ("先頭", "問3「備考」の後")


def test_a_question_that_comes_under_another_heading_names_it():
    old = Definition((VOTERS, Question("h", "section", "期日前投票"), PLACES))
    (difference,) = version_differences(old, old.moved("voters", 2))
    assert difference.new == "問1「投票所の数」の後（見出し「期日前投票」の下）"


@pytest.mark.parametrize(
    ("change", "effect"),
    [
        ({"label": "投票した人の数"}, "relabelled"),
        ({"help": "期日前を含みます。"}, "relabelled"),
        ({"need": Need.SOFT}, "stricter"),
        ({"need": Need.REQUIRED}, "stricter"),
        ({"may_be_na": True}, "looser"),
        ({"personal": True}, "changed"),
        ({"kind": "decimal"}, "changed"),
        ({"settings": {"unit": "人", "maximum": 100}}, "stricter"),
        ({"settings": {"unit": "世帯"}}, "changed"),
        ({"show_if": Condition((Comparing("memo", "answered"),))}, "changed"),
    ],
)
def test_each_change_of_a_question_says_what_it_does_to_those_who_answer(change, effect):
    old = Definition((MEMO, VOTERS))
    new = old.replacing(replace(VOTERS, **change))
    assert told(old, new) == [(effect, "voters")]


def test_loosening_is_the_mirror_of_tightening():
    strict = FIRST.replacing(replace(VOTERS, need=Need.REQUIRED))
    assert told(strict, FIRST) == [("looser", "voters")]


def test_conditions_and_checks_are_told_in_words():
    check = Check("k1", "{voters}", Comparison.AT_LEAST, "{places}", "数を確かめてください。")
    condition = Condition((Comparing("method", "is", "o2"),))
    new = replace(FIRST.replacing(replace(MEMO, show_if=condition)), checks=(check,))
    when, rule = version_differences(FIRST, new)
    assert (when.old, when.new) == ("いつも表示", "問3「投票の方法」が「期日前」であるときに表示")
    assert (rule.effect, rule.key) == (Effect.ADDED, "k1")
    assert "以上" in rule.new
    assert "数を確かめてください。" in rule.new
    softer = replace(new, checks=(replace(check, soft=True),))
    assert told(new, softer) == [("looser", "k1")]
    assert told(new, FIRST) == [("changed", "memo"), ("removed", "k1")]


LABELS = st.sampled_from(["人口", "世帯数", "投票者数", "面積"])
KINDS = st.sampled_from(["integer", "short_text", "date", "section"])


@st.composite
def questions(draw: st.DrawFn, key: str) -> Question:
    return Question(
        key=key,
        kind=draw(KINDS),
        label=draw(LABELS),
        help=draw(st.sampled_from(["", "基準日現在"])),
        need=draw(st.sampled_from(list(Need))),
        may_be_na=draw(st.booleans()),
        personal=draw(st.booleans()),
    )


@st.composite
def edited(draw: st.DrawFn) -> tuple[Definition, Definition]:
    """A definition, and what became of it in up to six edits."""
    old = Definition(tuple(draw(questions(f"q{number}")) for number in range(draw(st.integers(0, 6)))))
    new = old
    for number in range(draw(st.integers(0, 6))):
        what = draw(st.sampled_from(["add", "remove", "move", "edit", "intro", "check", "uncheck"]))
        keys = [question.key for question in new]
        if what == "add":
            new = new.with_question(draw(questions(f"n{number}")), after=draw(st.sampled_from([None, *keys])))
        elif what == "intro":
            new = replace(new, intro=draw(st.sampled_from(["", "期日までに回答してください。"])))
        elif what == "check":
            new = replace(new, checks=(*new.checks, Check(f"k{number}", "1", Comparison.EQUAL, "1", "")))
        elif what == "uncheck":
            new = replace(new, checks=new.checks[1:])
        elif keys:
            key = draw(st.sampled_from(keys))
            if what == "remove":
                new = new.without(key)
            elif what == "move":
                new = new.moved(key, draw(st.integers(0, len(keys))))
            else:
                new = new.replacing(draw(questions(key)))
    return old, new


@given(edited())
@settings(max_examples=300, deadline=None)
def test_whatever_was_edited_is_told_and_nothing_else(pair: tuple[Definition, Definition]):
    old, new = pair
    found = version_differences(old, new)
    assert (found == []) == (old.to_json() == new.to_json())

    by_effect: dict[str, set[str]] = {effect.value: set() for effect in Effect}
    for difference in found:
        by_effect[difference.effect.value].add(difference.key)
    before, after = {one.key: one for one in old}, {one.key: one for one in new}
    checks = {one.key for one in old.checks}, {one.key for one in new.checks}
    assert by_effect["added"] == (after.keys() - before.keys()) | (checks[1] - checks[0])
    assert by_effect["removed"] == (before.keys() - after.keys()) | (checks[0] - checks[1])

    common = before.keys() & after.keys()
    reworded = {key for key in common if (before[key].label, before[key].help) != (after[key].label, after[key].help)}
    assert by_effect["relabelled"] == reworded
    strict = {key: (STRICTNESS.index(before[key].need), STRICTNESS.index(after[key].need)) for key in common}
    na = {key: (before[key].may_be_na, after[key].may_be_na) for key in common}
    assert by_effect["stricter"] == {
        key for key in common if strict[key][1] > strict[key][0] or na[key] == (True, False)
    }
    assert by_effect["looser"] == {key for key in common if strict[key][1] < strict[key][0] or na[key] == (False, True)}
    other = {
        key for key in common if (before[key].kind, before[key].personal) != (after[key].kind, after[key].personal)
    }
    assert by_effect["changed"] - {""} == other
    assert by_effect["moved"] == moved_keys([one.key for one in old], [one.key for one in new])


@given(st.permutations("abcdef"), st.permutations("abcdgh"))
@settings(max_examples=200, deadline=None)
def test_as_few_as_possible_moved(old: list[str], new: list[str]):
    moved = moved_keys(old, new)
    common = set(old) & set(new)
    assert moved <= common
    assert order(old, common - moved) == order(new, common - moved)
    # Independently: no smaller set of moves explains the order.
    for stayed in combinations(sorted(common), len(common) - len(moved) + 1):
        assert order(old, set(stayed)) != order(new, set(stayed))


def order(keys: list[str], wanted: set[str]) -> list[str]:
    return [key for key in keys if key in wanted]


# --- Older answers under a newer version ------------------------------------------------------------------------------


def answered(version: Version, organization, by, **typed: Any) -> AnswerSheet:
    sheet = open_sheet(version, organization=organization, by=by)
    names = {f"a.{key}": [value] for key, value in typed.items()}
    return save(sheet, names, edit=1, by=by, complete=True)[0]


def next_version(questionnaire: Questionnaire, definition: Definition, by) -> Version:
    draft = start_draft(questionnaire, by=by)
    Version.objects.filter(pk=draft.pk).update(content=definition.to_json())
    return publish(questionnaire, by=by)


@pytest.mark.parametrize(
    ("definition", "reasons"),
    [
        (FIRST.replacing(replace(VOTERS, label="投票した人の数")), []),
        (FIRST.with_question(Question("new", "short_text", "新しい設問")), []),
        (
            FIRST.with_question(Question("new", "short_text", "新しい設問", need=Need.REQUIRED)),
            [("問5「新しい設問」", "入力してください。")],
        ),
        (FIRST.without("voters"), [("問1「投票者数」", "この設問は削除され、回答は使われません。")]),
        (FIRST.without("memo"), []),  # nobody had answered it
        (
            FIRST.replacing(replace(VOTERS, kind="short_text", settings={})),
            [
                (
                    "問1「投票者数」",
                    "設問の種類が「整数」から「1行の文字」に変わりました。回答を確かめてください。",
                )
            ],
        ),
    ],
)
def test_an_older_answer_is_judged_by_the_newer_version(cast, published, definition, reasons):
    answered(published.published, cast.ishinomaki, cast.kaede, voters="1,204", method="o1")
    version = next_version(published, definition, cast.sato)
    (one,) = judge(sheets_before(version), version)
    assert [(reason.what, reason.words) for reason in one.reasons] == reasons
    assert one.fits == (not reasons)


def test_a_bound_a_lost_option_and_a_condition_are_reasons(cast, published):
    answered(published.published, cast.ishinomaki, cast.kaede, voters="1,204", method="o1", memo="なし")
    options = [{"key": "o1", "label": "投票所", "gone": True}, {"key": "o2", "label": "期日前"}]
    version = next_version(
        published,
        Definition(
            (
                replace(VOTERS, settings={"unit": "人", "maximum": 1000}),
                PLACES,
                replace(METHOD, settings={"options": options}),
                replace(MEMO, show_if=Condition((Comparing("places", "answered"),))),
            )
        ),
        cast.sato,
    )
    (one,) = judge(sheets_before(version), version)
    assert {reason.what for reason in one.reasons} == {"問1「投票者数」", "問3「投票の方法」", "問4「備考」"}


def test_unfinished_sheets_and_those_on_the_version_itself_are_not_counted(cast, published):
    answered(published.published, cast.ishinomaki, cast.kaede, voters="1")
    partial = open_sheet(published.published, organization=cast.shiroishi, by=cast.yui)
    save(partial, {"a.voters": ["2"]}, edit=1, by=cast.yui, complete=False)
    version = next_version(published, FIRST.without("voters"), cast.sato)
    answered(version, cast.shiroishi, cast.yui, places="3")
    counted = tally(version)
    assert (counted.sheets, counted.affected, counted.is_complete) == (1, 1, True)
    assert tally(published.versions.get(number=1)).sheets == 0


def test_judging_costs_the_same_however_many_sheets_there_are(cast, published):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            judge(sheets_before(version), version)
        return len(captured)

    answered(published.published, cast.ishinomaki, cast.kaede, voters="1")
    version = next_version(published, FIRST.without("voters"), cast.sato)
    few = queries()
    for _ in range(5):
        answered(published.versions.get(number=1), cast.shiroishi, cast.yui, voters="2")
    assert queries() == few <= 4
