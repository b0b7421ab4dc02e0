"""What the pages about a form's submissions start from."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.generic import DetailView

from core.people.mixins import VisibleObjectMixin
from core.people.models import User
from core.people.requests import SignedInRequest
from publicforms.grants import people_who_may
from publicforms.models import Form, FormVerb, Status, Submission

REFUSED = 422


class FormPage(VisibleObjectMixin, DetailView):
    """A page about the submissions of one form. Those of an anonymous form are seen by nobody one by one."""

    may = "submissions_may_be_seen_by"
    model = Form
    context_object_name = "subject"
    object: Form
    request: SignedInRequest

    def get_queryset(self) -> QuerySet[Form]:
        named = super().get_queryset().filter(is_anonymous=False)
        return named.select_related("owner", "section", "version").defer("version__content")

    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show()

    def show(self, status: int = 200, **context: Any) -> HttpResponse:
        """The page, rendered; 422 where something typed is refused."""
        return render(self.request, self.get_template_names()[0], self.get_context_data(**context), status=status)

    @property
    def user(self) -> User:
        return self.request.user

    @property
    def may_handle(self) -> bool:
        return self.object.may_be_handled_by(self.user)

    @cached_property
    def statuses(self) -> list[Status]:
        return list(self.object.statuses.order_by("position", "pk"))

    @cached_property
    def people(self) -> list[User]:
        """Whom one can assign to."""
        return list(people_who_may(self.object, FormVerb.HANDLE))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"may_handle": self.may_handle, "statuses": self.statuses} | kwargs)


class HandlersPage(FormPage):
    may = "may_be_handled_by"


class RecordMixin:
    """A page about one submission, which the address names by its receipt number, or by its id."""

    object: Form
    kwargs: dict[str, Any]

    @cached_property
    def submission(self) -> Submission:
        related = ("status", "assignee", "by", "sheet__version", "organization")
        found = self.object.submissions.select_related(*related).defer("sheet__version__content")
        name = self.kwargs["receipt"]
        # What people are told links by the id; receipt numbers never are as long.
        by = {"pk": int(name)} if name.isdigit() and len(name) < 20 else {"receipt": name}
        one = found.filter(**by).first()
        if one is None:
            raise Http404
        one.form = self.object
        return one
