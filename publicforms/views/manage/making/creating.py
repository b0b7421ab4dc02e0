"""Making a form: first what it starts from, then whose it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import FormView

from core.people.access import organizations_for
from core.people.models import Verb
from core.people.requests import SignedInRequest
from publicforms.forms.making import NewForm
from publicforms.making.starts import Start, start_of, templates
from publicforms.models import Form
from publicforms.services.creating import create_form
from publicforms.services.duplicating import duplicate

OFFERED = 50  # forms to copy; any other one is copied from its own page


class NewFormView(FormView):
    """Without ?start= the starting points, else the questions about the new form."""

    form_class = NewForm
    template_name = "publicforms/manage/making/new.html"
    start: Start | None

    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not organizations_for(request.user, Verb.COMPOSE):
            raise PermissionDenied
        self.start = start_of(request.GET.get("start", ""), request.user)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.start is not None:
            return super().get(request, *args, **kwargs)
        return self.choose()

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.start is not None:
            return super().post(request, *args, **kwargs)
        return self.choose(refused=True)

    def choose(self, *, refused: bool = False) -> HttpResponse:
        visible = Form.objects.visible_to(self.request.user).select_related("owner")
        known = {"templates": templates(), "forms": visible[:OFFERED], "refused": refused}
        return render(self.request, "publicforms/manage/making/starts.html", known, status=422 if refused else 200)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "start": self.start}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(start=self.start, **kwargs)

    def form_valid(self, form: NewForm) -> HttpResponse:
        made = self.make(form.cleaned_data)
        messages.success(self.request, "フォームを作りました。公開までにすることを、順に済ませてください。")
        return redirect("forms:form", made.pk)

    def make(self, given: dict[str, Any]) -> Form:
        start, user = self.start, self.request.user
        assert start is not None  # noqa: S101 - `post` has seen to it
        if start.form is not None:
            return duplicate(start.form, owner=given["owner"], title=given["title"], by=user)
        settings = {name: value for name, value in start.settings.items() if name != "audience"}
        if given["audience"] != Form.Audience.COLLEAGUES:
            settings.pop("is_anonymous", None)
        made = create_form(
            owner=given["owner"],
            title=given["title"],
            section=given["section"],
            audience=given["audience"],
            by=user,
            definition=start.definition,
            **settings,
        )
        if made.audience == Form.Audience.SIGNED_IN:
            made.participants.set([made.owner])
        return made

    def form_invalid(self, form: NewForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)
