"""Making the questions of issued surveys findable, so that what was asked already is not asked again (S1)."""

from __future__ import annotations

from core.search.services.indexing import Part, index
from surveys.models import Survey

KIND = "surveys.question"
# Search takes texts of up to 100,000 characters; a question is found by how it begins.
LONGEST = 2_000


def index_questions(survey: Survey) -> None:
    """What the survey asks now, question by question. Call it in the transaction that changes what is asked."""
    definition = survey.asked_version.definition
    parts = [
        Part(question.key, (question.label or definition.called(question.key))[:LONGEST], question.help[:LONGEST])
        for question in definition.asked
    ]
    index(KIND, survey.pk, parts)
