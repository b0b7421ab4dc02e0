"""Sections of the own organization."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View
from django.views.generic import FormView
from django.views.generic.detail import SingleObjectMixin

from core.clock import Today
from core.people.forms.people import SectionForm
from core.people.mixins import VisibleObjectMixin
from core.people.models import Organization, Section
from core.people.services.sections import add_section, remove_section, rename_section
from core.people.views.people import ManagesPeopleMixin
from core.people.views.posts import VisibleFormView


def sections_of(organization: Organization) -> str:
    return f"{reverse('people:sections')}?organization={organization.pk}"


class SectionsView(ManagesPeopleMixin, FormView):
    """The list, with a form that adds one. Who manages several organizations sees one at a time."""

    form_class = SectionForm
    template_name = "people/sections.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.managed = Organization.objects.managed_by(request.user)
        wanted = request.POST.get("organization") or request.GET.get("organization") or ""
        self.organization = self.managed.filter(pk=wanted).first() if wanted.isdecimal() else None
        self.organization = self.organization or self.managed.first()
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.user, "initial": {"organization": self.organization}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = Q(memberships__valid_to__isnull=True) | Q(memberships__valid_to__gte=Today())
        sections = self.organization.sections.annotate(
            people=Count("memberships__user", filter=held & Q(memberships__valid_from__lte=Today()), distinct=True)
        ).order_by(F("position"), "name")
        several = self.managed[:2].count() > 1
        return super().get_context_data(
            organization=self.organization, sections=sections, organizations=self.managed if several else (), **kwargs
        )

    def form_valid(self, form: SectionForm) -> HttpResponse:
        organization = form.cleaned_data["organization"]
        try:
            section = add_section(organization, form.cleaned_data["name"], by=self.request.user)
        except ValidationError as error:
            form.add_error("name", error)
            return self.form_invalid(form)
        messages.success(self.request, f"「{section}」を追加しました。")
        return redirect(sections_of(organization))


class SectionView(VisibleFormView):
    model = Section
    form_class = SectionForm
    template_name = "people/section.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.user, "section": self.object}

    def save(self, values: dict[str, Any]) -> None:
        rename_section(self.object.pk, values["name"], by=self.request.user)

    def done(self) -> HttpResponse:
        messages.success(self.request, "名前を変更しました。")
        return redirect(sections_of(self.object.organization))


class SectionRemovalView(ManagesPeopleMixin, VisibleObjectMixin, SingleObjectMixin, View):
    model = Section
    may = ""
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        section = self.get_object()
        try:
            remove_section(section.pk, by=request.user)
            messages.success(request, f"「{section}」を削除しました。")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(sections_of(section.organization))
