"""What must hold for every questionnaire and every answer, tried on random ones."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from core.questions.asking import ask, typed_of
from core.questions.checking import check
from core.questions.definition import Definition, Need, Question
from core.questions.kinds.base import state_at
from core.questions.models import AnswerSheet, Questionnaire, Version
from core.questions.services.saving import open_sheet, save
from core.questions.showing import differences, show
from core.questions.specials import Special, special_of, stored
from core.questions.typed import control_name
from tests.questions.random_questionnaires import KINDS, definitions, typed_for

ANSWERED = st.data()


@given(st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_store_show_edit_store_is_the_identity(data: st.DataObject):
    definition = data.draw(definitions())
    typed = data.draw(typed_for(definition))
    first = check(definition, typed, complete=True)
    assert first.is_valid, first.problems

    shown = show(definition, first.answers, first.reasons)
    again = check(definition, typed_of(definition, first.answers, first.reasons), complete=True, kept=first.answers)

    assert all(isinstance(one.text, str) for one in shown)
    assert again.answers == first.answers
    assert again.reasons == first.reasons
    assert again.is_valid


@given(st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_partial_answer_is_the_complete_one_without_what_is_empty(data: st.DataObject):
    definition = data.draw(definitions(conditions=False))
    typed = data.draw(typed_for(definition))
    complete = check(definition, typed, complete=True).answers
    partial = check(definition, typed, complete=False).answers

    assert set(partial) == {key for key in complete if special_of(complete, key) is not Special.BLANK}


@given(st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_two_sheets_differ_exactly_where_their_answers_do(data: st.DataObject):
    definition = data.draw(definitions(conditions=False))
    old = check(definition, data.draw(typed_for(definition)), complete=True).answers
    new = check(definition, data.draw(typed_for(definition)), complete=True).answers

    found = {one.question.key for one in differences(definition, old, new)}

    assert found == {question.key for question in definition.asked if old[question.key] != new[question.key]}


@given(st.data())
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_definition_is_what_its_json_says(data: st.DataObject):
    definition = data.draw(definitions())

    assert Definition.from_json(definition.to_json()) == definition


@given(st.data())
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_form_holds_what_was_typed(data: st.DataObject):
    definition = data.draw(definitions())
    typed = data.draw(typed_for(definition))
    asked = ask(definition, typed, check(definition, typed, complete=False))

    back = {control_name(one.question.key, part): list(values) for one in asked for part, values in one.parts.items()}

    assert back == typed


# --- The kinds of "no value", down to the database -------------------------------------------------------------------

STATES = [*Special, "zero", "value"]


@pytest.fixture
def version(cast) -> Version:
    questionnaire = Questionnaire.objects.create(
        owner=cast.prefecture, title="期日前投票所の調査", created_by=cast.sato
    )
    questions = tuple(
        Question(f"q{number}", kind, f"設問{number}", need=Need.OPTIONAL, may_be_na=True, settings=KINDS[kind][0])
        for number, kind in enumerate(["integer", "decimal", "integer", "short_text", "single_choice", "table"])
    )
    content = Definition(questions).to_json()
    return Version.objects.create(questionnaire=questionnaire, number=1, content=content)


VALUES: dict[str, Any] = {
    "integer": 1204,
    "decimal": "12.5",
    "short_text": "0",
    "single_choice": "o2",
    "table": {"r1": {"c1": 0}},
}


@pytest.mark.django_db
@given(states=st.lists(st.sampled_from(STATES), min_size=6, max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_kinds_of_no_value_never_merge(version: Version, cast, states: list[Any]):
    """Stored, read back, shown and asked of SQL: each question has the state that it was given, and no other."""
    answers: dict[str, Any] = {}
    for question, state in zip(version.definition.asked, states, strict=True):
        if state == "zero":
            answers[question.key] = 0 if question.kind == "integer" else VALUES[question.kind]
        elif state == "value":
            answers[question.key] = VALUES[question.kind]
        elif state is not Special.UNANSWERED:
            answers[question.key] = stored(state)
    sheet = AnswerSheet.objects.create(version=version, organization=cast.ishinomaki, answers=answers)

    sheet.refresh_from_db()
    shown = {one.question.key: one for one in show(version.definition, sheet.answers, with_not_asked=True)}
    in_sql = _states_in_sql(sheet)

    for question, state in zip(version.definition.asked, states, strict=True):
        if isinstance(state, Special):
            assert special_of(sheet.answers, question.key) is state
            assert shown[question.key].text == state.label
            assert in_sql[question.key] == state.value
        else:
            assert special_of(sheet.answers, question.key) is None
            assert in_sql[question.key] == "answered"
            assert shown[question.key].text not in Special.labels


def _states_in_sql(sheet: AnswerSheet) -> dict[str, str]:
    answers = sql.Identifier("answers")
    keys = [question.key for question in sheet.definition.asked]
    columns = sql.SQL(", ").join(state_at(answers, key) for key in keys)
    statement = sql.SQL("SELECT {} FROM questions_answersheet WHERE id = {}").format(columns, sql.Literal(sheet.pk))
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(cursor.connection))
        return dict(zip(keys, cursor.fetchone(), strict=True))


@pytest.mark.django_db
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_saved_is_what_was_checked(cast, data: st.DataObject):
    """Through PostgreSQL's JSON: no digit and no character changes on the way."""
    definition = data.draw(definitions())
    typed = data.draw(typed_for(definition))
    questionnaire = Questionnaire.objects.create(owner=cast.prefecture, title="調査", created_by=cast.sato)
    version = Version.objects.create(questionnaire=questionnaire, number=1, content=definition.to_json())
    sheet = open_sheet(version, organization=cast.ishinomaki, by=cast.kaede)

    saved, checked = save(sheet, typed, edit=sheet.edit, by=cast.kaede, complete=True)

    assert saved.answers == checked.answers == check(definition, typed, complete=True).answers
    assert saved.reasons == checked.reasons
    assert saved.edit == 2
    assert saved.completed_at is not None
    assert [past.answers for past in saved.past.all()] == [{}]
