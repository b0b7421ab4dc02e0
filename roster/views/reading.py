"""The roster of all organizations, and that of one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.views.generic import DetailView, ListView

from core.people.access import posts_of
from core.people.mixins import VisibleListMixin, VisibleObjectMixin
from core.people.models import Organization
from roster.forms.filters import DEFAULT_ORDER, RosterFilter, ordered
from roster.models import Contact, Duty, may_edit_roster
from roster.querysets import may_see_roster


class RosterView(VisibleListMixin, ListView):
    model = Contact
    paginate_by = 50
    template_name = "roster/list.html"

    def get_queryset(self) -> QuerySet[Contact]:
        self.filter = RosterFilter(self.request.GET)
        contacts = self.filter.apply(super().get_queryset().select_related("organization", "duty"))
        return ordered(contacts, self.request.GET.get("sort", DEFAULT_ORDER))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {post.organization_id: post.organization for post in posts_of(self.request.user)}
        return super().get_context_data(
            filter=self.filter,
            filtered=any(self.request.GET.get(name) for name in self.filter.fields),
            default_order=DEFAULT_ORDER,
            own_organizations=list(own.values()),
            **kwargs,
        )


class OfOneOrganizationMixin(VisibleObjectMixin):
    """An organization by its code. Whoever may see the roster may see every organization's part of it."""

    model = Organization
    may = ""
    slug_field = slug_url_kwarg = "code"
    context_object_name = "organization"

    def get_queryset(self) -> QuerySet[Organization]:
        return Organization.objects.all() if may_see_roster(self.request.user) else Organization.objects.none()


class OrganizationRosterView(OfOneOrganizationMixin, DetailView):
    template_name = "roster/organization.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        contacts = list(
            Contact.objects.visible_to(user)
            .filter(organization=self.object)
            .select_related("duty", "updated_by")
            .order_by("duty__position", "duty__name", "-rank", "pk")
        )
        may_edit = may_edit_roster(user, self.object.pk)
        listed = {contact.duty_id for contact in contacts}
        return super().get_context_data(
            contacts=contacts,
            may_edit=may_edit,
            unlisted=[duty for duty in Duty.objects.all() if duty.pk not in listed] if may_edit else [],
            **kwargs,
        )
