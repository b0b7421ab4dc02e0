"""What was answered on past days of an anonymous form is written anew in random order.

Rows lie in a table in the order in which they came, and each names the transaction that wrote it. On the day itself
that cannot be helped; afterwards every row of the day has the same transaction, and a place that says nothing.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from core import clock
from core.clock import TOKYO
from core.questions.models import AnswerSheet
from publicforms.models import Form, Submission

# Longer than a transaction takes: whoever began before midnight is stored by then.
MARGIN = datetime.timedelta(minutes=5)
REWRITE = """
WITH gone AS (
    DELETE FROM {table} WHERE id IN (
        SELECT id FROM publicforms_submission WHERE form_id = %(form)s AND submitted_at < %(until)s
        AND (%(since)s::timestamptz IS NULL OR submitted_at >= %(since)s)
    ) RETURNING *
)
INSERT INTO {table} SELECT * FROM gone ORDER BY random()
"""


def forms_to_mix() -> list[int]:
    """Anonymous forms with answers of past days that still lie in their order."""
    forms = Form.objects.filter(Q(mixed_until__isnull=True) | Q(mixed_until__lt=_end_of_past()), is_anonymous=True)
    answered = Submission.objects.filter(form=OuterRef("pk"))
    return list(forms.filter(Exists(answered)).values_list("pk", flat=True))


@transaction.atomic
def mix(form_id: int) -> None:
    """Safe to repeat: what was mixed is not mixed again."""
    # No key of it changes: whoever answers meanwhile need not wait for the row.
    form = Form.objects.select_for_update(of=("self",), no_key=True).get(pk=form_id)
    until = _end_of_past()
    if not form.is_anonymous or (form.mixed_until is not None and form.mixed_until >= until):
        return
    since = _begin(form.mixed_until) if form.mixed_until else None
    known: dict[str, Any] = {"form": form.pk, "until": _begin(until), "since": since}
    with connection.cursor() as cursor:
        # First the sheets: which they are, the submissions say. Both have the same ids.
        for model in (AnswerSheet, Submission):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(REWRITE.format(table=table), known)
    Form.objects.filter(pk=form.pk).update(mixed_until=until)


def _end_of_past() -> datetime.date:
    """The first day that is not over yet."""
    return (clock.now() - MARGIN).date()


def _begin(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), TOKYO)
