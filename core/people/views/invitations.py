"""Inviting people into the own organization, and the page that a mailed link opens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from django.views.generic.detail import SingleObjectMixin

from core.people.forms.invitations import InviteForm, JoinForm
from core.people.mixins import VisibleObjectMixin
from core.people.models import Invitation, User
from core.people.services.inviting import (
    AccountExists,
    NotUsable,
    accept_as_further_post,
    accept_as_new_person,
    find,
    invite,
    resend,
    withdraw,
)
from core.people.views.people import ManagesPeopleMixin


class InviteView(ManagesPeopleMixin, FormView):
    """All are invited or none: a list with a wrong line comes back with the line named."""

    form_class = InviteForm
    template_name = "people/invite.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        return {"role": "member", "organization": self.request.GET.get("organization")}

    def form_valid(self, form: InviteForm) -> HttpResponse:
        values = form.cleaned_data
        place = {key: values[key] for key in ("organization", "section", "role")}
        refused = []
        with transaction.atomic():
            for invitee in values["people"]:
                try:
                    invite(email=invitee.email, name=invitee.name, by=self.request.user, **place)
                except ValidationError as error:
                    refused += error.messages
            if refused:
                transaction.set_rollback(True)
        if refused:
            form.add_error("people", refused)
            return self.form_invalid(form)
        messages.success(self.request, f"{len(values['people'])}人に招待のメールを送りました。")
        return redirect("people:list")


class InvitationActionView(ManagesPeopleMixin, VisibleObjectMixin, SingleObjectMixin, View):
    """POST only: sends the invitation again, or withdraws it."""

    model = Invitation
    may = ""
    http_method_names = ["post"]
    verb = None
    done = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        invitation = self.get_object()
        try:
            type(self).verb(invitation.pk, by=request.user)
            messages.success(request, self.done.format(name=invitation.name))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("people:list")


class InvitationResendView(InvitationActionView):
    verb = staticmethod(resend)
    done = "{name}さんに招待のメールをもう一度送りました。前のリンクは使えなくなりました。"


class InvitationWithdrawalView(InvitationActionView):
    verb = staticmethod(withdraw)
    done = "{name}さんの招待を取り消しました。"


@method_decorator([login_not_required, never_cache, sensitive_post_parameters()], name="dispatch")
class JoinView(View):
    """What the link of an invitation opens, for everybody who has it: nothing is said but what its mail said."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.secret = kwargs["secret"]
        self.invitation = find(self.secret)
        if self.invitation is None:
            return self._not_usable("unknown")
        if self.invitation.state != Invitation.State.OPEN:
            return self._not_usable(self.invitation.state)
        self.owner = User.objects.filter(email=self.invitation.email).first()
        if request.user.is_authenticated and request.user != self.owner:
            return self._not_usable("foreign")
        if self.owner is not None and not self.owner.is_active:
            return self._not_usable("deactivated")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.owner is None:
            return self._form(JoinForm(initial={"name": self.invitation.name}))
        if not request.user.is_authenticated:
            sign_in = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
            return self._render("people/join_sign_in.html", sign_in=sign_in)
        return self._render("people/join_post.html")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if self.owner is None:
                return self._join(JoinForm(request.POST))
            if not request.user.is_authenticated:
                return redirect(request.path)
            accept_as_further_post(self.secret, by=request.user)
        except NotUsable as error:
            return self._not_usable(error.state)
        except AccountExists:
            return redirect(request.path)
        messages.success(request, f"{self.invitation.organization}の所属を追加しました。")
        return redirect("home")

    def _join(self, form: JoinForm) -> HttpResponse:
        if not form.is_valid():
            return self._form(form)
        values = form.cleaned_data
        try:
            accept_as_new_person(self.secret, name=values["name"], kana=values["kana"], password=values["password"])
        except ValidationError as error:
            form.add_error("password", error)
            return self._form(form)
        messages.success(self.request, _("登録が終わりました。設定したパスワードでログインしてください。"))
        return redirect("account_login")

    def _form(self, form: JoinForm) -> HttpResponse:
        return self._render("people/join.html", form=form)

    def _render(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, template, {"invitation": self.invitation, **context}, status=status)

    def _not_usable(self, state: str) -> HttpResponse:
        status = 404 if state == "unknown" else 403 if state in ("foreign", "deactivated") else 410
        return render(self.request, "people/join_not_usable.html", {"state": str(state)}, status=status)
