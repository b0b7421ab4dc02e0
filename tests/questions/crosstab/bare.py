"""Sources over bare sheets of one version, and over none at all."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Spec
from core.questions.crosstab.table import CrossTable
from core.questions.crosstab.tabulating import tabulate
from core.questions.definition import Definition
from core.questions.models import AnswerSheet, Questionnaire, Version
from core.questions.tabulation.versions import Versions
from tests.cast import Cast


def source_of_questions(definition: Definition, rows: QuerySet[Any], *, version: int = 1, **more: Any) -> Source:
    return Source("試験", Versions({version: definition}), definition, rows, **more)


def answered(cast: Cast, definition: Definition, *answers: dict[str, Any], **more: Any) -> Source:
    """With a sheet for each of these answers."""
    questionnaire = Questionnaire.objects.create(owner=cast.prefecture, title="試験", created_by=cast.sato)
    version = Version.objects.create(
        questionnaire=questionnaire,
        number=1,
        content=definition.to_json(),
        state="published",
        published_at="2026-04-01T00:00:00Z",
    )
    AnswerSheet.objects.bulk_create(
        AnswerSheet(version=version, organization=cast.prefecture, answers=one) for one in answers
    )
    rows = AnswerSheet.objects.filter(version=version)
    return source_of_questions(definition, rows, version=version.pk, **more)


def tabulated(source: Source, **address: Any) -> CrossTable:
    spec = Spec.read(source, address)
    assert not spec.troubles
    return tabulate(spec)


def trouble(source: Source, at: str, **address: Any) -> str:
    return Spec.read(source, address).error(at)
