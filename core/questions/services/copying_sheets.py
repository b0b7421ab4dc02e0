"""One sheet's answers written over another's: what was worked on becomes what is handed in, or comes back."""

from __future__ import annotations

from core.people.models import User
from core.questions.models import AnswerSheet
from core.questions.services.saving import replace_answers


def copy_answers(source: AnswerSheet, target: AnswerSheet, *, by: User | None) -> AnswerSheet:
    """Write version, answers, reasons and completeness of `source` over `target` as it was read.

    What the target held goes into its past; where it holds the same already nothing happens. The answers are not
    judged again. Files that they name are the source's: `attaching.share` gives them to the target too. Raises
    ChangedMeanwhile where the target was saved since it was read.
    """
    return replace_answers(
        target,
        dict(source.answers),
        dict(source.reasons),
        by=by,
        complete=bool(source.completed_at),
        version=source.version,
    )
