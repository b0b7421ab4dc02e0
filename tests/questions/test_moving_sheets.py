"""One sheet copied onto another, and a sheet that goes on to a newer version: nothing that was answered is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.questions.definition import Definition, Need, Question
from core.questions.models import AnswerSheet, PastAnswers, Version
from core.questions.services.composing import create, start_draft
from core.questions.services.copying_sheets import copy_answers
from core.questions.services.drafting import draft_of, keep_draft, typing_of
from core.questions.services.exempting import exempt
from core.questions.services.merging import brought_up_to_date
from core.questions.services.publishing import publish
from core.questions.services.renewing import move_to_version
from core.questions.services.saving import ChangedMeanwhile, open_sheet, save
from tests.questions.random_questionnaires import definitions, typed_for
from tests.questions.trying import text

pytestmark = pytest.mark.django_db

N = Question("n", "integer", "数", settings={"minimum": 0})
TWICE = Question("twice", "calculated", "倍", settings={"formula": "{n} * 2"})
MEMO = text("memo", "備考")


@pytest.fixture
def sheet_of(cast):
    """A sheet on a published version, with what was typed."""

    def make(definition: Definition, typed=None, *, complete: bool = False) -> AnswerSheet:
        made = create(cast.prefecture, "移し替え", by=cast.sato, definition=definition)
        sheet = open_sheet(publish(made, by=cast.sato), organization=cast.ishinomaki, by=cast.kaede)
        return save(sheet, typed or {}, edit=1, by=cast.kaede, complete=complete)[0]

    return make


@pytest.fixture
def next_version(cast):
    def make(sheet: AnswerSheet, *questions: Question) -> Version:
        draft = start_draft(sheet.version.questionnaire, by=cast.sato)
        draft.content = Definition(questions).to_json()
        draft.save(update_fields=["content"])
        return Version.objects.get(pk=draft.pk)

    return make


# --- Copying ----------------------------------------------------------------------------------------------------------


def test_a_copy_holds_what_the_source_holds_and_its_past_stays(sheet_of, next_version, cast):
    target = sheet_of(Definition((N, MEMO)), {"a.n": ["1"], "a.memo": ["古い"]})
    source = open_sheet(next_version(target, N, text("other")), organization=cast.ishinomaki, by=cast.kaede)
    source, _ = save(source, {"a.n": ["2"], "a.other": ["髙橋"]}, edit=1, by=cast.kaede, complete=True)
    copied = copy_answers(source, target, by=cast.kaede)
    assert (copied.version_id, copied.answers, copied.folded) == (source.version_id, source.answers, source.folded)
    assert copied.completed_at is not None
    past = copied.past.get(edit=target.edit)
    assert (past.answers, past.version_id) == ({"n": 1, "memo": "古い"}, target.version_id)


def test_copying_what_is_the_same_makes_no_edit(sheet_of, cast):
    source = sheet_of(Definition((N,)), {"a.n": ["1"]})
    target = open_sheet(source.version, organization=cast.ishinomaki, by=cast.kaede)
    target = copy_answers(source, target, by=cast.kaede)
    edit, pasts = target.edit, PastAnswers.objects.count()
    assert copy_answers(source, target, by=cast.kaede).edit == edit
    assert PastAnswers.objects.count() == pasts


def test_a_target_that_was_saved_meanwhile_is_not_overwritten(sheet_of, cast):
    source = sheet_of(Definition((N,)), {"a.n": ["1"]})
    stale = open_sheet(source.version, organization=cast.ishinomaki, by=cast.kaede)
    save(stale, {"a.n": ["5"]}, edit=1, by=cast.kanda, complete=False)
    with pytest.raises(ChangedMeanwhile):
        copy_answers(source, stale, by=cast.kaede)
    assert AnswerSheet.objects.get(pk=stale.pk).answers == {"n": 5}


# --- Going on to a newer version --------------------------------------------------------------------------------------


def test_answers_that_fit_come_along_and_the_others_stay_in_the_past(sheet_of, next_version, cast):
    sheet = sheet_of(Definition((N, TWICE, MEMO)), {"a.n": ["12"], "a.memo": ["消える設問の回答"]})
    thrice = replace(TWICE, settings={"formula": "{n} * 3"})
    version = next_version(sheet, N, thrice, text("new"))
    moved = move_to_version(sheet, version, by=cast.sato)
    assert moved.version == version
    assert moved.answers == {"n": 12, "twice": "36"} or moved.answers["n"] == 12
    assert str(moved.answers["twice"]) == "36"
    assert "memo" not in moved.answers
    assert moved.past.get(edit=sheet.edit).answers["memo"] == "消える設問の回答"
    assert "消える" not in moved.folded


def test_an_answer_that_is_not_taken_any_more_stays_in_the_past(sheet_of, next_version, cast):
    sheet = sheet_of(Definition((N, MEMO)), {"a.n": ["12"], "a.memo": ["備考"]})
    moved = move_to_version(sheet, next_version(sheet, replace(N, settings={"maximum": 10}), MEMO), by=cast.sato)
    assert moved.answers == {"memo": "備考"}
    assert moved.past.get(edit=sheet.edit).answers["n"] == 12


def test_a_question_of_another_kind_starts_empty(sheet_of, next_version, cast):
    options = [{"key": "o1", "label": "ある"}]
    choice = Question("q", "single_choice", "有無", settings={"options": options})
    sheet = sheet_of(Definition((choice,)), {"a.q": ["o1"]})
    moved = move_to_version(sheet, next_version(sheet, text("q")), by=cast.sato)
    assert moved.answers == {}  # and not the text "o1"


@pytest.mark.parametrize(("need", "complete"), [(Need.OPTIONAL, True), (Need.REQUIRED, False)])
def test_a_complete_sheet_stays_complete_only_if_it_passes(sheet_of, next_version, cast, need, complete):
    sheet = sheet_of(Definition((N,)), {"a.n": ["12"]}, complete=True)
    moved = move_to_version(sheet, next_version(sheet, N, text("new", need=need)), by=cast.sato)
    assert bool(moved.completed_at) is complete
    assert moved.answers["n"] == 12
    assert ("new" in moved.answers) is complete  # stored as blank


def test_what_was_exempt_stays_exempt(sheet_of, next_version, cast):
    sheet = exempt(sheet_of(Definition((N, MEMO))), ["n"], by=cast.sato)
    moved = move_to_version(sheet, next_version(sheet, N, MEMO, text("new")), by=cast.sato)
    assert moved.answers == {"n": {"special": "exempt"}}


def test_everybodys_draft_stays_and_is_merged_when_they_go_on(sheet_of, next_version, cast):
    sheet = sheet_of(Definition((N, Question("t", "integer", "数"))), {"a.n": ["12"], "a.t": ["3"]})
    for person in (cast.kaede, cast.sato):
        keep_draft(sheet, {"a.n": ["13"], "a.t": ["3"]}, edit=sheet.edit, by=person)
    moved = move_to_version(sheet, next_version(sheet, N, text("t")), by=cast.sato)
    for person in (cast.kaede, cast.sato):
        assert draft_of(moved, person).typed["a.n"] == ["13"]
        typing, merged = brought_up_to_date(moved, typing_of(moved, person))
        assert typing.typed["a.n"] == ["13"]
        assert merged.clashes == []


def test_a_sheet_that_was_saved_meanwhile_does_not_move(sheet_of, next_version, cast):
    sheet = sheet_of(Definition((N,)), {"a.n": ["12"]})
    version = next_version(sheet, N, MEMO)
    save(sheet, {"a.n": ["13"]}, edit=sheet.edit, by=cast.kanda, complete=False)
    with pytest.raises(ChangedMeanwhile):
        move_to_version(sheet, version, by=cast.sato)
    assert AnswerSheet.objects.get(pk=sheet.pk).answers == {"n": 13}


def test_another_questionnaires_version_is_refused(sheet_of, cast):
    sheet, other = sheet_of(Definition((N,))), sheet_of(Definition((N,)))
    with pytest.raises(ValueError, match="not one of the sheet's"):
        move_to_version(sheet, other.version, by=cast.sato)


def test_moving_to_where_it_is_changes_nothing(sheet_of, cast):
    sheet = sheet_of(Definition((N,)), {"a.n": ["12"]})
    assert move_to_version(sheet, sheet.version, by=cast.sato).edit == sheet.edit


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_version_with_the_same_questions_loses_no_answer(sheet_of, next_version, cast, data: st.DataObject):
    definition = data.draw(definitions())
    sheet = sheet_of(definition, data.draw(typed_for(definition)), complete=data.draw(st.booleans()))
    moved = move_to_version(sheet, next_version(sheet, *definition.questions), by=cast.sato)
    assert moved.answers == sheet.answers
    assert moved.reasons == sheet.reasons
    assert bool(moved.completed_at) == bool(sheet.completed_at)
