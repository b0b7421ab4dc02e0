"""Tables that somebody saved, run again over what is there now, for a page that shows several of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import OperationalError, transaction
from django.http import QueryDict
from psycopg.errors import QueryCanceled

from core.questions.crosstab.grouping import Category
from core.questions.crosstab.notes import conditions, summary
from core.questions.crosstab.shown import ShownLayer, columns_of, shown
from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Spec
from core.questions.crosstab.tabulating import tabulate

MOST_LINES = 30  # of a table that stands beside others


@dataclass(frozen=True)
class KeptTable:
    """`troubles` say why there is no table any more: a question is gone, or out of the person's sight."""

    title: str
    url: str
    spec: Spec
    summary: str = ""
    columns: list[Category] = field(default_factory=list)
    layers: list[ShownLayer] = field(default_factory=list)
    is_long: bool = False  # too long to stand here, or takes longer than a page may

    @property
    def troubles(self) -> list[str]:
        return list(dict.fromkeys(message for _, message in self.spec.troubles))

    @property
    def conditions(self) -> list[tuple[str, str]]:
        return conditions(self.spec.filters, self.spec.source.specials)


def kept_table(source: Source, title: str, url: str, query: str, *, counts: bool = True) -> KeptTable:
    """One statement that counts; none without `counts`: then there is a link, and what is wrong with the definition."""
    spec = Spec.read(source, QueryDict(query))
    if not counts or not spec.is_complete:
        return KeptTable(title, url, spec)
    try:
        with transaction.atomic():  # what is cancelled takes back no more than itself
            table = tabulate(spec)
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        return KeptTable(title, url, spec, is_long=True)
    layers = shown(table)
    if sum(len(layer.rows) for layer in layers) > MOST_LINES:
        return KeptTable(title, url, spec, summary(table), is_long=True)
    return KeptTable(title, url, table.spec, summary(table), columns_of(table), layers)
