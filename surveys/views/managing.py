"""What the pages for those who run a survey start from."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import DetailView
from django.views.generic.edit import FormMixin

from core.people.mixins import VisibleObjectMixin
from core.people.requests import SignedInRequest
from surveys.models import Survey


class ManagersPage(VisibleObjectMixin, DetailView):
    """A page about a survey in one of the `states`, for those who run it.

    In another state the person is led to the survey, and told that there is nothing to be done here.
    """

    may = "may_be_managed_by"
    model = Survey
    states: tuple[str, ...] = ()
    object: Survey

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("owner", "section", "questionnaire", "version")

    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if self.object.state not in self.states:
            words = f"この調査は「{self.object.get_state_display()}」のため、その操作はできません。"
            messages.info(request, words)
            return redirect("surveys:survey", self.object.pk)
        try:
            return super().dispatch(request, *args, **kwargs)
        except Survey.DoesNotExist:  # a draft that a colleague threw away in the same moment
            raise Http404 from None


class ManagersForm(FormMixin, ManagersPage):
    """A page that asks something before it acts: `done(form)` acts and says where to go."""

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return self.refused(form)
        return self.done(form)

    def done(self, form: Any) -> HttpResponse:
        raise NotImplementedError

    def refused(self, form: Any, status: int = 422) -> HttpResponse:
        return render(self.request, self.get_template_names()[0], self.get_context_data(form=form), status=status)
