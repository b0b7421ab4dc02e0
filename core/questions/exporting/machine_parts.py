"""What of a question is a column in a file for machines: one value in a cell, never a list of several.

The kinds' own columns, without those that join values into one text. Lines that respondents add themselves are no
columns at all: there can be any number of them, so they stand in the long table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from psycopg import sql

from core.files.models import StoredFile
from core.questions.definition import Question
from core.questions.kinds import kind_of
from core.questions.kinds.base import Column, value_at
from core.questions.kinds.file import FileKind, most_files
from core.questions.kinds.multiple_choice import MultipleChoice
from core.questions.kinds.repeating_rows import RepeatingRows
from core.questions.tables.layout import COUNT, TOTAL
from core.questions.tabulation.parts import beyond

Options = tuple[tuple[str, str], ...]
COUNTED = "count"


def machine_parts(question: Question, answers: sql.Composable) -> list[Column]:
    """The columns, labelled without the question's own words in front."""
    kind = kind_of(question)
    columns = kind.columns(question, answers)
    if isinstance(kind, MultipleChoice):
        columns = [one for one in columns if one.part]
    elif isinstance(kind, RepeatingRows):
        columns = [one for one in columns if one.part == COUNT or one.part.startswith(f"{TOTAL}.")]
    elif isinstance(kind, FileKind):
        columns = [*(one for one in columns if one.part == COUNTED), *_file_names(question, answers)]
    return [replace(one, label=beyond(question, one.part, one.label)) for one in columns]


def options_by_part(question: Question, answers: sql.Composable) -> dict[str, Options]:
    """For each part that holds codes: what they are and mean, in order. Numbers are their own meaning."""
    facets = kind_of(question).facets(question, answers)
    return {one.part: one.options for one in facets if one.options and not one.many and not one.is_number}


def _file_names(question: Question, answers: sql.Composable) -> Iterator[Column]:
    ids = value_at(answers, question.key)
    for place in range(most_files(question)):
        name = sql.SQL(
            "(CASE WHEN jsonb_typeof({ids}) = 'array' THEN (SELECT f.name FROM {files} f"
            " WHERE f.id = ({ids} ->> {place})::uuid) END)"
        ).format(ids=ids, place=sql.Literal(place), files=sql.Identifier(StoredFile._meta.db_table))
        yield Column(f"file{place + 1}", f"{question.label}：ファイル名{place + 1}", name)
