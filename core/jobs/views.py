"""Pages about jobs: the administrators' overview, and one job's progress for whoever asked for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views import View
from django.views.generic import DetailView, TemplateView

from core.jobs import heartbeat
from core.jobs.backlog import figures
from core.jobs.models import Job
from core.jobs.queues import queue_states
from core.jobs.redriving import redrive, redrive_all
from core.people.access import administers
from core.people.keyset import keyset_page
from core.people.mixins import AdministratorMixin, VisibleObjectMixin

RECENT = 20


class OverviewView(AdministratorMixin, TemplateView):
    """htmx asks for the part that changes by itself; everyone else gets the page."""

    def get_template_names(self) -> list[str]:
        return ["jobs/_live.html" if self.request.htmx else "jobs/overview.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        live = {
            "queues": queue_states(),
            "figures": list(figures()),
            "recent": Job.objects.order_by("-pk")[:RECENT],
            "last_beat": heartbeat.last_beat(),
            "alive": heartbeat.a_worker_is_alive(),
        }
        if self.request.htmx:
            return super().get_context_data(**live, **kwargs)
        dead = Job.objects.dead().select_related("by")
        return super().get_context_data(
            page=keyset_page(dead, self.request.GET), dead_count=dead.count(), **live, **kwargs
        )


class JobView(VisibleObjectMixin, DetailView):
    model = Job
    may = ""

    def get_template_names(self) -> list[str]:
        return ["jobs/_job.html" if self.request.htmx else "jobs/job.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The error may quote from what was worked on: it is for administrators.
        return super().get_context_data(administrator=administers(self.request.user), **kwargs)


class RedriveView(AdministratorMixin, View):
    """POST: drive the chosen dead jobs again, or all of them."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = [int(pk) for pk in request.POST.getlist("jobs") if pk.isascii() and pk.isdigit() and len(pk) < 19]
        jobs = Job.objects.all() if "everyone" in request.POST else Job.objects.filter(pk__in=chosen)
        driven = redrive_all(jobs, by=request.user)
        if driven:
            messages.success(request, f"{driven:,}件の処理を再実行します。")
        else:
            messages.warning(request, "再実行する処理がありません。一覧で処理を選んでください。")
        return redirect("jobs:overview")


class RedriveOneView(AdministratorMixin, VisibleObjectMixin, DetailView):
    """POST: drive this dead job again."""

    http_method_names = ["post"]
    model = Job
    may = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        job = self.get_object()
        if redrive(job, by=request.user):
            messages.success(request, "この処理を再実行します。")
        return redirect("jobs:job", job.pk)
