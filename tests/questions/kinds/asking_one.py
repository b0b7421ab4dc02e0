"""One question at a time: what becomes of what is typed, and what its SQL says of stored sheets."""

from __future__ import annotations

from typing import Any

from django.db import connection
from psycopg import sql

from core.people.models import Organization
from core.questions.checking import Checked, check
from core.questions.definition import Definition, Need, Question
from core.questions.kinds import KINDS, kind_of
from core.questions.kinds.base import Surroundings
from core.questions.models import AnswerSheet, Questionnaire, Version
from core.questions.specials import special_in
from core.questions.typed import control_name

# Text that is easily lost: 髙 and 﨑, a character beyond the BMP, an ideographic variation, a combining voicing mark.
DELICATE = "髙﨑𠮷葛󠄀か゚㋿—"


def a(kind: str, label: str = "設問", need: Need = Need.OPTIONAL, **settings: Any) -> Question:
    """A question of this kind as the builder makes it, with these settings on top."""
    return Question("q1", kind, label, need=need, settings={**KINDS[kind].starting_settings(), **settings})


def typing(question: Question, parts: dict[str, list[str] | str], *, complete: bool = True, **around: Any) -> Checked:
    """What the whole engine makes of the parts."""
    typed = {
        control_name(question.key, part): [text] if isinstance(text, str) else text for part, text in parts.items()
    }
    return check(Definition((question,)), typed, complete=complete, **around)


def answer_to(question: Question, parts: dict[str, list[str] | str], **around: Any) -> Any:
    """The answer, which must be taken; the same again from what then stands in the controls."""
    checked = typing(question, parts, **around)
    assert checked.problems == []
    answer = checked.answers[question.key]
    if special_in(answer) is None:
        again = kind_of(question).parts_of(question, answer)
        files = around.get("files", {})
        assert kind_of(question).parse(question, again, Surroundings(files=files, complete=True)) == answer
        assert isinstance(kind_of(question).display(question, answer), str)
    return answer


def problems(question: Question, parts: dict[str, list[str] | str], **around: Any) -> list[tuple[str, str]]:
    """What is wrong, as (part, message)."""
    return [(problem.part, problem.message) for problem in typing(question, parts, **around).problems]


def sheets_of(owner: Organization, question: Question, answers: list[Any]) -> list[AnswerSheet]:
    """Stored sheets with these answers; None stands for a sheet that has none."""
    questionnaire = Questionnaire.objects.create(owner=owner, title="試験")
    content = Definition((question,)).to_json()
    version = Version.objects.create(questionnaire=questionnaire, number=1, content=content)
    return [
        AnswerSheet.objects.create(
            version=version, organization=owner, answers={} if answer is None else {question.key: answer}
        )
        for answer in answers
    ]


def column_values(question: Question, sheets: list[AnswerSheet]) -> dict[str, list[Any]]:
    """What the SQL of each column of the export says of each sheet, by part."""
    answers = sql.Identifier("answers")
    return {column.part: _values(column.value, sheets) for column in kind_of(question).columns(question, answers)}


def facet_values(question: Question, sheets: list[AnswerSheet]) -> dict[str, list[Any]]:
    answers = sql.Identifier("answers")
    return {facet.part: _values(facet.value, sheets) for facet in kind_of(question).facets(question, answers)}


def _values(value: sql.Composable, sheets: list[AnswerSheet]) -> list[Any]:
    query = sql.SQL("SELECT {} FROM {} WHERE id = ANY(%s) ORDER BY id").format(
        value, sql.Identifier(AnswerSheet._meta.db_table)
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [[sheet.pk for sheet in sheets]])
        return [row[0] for row in cursor.fetchall()]
