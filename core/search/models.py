"""What is found: one row for each text of a record, written by core.search.services.indexing only."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from core.clock import Now
from core.search.querysets import EntryQuerySet
from core.search.registry import findable


class Entry(models.Model):
    """A text of a subject: of the record whose visibility decides who may find it."""

    kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    # Which part of the subject: a question's key, a file's page; "" for the whole.
    part = models.CharField(max_length=200, blank=True, default="")
    title = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    folded = models.TextField(blank=True, default="", editable=False)
    vector = SearchVectorField(editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "検索の索引"
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id", "part"], name="one_entry_per_part")]
        # Without fastupdate a save pays for its own texts: no search reads a list of what waits to be sorted in,
        # and no save happens upon sorting in everybody's.
        indexes = [GinIndex(fields=["vector"], name="entry_by_gram", fastupdate=False)]

    @property
    def kind_label(self) -> str:
        return findable(self.kind).label
