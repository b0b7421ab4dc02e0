"""Answer sheets in the real database, and what the SQL of a kind makes of them."""

from __future__ import annotations

from typing import Any

from django.db import connection
from psycopg import sql

from core.questions.definition import Definition, Question
from core.questions.models import AnswerSheet, Questionnaire, Version
from core.questions.services.saving import open_sheet, save
from tests.cast import Cast

ANSWERS = sql.SQL("answers")
NO_VALUES = ("na", "blank", "unanswered")


def store(cast: Cast, question: Question, *texts: str) -> None:
    """One sheet for each text, through the service that saves answers; then one for each kind of "no value"."""
    questionnaire = Questionnaire.objects.create(owner=cast.prefecture, title="試し")
    content = Definition((question,)).to_json()
    version = Version.objects.create(questionnaire=questionnaire, number=1, content=content)
    key = question.key
    typed = [({f"a.{key}": [text]}, True) for text in texts]
    typed += [({f"a.{key}.na": ["1"]}, True), ({}, True), ({}, False)]
    for names, complete in typed:
        sheet = open_sheet(version, organization=cast.ishinomaki, by=cast.kaede)
        _, checked = save(sheet, names, edit=1, by=cast.kaede, complete=complete)
        assert checked.is_valid, checked.problems


def selected(value: sql.Composable) -> list[Any]:
    """The SQL over every stored sheet, in the order in which they were stored."""
    with connection.cursor() as cursor:
        statement = sql.SQL("SELECT {} FROM {} ORDER BY id").format(value, sql.Identifier(AnswerSheet._meta.db_table))
        cursor.execute(statement)
        return [row[0] for row in cursor.fetchall()]
