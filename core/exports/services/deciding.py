"""What becomes of characters that cp932 does not hold: somebody decides, nothing is replaced silently."""

from __future__ import annotations

from django.db import models, transaction

from core.clock import Now
from core.exports.encodings import Encoding
from core.exports.file_names import safe_file_name
from core.exports.models import Export
from core.exports.services.cancelling import cancel
from core.exports.services.requesting import enqueue_production, set_going
from core.people import audit
from core.people.models import User


class Choice(models.TextChoices):
    UTF_8 = "utf8", "UTF-8（BOM付き）で書き出す"
    MARK = "mark", "記号に置き換えて、Shift_JISで書き出す"
    STOP = "stop", "書き出しをやめる"


def decide(export: Export, choice: Choice, *, mark: str = "", by: User) -> Export:
    """Go on with an export that waits for a decision, or stop it. Safe to call again: the first decision stands.

    `mark` is one character that cp932 holds (core.exports.cp932.trouble_with); it is used only with Choice.MARK.
    """
    if choice == Choice.STOP:
        cancel(export, by=by)
        export.refresh_from_db()
        return export
    if _note(export, choice, mark if choice == Choice.MARK else "", by):
        return set_going(export)
    export.refresh_from_db()
    return export


@transaction.atomic
def _note(export: Export, choice: Choice, mark: str, by: User) -> bool:
    changes: dict = {"mark": mark}
    if choice == Choice.UTF_8:
        definition = {**export.definition, "encoding": Encoding.UTF_8_BOM.value}
        changes = {"definition": definition, "mark": ""}
        if export.made_by:
            changes["file_name"] = safe_file_name(export.made_by.file_name(definition))
    waiting = Export.objects.filter(pk=export.pk, state=Export.State.NEEDS_DECISION)
    again = {"state": Export.State.QUEUED, "expires_at": None, "progress": 0, "touched_at": Now()}
    if not waiting.update(**again, **changes):
        return False
    export.findings.all().delete()
    audit.record(
        "export.decided", export, by=by, organization=export.concerned,
        choice=choice.value, mark=mark, characters=export.found,
    )  # fmt: skip
    if export.in_background:
        enqueue_production(export)
    return True
