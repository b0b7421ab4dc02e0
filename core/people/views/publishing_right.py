"""Whether a municipality's managers may publish notices of their own: administrators decide."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import DetailView

from core.people.mixins import AdministratorMixin, VisibleObjectMixin
from core.people.models import Membership, Organization, Role
from core.people.models.organizations import Kind
from core.people.services.publishing_right import let_managers_publish, managers_may_publish


class PublishingRightView(AdministratorMixin, VisibleObjectMixin, DetailView):
    model = Organization
    may = ""
    template_name = "people/publishing_right.html"
    context_object_name = "organization"

    def get_queryset(self) -> QuerySet[Organization]:
        return Organization.objects.managed_by(self.request.user).exclude(kind=Kind.PREFECTURE)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        managers = Membership.objects.current().filter(organization=self.object, role=Role.MANAGER)
        return super().get_context_data(
            allowed=managers_may_publish(self.object), managers=managers.select_related("user", "section"), **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        organization = self.get_object()
        allowed = request.POST.get("allowed") == "yes"
        let_managers_publish(organization, allowed, by=request.user)
        words = "発出できるようにしました" if allowed else "発出できないようにしました"
        messages.success(request, f"{organization}の団体管理者が通知を{words}。")
        return redirect(f"{reverse('people:list')}?organization={organization.pk}")
