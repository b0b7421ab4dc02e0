"""Adding, changing and removing entries, for those who keep an organization's roster."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import DetailView, FormView

from core.people.mixins import VisibleObjectMixin
from core.people.models import Organization
from roster.forms.contacts import ContactForm
from roster.models import Contact, may_edit_roster
from roster.services.adding import AlreadyListed, add_contact
from roster.services.changing import ChangedMeanwhile, change_contact
from roster.services.removing import remove_contact
from roster.views.reading import OfOneOrganizationMixin

SAME = "同じ業務・正副・課に、同じ氏名の担当者がすでに登録されています。"


class ContactFormView(FormView):
    """What adding and changing share."""

    form_class = ContactForm
    template_name = "roster/contact.html"

    def already_listed(self, form: ContactForm) -> HttpResponse:
        form.add_error("name", SAME)
        return self.form_invalid(form)


class NewContactView(OfOneOrganizationMixin, ContactFormView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if not may_edit_roster(request.user, self.object.pk):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"duty": self.request.GET.get("duty")}

    def form_valid(self, form: ContactForm) -> HttpResponse:
        try:
            contact = add_contact(organization=self.object, by=self.request.user, **form.written())
        except AlreadyListed:
            return self.already_listed(form)
        messages.success(self.request, f"{contact.duty}の担当者「{contact.name}」を登録しました。")
        return redirect("roster:organization", self.object.code)


class OfOneContactMixin(VisibleObjectMixin):
    """An entry, under its organization's address."""

    model = Contact
    may = "may_be_edited_by"
    context_object_name = "contact"

    def get_queryset(self) -> QuerySet[Contact]:
        contacts = super().get_queryset().filter(organization__code=self.kwargs["code"])
        return contacts.select_related("organization", "duty", "updated_by")


class EditContactView(OfOneContactMixin, ContactFormView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.object = self.get_object()
        except Http404:
            if request.method == "POST":
                return self.removed_meanwhile()
            raise
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return ContactForm.initial_of(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(organization=self.object.organization, **kwargs)

    def form_valid(self, form: ContactForm) -> HttpResponse:
        organization: Organization = self.object.organization
        version = form.cleaned_data["version"] or 0
        try:
            changed = change_contact(self.object, version=version, by=self.request.user, **form.written())
        except AlreadyListed:
            return self.already_listed(form)
        except ChangedMeanwhile as meanwhile:
            return self.conflict(form, meanwhile.current)
        if changed:
            messages.success(self.request, f"担当者「{form.cleaned_data['name']}」の変更を保存しました。")
        else:
            messages.info(self.request, "変更はありませんでした。")
        return redirect("roster:organization", organization.code)

    def conflict(self, form: ContactForm, current: Contact | None) -> HttpResponse:
        """Somebody else was faster: shows both versions and keeps what was typed; saving again decides."""
        if current is None:
            return self.removed_meanwhile()
        self.object = current
        form.data = form.data.copy()
        form.data["version"] = current.version
        context = self.get_context_data(form=form, differences=form.differences_from(current))
        return self.render_to_response(context, status=409)

    def removed_meanwhile(self) -> HttpResponse:
        """There is no entry (any more): what was typed is offered as a new one to those who may add it."""
        organization = get_object_or_404(Organization, code=self.kwargs["code"])
        if not may_edit_roster(self.request.user, organization.pk):
            raise Http404
        context = {"form": ContactForm(self.request.POST), "organization": organization, "removed": True}
        return self.render_to_response(context, status=409)


class RemoveContactView(OfOneContactMixin, DetailView):
    """A page that says what will be gone; then the deletion."""

    template_name = "roster/remove.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = contact = self.get_object()
        version = request.POST.get("version", "")
        try:
            remove_contact(contact, version=int(version) if version.isdecimal() else 0, by=request.user)
        except ChangedMeanwhile as meanwhile:
            if meanwhile.current is not None:
                self.object = meanwhile.current
                return self.render_to_response(self.get_context_data(meanwhile=True), status=409)
        messages.success(request, f"担当者「{contact.name}」を名簿から削除しました。")
        return redirect("roster:organization", contact.organization.code)
