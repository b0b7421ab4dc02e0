"""The manager's page: who is in the own organization, as what, and what can be done about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import DetailView, ListView

from core import clock
from core.people.access import administers
from core.people.forms.people import PeopleFilterForm
from core.people.mixins import AdministratorMixin, VisibleListMixin, VisibleObjectMixin
from core.people.models import Invitation, Membership, Organization, User
from core.people.second_factor import has_second_factor, second_factors_of
from core.people.services.deactivating import deactivate, reactivate, reset_second_factor
from core.people.services.publishing_right import managers_may_publish

SORTS = {
    "place": ["organization__code", "section__position", "section__name", "user__kana", "user__name"],
    "name": ["user__kana", "user__name"],
    "last_login": [F("user__last_login").asc(nulls_first=True)],
    "-place": ["-organization__code", "section__position", "section__name", "user__kana", "user__name"],
    "-name": ["-user__kana", "-user__name"],
    "-last_login": [F("user__last_login").desc(nulls_last=True)],
}


class ManagesPeopleMixin:
    """Pages for those who manage people; to everyone else they answer 403, whatever stands behind the address."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not Organization.objects.managed_by(request.user).exists():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class PeopleView(ManagesPeopleMixin, VisibleListMixin, ListView):
    model = Membership
    paginate_by = 50
    template_name = "people/people.html"

    def get_queryset(self) -> QuerySet[Membership]:
        self.form = PeopleFilterForm(self.request.GET or None, by=self.request.user)
        posts = super().get_queryset().annotate(has_factor=has_second_factor("user"))
        order = SORTS.get(self.request.GET.get("sort", ""), SORTS["place"])
        return self.form.apply(posts).select_related("user", "organization", "section").order_by(*order, "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.form.organization_chosen
        return super().get_context_data(
            form=self.form,
            today=clock.today(),
            invitations=self._invitations(chosen),
            several="organization" in self.form.fields,
            chosen=chosen,
            chosen_may_publish=chosen and managers_may_publish(chosen),
            administrator=administers(self.request.user),
            **kwargs,
        )

    def _invitations(self, organization: Organization | None) -> QuerySet[Invitation]:
        """Unanswered ones, oldest first, on the first page only: they are few and want something done."""
        if self.request.GET.get("page", "1") != "1":
            return Invitation.objects.none()
        found = Invitation.objects.visible_to(self.request.user).unanswered().with_state()
        if organization:
            found = found.filter(organization=organization)
        return found.select_related("organization", "section", "invited_by").order_by("created_at")[:50]


class PersonView(ManagesPeopleMixin, VisibleObjectMixin, DetailView):
    model = User
    may = ""
    template_name = "people/person.html"
    context_object_name = "person"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        posts = Membership.objects.visible_to(self.request.user).filter(user=self.object)
        posts = posts.select_related("organization", "section")
        return super().get_context_data(
            posts=posts.open_today(),
            ended=posts.ended().order_by("-valid_to"),
            today=clock.today(),
            has_factor=second_factors_of(self.object).exists(),
            may_deactivate=self.object.may_be_deactivated_by(self.request.user),
            administrator=administers(self.request.user),
            **kwargs,
        )


class PersonActionView(ManagesPeopleMixin, VisibleObjectMixin, DetailView):
    """GET says what will happen, POST does it and goes back to the person."""

    model = User
    may = "may_be_deactivated_by"
    context_object_name = "person"
    done = ""

    def act(self, person: User) -> None:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        posts = Membership.objects.visible_to(self.request.user).filter(user=self.object).open_today()
        return super().get_context_data(posts=posts.select_related("organization", "section"), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        try:
            self.act(self.object)
        except ValidationError as error:
            return self.render_to_response(self.get_context_data(errors=error.messages), status=400)
        messages.success(request, self.done.format(name=self.object.name))
        return redirect("people:person", self.object.pk)


class DeactivationView(PersonActionView):
    template_name = "people/deactivation.html"
    done = "{name}さんの利用を停止しました。"

    def act(self, person: User) -> None:
        deactivate(person.pk, by=self.request.user)


class ReactivationView(PersonActionView):
    template_name = "people/reactivation.html"
    done = "{name}さんの利用を再開しました。"

    def act(self, person: User) -> None:
        reactivate(person.pk, by=self.request.user)


class SecondFactorResetView(AdministratorMixin, PersonActionView):
    template_name = "people/second_factor_reset.html"
    done = "{name}さんの二段階認証を解除しました。"

    def act(self, person: User) -> None:
        reset_second_factor(person.pk, by=self.request.user)
