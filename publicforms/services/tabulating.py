"""Saving a cross-table of a form, and taking it away again."""

from __future__ import annotations

from django.db import transaction

from core.people import audit
from core.people.models import User
from core.questions.crosstab.audited import without_typed_filters, without_typed_words
from publicforms.models import Form, FormTable
from publicforms.services.publishing import locked


@transaction.atomic
def save_table(form: Form, *, title: str, query: str, is_shared: bool, by: User) -> FormTable:
    """Under this title; what the same person saved under it before is replaced.

    Once the answers are erased, what somebody types to look for them is kept no more.
    """
    if locked(form.pk).erased_at is not None:
        query = without_typed_filters(query)
    table, _ = FormTable.objects.update_or_create(
        form=form, created_by=by, title=title, defaults={"query": query, "is_shared": is_shared}
    )
    kept = without_typed_words(query)  # the log outlives the answers that were searched for
    audit.record("form.table_saved", form, by=by, organization=form.owner_id, table=title, query=kept)
    return table


def forget_typed_filters(form: Form) -> None:
    """Of all tables of the form: what was searched for is erased."""
    for table in FormTable.objects.filter(form=form):
        table.query = without_typed_filters(table.query)
        table.save(update_fields=["query"])


@transaction.atomic
def remove_table(table: FormTable, *, by: User) -> None:
    """Safe to call again."""
    if FormTable.objects.filter(pk=table.pk).delete()[0]:
        audit.record("form.table_removed", table.form, by=by, organization=table.form.owner_id, table=table.title)
