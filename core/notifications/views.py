"""The inbox, how one wants to be told, and the mails that did not arrive."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django.views.generic import DetailView, FormView, ListView

from core.notifications.forms import FailuresFilter, InboxFilter, PreferenceForm, ticked
from core.notifications.kinds import kind_of
from core.notifications.models import Notification, Timing
from core.notifications.services.preferring import choose_timing, timing_of
from core.notifications.services.reading import mark_all_read, mark_entries_read
from core.notifications.services.retrying import cannot_be_retried, retry
from core.notifications.troubles import in_plain_words
from core.people.access import administers, organizations_for
from core.people.mixins import VisibleListMixin, VisibleObjectMixin
from core.people.models import User, Verb


class InboxView(VisibleListMixin, ListView):
    model = Notification
    paginate_by = 50
    template_name = "notifications/inbox.html"

    def get_queryset(self) -> QuerySet[Notification]:
        self.filter = InboxFilter(self.request.GET)
        return self.filter.apply(super().get_queryset()).select_related("message__sender")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            filter=self.filter,
            filtered=any(self.request.GET.get(name) for name in self.filter.fields),
            failures=_count_failures(self.request.user),
            **kwargs,
        )


class EntryView(VisibleObjectMixin, DetailView):
    """One entry. Looking changes nothing: an entry with a record is read when the record's page is."""

    model = Notification
    may = ""
    template_name = "notifications/entry.html"
    context_object_name = "entry"

    def get_queryset(self) -> QuerySet[Notification]:
        return super().get_queryset().select_related("message__sender", "organization")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        message = self.object.message
        return super().get_context_data(facts=kind_of(message).facts(message), **kwargs)


class ReadView(View):
    """Mark one's own entries as read: the ticked ones, or all."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        ids = ticked(request.POST)
        if not ids and "all" not in request.POST:
            messages.warning(request, "既読にするお知らせを選んでください。")
        else:
            number = mark_all_read(request.user) if "all" in request.POST else mark_entries_read(request.user, ids)
            messages.success(request, f"{number:,}件を既読にしました。")
        return redirect(_back(request, reverse("inbox:list")))


class PreferenceView(FormView):
    template_name = "notifications/preference.html"
    form_class = PreferenceForm
    success_url = reverse_lazy("inbox:preference")

    def get_initial(self) -> dict[str, Any]:
        return {"timing": timing_of(self.request.user)}

    def form_valid(self, form: PreferenceForm) -> HttpResponse:
        choose_timing(self.request.user, Timing(form.cleaned_data["timing"]))
        messages.success(self.request, "通知の受け取り方を変更しました。")
        return super().form_valid(form)


class SenderMixin:
    """Pages for those who send: people who may publish for some organization, and administrators."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not _sends(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class FailuresView(SenderMixin, ListView):
    """Mails that did not arrive, the newest message first, each message's in code order."""

    paginate_by = 50
    template_name = "notifications/failures.html"

    def get_queryset(self) -> QuerySet[Notification]:
        self.filter = FailuresFilter(self.request.GET)
        found = self.filter.apply(Notification.objects.failures_visible_to(self.request.user))
        found = found.select_related("message", "user", "organization")
        return found.order_by("-message_id", F("organization__code").asc(nulls_last=True), "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(filter=self.filter, **kwargs)
        gone, may_fix = cannot_be_retried(), _whose_address_may_be_fixed_by(self.request.user)
        for failure in context["object_list"]:
            failure.why = in_plain_words(failure.mail_error)
            failure.can_be_retried = failure.message.kind not in gone
            failure.can_be_fixed = failure.user_id is not None and may_fix(failure)
        return context


class RetryView(SenderMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        number = retry(ticked(request.POST), by=request.user)
        if number:
            messages.success(request, f"{number:,}件のメールをもう一度送ります。")
        else:
            messages.warning(request, "もう一度送るメールを選んでください。")
        return redirect(_back(request, reverse("inbox:failures")))


def _sends(user: User) -> bool:
    return administers(user) or bool(organizations_for(user, Verb.PUBLISH))


def _count_failures(user: User) -> int:
    return Notification.objects.failures_visible_to(user).count() if _sends(user) else 0


def _whose_address_may_be_fixed_by(user: User):
    """Administrators put every address right, a manager those of the own people."""
    everywhere, own = administers(user), organizations_for(user, Verb.MANAGE_PEOPLE)
    return lambda failure: everywhere or failure.organization_id in own


def _back(request: HttpRequest, default: str) -> str:
    """The list as it was: filter and page."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if safe and wanted.startswith(default) else default
