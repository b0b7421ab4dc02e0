"""お知らせ: read by all, written by those who publish."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views import View
from django.views.generic import DetailView, FormView, ListView

from core import clock
from core.people.access import organizations_for
from core.people.mixins import VisibleListMixin, VisibleObjectMixin
from core.people.models import Verb
from core.people.requests import SignedInRequest
from portal.forms import AnnouncementForm
from portal.models import Announcement
from portal.services.announcing import announce, end


class AnnouncementListView(VisibleListMixin, ListView):
    model = Announcement
    paginate_by = 50
    template_name = "portal/announcements.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        writes = bool(organizations_for(self.request.user, Verb.PUBLISH))
        return super().get_context_data(writes=writes, now=clock.now(), **kwargs)


class AnnouncementView(VisibleObjectMixin, DetailView):
    may = ""
    model = Announcement
    template_name = "portal/announcement.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        edits = self.object.may_be_edited_by(self.request.user)
        return super().get_context_data(edits=edits, now=clock.now(), **kwargs)


class AnnouncementFormView(FormView):
    form_class = AnnouncementForm
    template_name = "portal/announcement_form.html"
    announcement: Announcement | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.user, "instance": self.announcement}

    def form_valid(self, form: AnnouncementForm) -> HttpResponse:
        announcement = announce(self.announcement or Announcement(), by=self.request.user, **form.cleaned_data)
        messages.success(self.request, "お知らせを保存しました。")
        return redirect("announcement", announcement.pk)


class NewAnnouncementView(AnnouncementFormView):
    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not organizations_for(request.user, Verb.PUBLISH):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class EditAnnouncementView(VisibleObjectMixin, AnnouncementFormView):
    may = "may_be_edited_by"
    model = Announcement

    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.announcement = self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)


class AnnouncementEndView(VisibleObjectMixin, View):
    may = "may_be_edited_by"
    model = Announcement
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        announcement = self.get_object()
        end(announcement, by=request.user)
        messages.success(request, "お知らせの掲載を終了しました。")
        return redirect("announcement", announcement.pk)
