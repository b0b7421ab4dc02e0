"""A cross-table's page without its frame, over any source."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.test import RequestFactory

from core.questions.crosstab.source import Source
from core.questions.views.crosstab import CrosstabMixin, CrosstabUrls


class BarePage(CrosstabMixin):
    def __init__(self, source: Source, chosen: dict[str, Any]) -> None:
        self.request = RequestFactory().get("/", chosen)
        self.source = source

    def urls(self) -> CrosstabUrls:
        return CrosstabUrls("/page/", "/file/", "/page/", "/tables/")

    def html(self) -> str:
        return render_to_string("questions/crosstab/_page.html", self.crosstab_context(), request=self.request)
