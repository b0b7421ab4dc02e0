"""Telling everybody of a change; another due date for everybody."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from archive.addressing import reach_of
from core.people.models import Organization
from surveys.forms.life import AnnouncementForm, DueForm
from surveys.models import Survey
from surveys.services.changing import NotChangeable, announce_once, change_due
from surveys.views.managing import ManagersForm


class ChangeView(ManagersForm):
    """Says how many organizations and people will be told."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = Organization.objects.filter(responses__survey=self.object)
        return super().get_context_data(reach=reach_of(asked), **kwargs)


class AnnouncementView(ChangeView):
    form_class = AnnouncementForm
    template_name = "surveys/announce.html"
    states = (Survey.State.OPEN, Survey.State.CLOSED)

    def done(self, form: AnnouncementForm) -> HttpResponse:
        announce_once(self.object.pk, form.cleaned_data["text"], by=self.request.user)
        messages.success(self.request, "変更を対象団体に知らせました。")
        return redirect("surveys:survey", self.object.pk)


class DueView(ChangeView):
    form_class = DueForm
    template_name = "surveys/due.html"
    states = (Survey.State.OPEN,)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(extended=self.object.responses.exclude(extended_to=None).count(), **kwargs)

    def done(self, form: DueForm) -> HttpResponse:
        given = form.cleaned_data
        try:
            change_due(self.object.pk, due_at=given["due_at"], text=given["text"], by=self.request.user)
        except NotChangeable as problem:  # closed, or the clock has gone on meanwhile
            form.add_error(None, str(problem))
            return self.refused(form)
        messages.success(self.request, "回答期限を変え、対象団体に知らせました。")
        return redirect("surveys:survey", self.object.pk)
