"""The audit log: who did what, when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.generic import ListView

from core import clock
from core.clock import TOKYO
from core.people import audit
from core.people.access import administers, organizations_for
from core.people.audit_words import describe
from core.people.csv_cells import csv_lines
from core.people.forms.audit import AuditFilterForm
from core.people.keyset import keyset_page
from core.people.mixins import VisibleListMixin
from core.people.models import AuditEntry, Verb

# What costs too much to count exactly is counted up to here.
COUNTED_UP_TO = 10_000
COLUMNS = ("日時", "操作", "操作した人", "メールアドレス", "団体コード", "団体", "対象", "内容")


class ReadsAuditMixin(VisibleListMixin):
    """For administrators and managers; to everyone else 403."""

    model = AuditEntry

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not organizations_for(request.user, Verb.READ_AUDIT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[AuditEntry]:
        self.form = AuditFilterForm(self.request.GET or None, by=self.request.user)
        return self.form.apply(super().get_queryset()).select_related("by", "organization")


class AuditView(ReadsAuditMixin, ListView):
    template_name = "people/audit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.object_list
        count = found.order_by()[: COUNTED_UP_TO + 1].count()
        return super().get_context_data(
            form=self.form,
            page=keyset_page(found, self.request.GET),
            count=min(count, COUNTED_UP_TO),
            count_is_capped=count > COUNTED_UP_TO,
            filtered=bool(self.form.in_words(self.request.GET)),
            everything=administers(self.request.user),
            **kwargs,
        )


class AuditExportView(ReadsAuditMixin, ListView):
    """POST with the list's own filter in the address gives a CSV, and says so in the log."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> StreamingHttpResponse:
        entries = self.get_queryset().order_by("-pk")
        newest = entries.values_list("pk", flat=True).first() or 0
        audit.record(
            "audit.exported", by=request.user, organization=self._organization(), filter=self.form.in_words(request.GET)
        )
        # What is exported ends where the log stood before this entry.
        response = StreamingHttpResponse(
            csv_lines(COLUMNS, _rows(entries.filter(pk__lte=newest))), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="audit-{clock.today():%Y%m%d}.csv"'
        return response

    def _organization(self) -> int | None:
        """A manager's export concerns the own organization; an administrator's the prefecture alone."""
        if administers(self.request.user):
            return None
        return min(organizations_for(self.request.user, Verb.READ_AUDIT))


def _rows(entries: QuerySet[AuditEntry]) -> Iterator[list[str]]:
    for entry in entries.iterator(chunk_size=2000):
        yield [
            f"{entry.at.astimezone(TOKYO):%Y-%m-%d %H:%M:%S}",
            audit.label(entry.action),
            entry.by.name if entry.by else "",
            entry.by.email if entry.by else "",
            entry.organization.code if entry.organization else "",
            entry.organization.name if entry.organization else "",
            entry.subject_label,
            "、".join(f"{label}：{text}" for label, text in describe(entry.details)),
        ]
