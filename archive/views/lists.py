"""The list of notices."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import JsonResponse
from django.views import View
from django.views.generic import ListView
from taggit.models import Tag

from archive.forms.filters import DEFAULT_ORDER, NoticeFilter, ordered
from archive.models import Issuer, Notice, SavedSearch
from core import clock
from core.people.access import organizations_for
from core.people.counting import CappedPaginator
from core.people.mixins import VisibleListMixin
from core.people.models import Verb
from core.people.requests import SignedInRequest


class NoticeListView(VisibleListMixin, ListView):
    """Two boxes: what arrived, and, for those who publish, what was sent."""

    model = Notice
    paginate_by = 50
    paginator_class = CappedPaginator
    template_name = "archive/list.html"

    def get_queryset(self) -> QuerySet[Notice]:
        user = self.request.user
        self.publishes = bool(organizations_for(user, Verb.PUBLISH))
        self.box = self.request.GET.get("box") or ("sent" if self.publishes else "received")
        self.sent = self.box == "sent" and self.publishes
        notices = super().get_queryset()
        notices = notices.sent_by(user).with_acknowledgements() if self.sent else notices.received_by(user)
        self.filter = NoticeFilter(self.request.GET, user=user, sent=self.sent)
        notices = self.filter.apply(notices)
        return ordered(notices.for_list(user), self.request.GET.get("sort", DEFAULT_ORDER))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            filter=self.filter,
            box="sent" if self.sent else "received",
            publishes=self.publishes,
            default_order=DEFAULT_ORDER,
            today=clock.today(),
            saved_count=SavedSearch.objects.visible_to(self.request.user).count(),
            filtered=any(self.request.GET.get(name) for name in self.filter.fields),
            query=self.request.GET.urlencode(),
            **kwargs,
        )


class CompletionView(View):
    """Words that contain what was typed, taken only from notices the person may see."""

    http_method_names = ["get", "head"]

    def get(self, request: SignedInRequest) -> JsonResponse:
        typed = request.GET.get("q", "").strip()[:30]
        if not typed or "\x00" in typed:
            return JsonResponse([], safe=False)
        visible = Notice.objects.visible_to(request.user).values("pk")
        found = self.model.objects.filter(notice__in=visible, name__icontains=typed).distinct().order_by("name")
        return JsonResponse(list(found.values_list("name", flat=True)[:20]), safe=False)


class TagCompletionView(CompletionView):
    model = Tag


class IssuerCompletionView(CompletionView):
    model = Issuer
