"""A person's posts: a further one, changing one, ending one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import FormView
from django.views.generic.detail import SingleObjectMixin

from core.people.access import forget_rights
from core.people.forms.posts import EndPostForm, PostForm
from core.people.mixins import VisibleObjectMixin
from core.people.models import Membership, User
from core.people.services.posts import add_post, change_post, end_post
from core.people.views.people import ManagesPeopleMixin


class VisibleFormView(ManagesPeopleMixin, VisibleObjectMixin, FormView, SingleObjectMixin):
    """A form about one thing that the person manages; what the service refuses is shown as the form's error."""

    may = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return super().post(request, *args, **kwargs)

    def save(self, values: dict[str, Any]) -> None:
        raise NotImplementedError

    def form_valid(self, form) -> HttpResponse:
        try:
            self.save(form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return self.done()


class NewPostView(VisibleFormView):
    model = User
    form_class = PostForm
    template_name = "people/post_new.html"
    context_object_name = "person"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.user}

    def save(self, values: dict[str, Any]) -> None:
        add_post(
            self.object,
            values["organization"],
            values["section"],
            values["role"],
            title=values["title"],
            by=self.request.user,
        )

    def done(self) -> HttpResponse:
        messages.success(self.request, "所属を追加しました。")
        return redirect("people:person", self.object.pk)


class PostView(VisibleFormView):
    model = Membership
    form_class = PostForm
    template_name = "people/post.html"
    context_object_name = "held"

    def get_queryset(self) -> QuerySet[Membership]:
        return super().get_queryset().open_today().select_related("user", "organization", "section")

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        del kwargs["initial"]
        return kwargs | {"by": self.request.user, "post": self.object}

    def save(self, values: dict[str, Any]) -> None:
        change_post(
            self.object.pk,
            section=values["section"],
            role=values["role"],
            title=values["title"],
            edits_roster=values.get("edits_roster", False),
            by=self.request.user,
        )

    def done(self) -> HttpResponse:
        messages.success(self.request, "所属を変更しました。")
        return redirect_to_person(self.object.user_id, self.request.user)


class PostEndView(PostView):
    form_class = EndPostForm
    template_name = "people/post_end.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return FormView.get_form_kwargs(self)

    def save(self, values: dict[str, Any]) -> None:
        self.object = end_post(self.object.pk, last_day=values["last_day"], by=self.request.user)

    def done(self) -> HttpResponse:
        messages.success(
            self.request, f"{self.object.user.name}さんの所属（{self.object.place}）の終わりを決めました。"
        )
        return redirect_to_person(self.object.user_id, self.request.user)


def redirect_to_person(person_id: int, user: User) -> HttpResponse:
    """Back to the person, or home for managers who have just ended being one."""
    forget_rights(user)
    if User.objects.visible_to(user).filter(pk=person_id).exists():
        return redirect("people:person", person_id)
    return redirect("home")
