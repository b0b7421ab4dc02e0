"""What the pages of one form start from."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import DetailView
from django.views.generic.edit import FormMixin

from core import clock
from core.people.mixins import VisibleObjectMixin
from core.people.requests import SignedInRequest
from publicforms.models import Form


class MakersPage(VisibleObjectMixin, DetailView):
    """A page about a form in one of the `states` (any, where none is named), for those who may edit it.

    In another state the person is led to the form, and told that there is nothing to be done here.
    """

    may = "may_be_edited_by"
    model = Form
    context_object_name = "subject"
    states: tuple[str, ...] = ()
    object: Form

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("owner", "section", "questionnaire", "version", "created_by")

    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if not self.fits():
            words = f"このフォームは「{self.object.moment(clock.now()).label}」のため、その操作はできません。"
            messages.info(request, words)
            return self.to_form()
        try:
            return super().dispatch(request, *args, **kwargs)
        except Form.DoesNotExist:  # a draft that a colleague threw away in the same moment
            raise Http404 from None

    def fits(self) -> bool:
        return not self.states or self.object.state in self.states

    def get(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The object is there already, with its rights: it is not read again."""
        return self.render_to_response(self.get_context_data(object=self.object))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = clock.now()
        return super().get_context_data(now=now, moment=self.object.moment(now), **kwargs)

    def to_form(self) -> HttpResponse:
        return redirect("forms:form", self.object.pk)


class MakersForm(FormMixin, MakersPage):
    """A page that asks something before it acts: `done(form)` acts and says where to go."""

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return self.refused(form)
        return self.done(form)

    def done(self, form: Any) -> HttpResponse:
        raise NotImplementedError

    def refused(self, form: Any, status: int = 422, **context: Any) -> HttpResponse:
        known = self.get_context_data(form=form, **context)
        return render(self.request, self.get_template_names()[0], known, status=status)
