"""Confirming, publishing, withdrawing; the sender's table and its reminders."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views import View
from django.views.generic import DetailView
from django.views.generic.edit import FormMixin

from archive.addressing import addressees_of, reach_of
from archive.forms.composing import PublicationForm, WithdrawalForm
from archive.models import Notice
from archive.services.composing import EDITABLE
from archive.services.publishing import NotPublishable, publish, schedule, unschedule
from archive.services.reminding import owing, remind
from archive.services.withdrawing import withdraw
from archive.tables import DeliveryTable
from archive.views.leading import left_to_its_room
from core import clock
from core.people.mixins import VisibleObjectMixin
from core.people.models import Organization
from core.people.requests import SignedInRequest


class OwnersPage(VisibleObjectMixin):
    """A page about a notice for those who may manage it."""

    may = "may_be_managed_by"
    model = Notice

    def get_queryset(self):
        return super().get_queryset().select_related("owner", "section", "issuer", "category")


class PublicationView(OwnersPage, FormMixin, DetailView):
    """Says to how many organizations and people it goes; the POST sends."""

    form_class = PublicationForm
    template_name = "archive/confirm.html"

    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if self.object.state not in EDITABLE:
            messages.info(request, "この通知は、すでに発出されています。")
            return redirect("archive:notice", self.object.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organizations = addressees_of(self.object)
        return super().get_context_data(
            organizations=list(organizations),
            reach=reach_of(organizations),
            files=[attachment.file for attachment in self.object.attachments.select_related("file")],
            today=clock.today(),
            **kwargs,
        )

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return render(request, self.template_name, self.get_context_data(form=form), status=422)
        try:
            if form.cleaned_data["when"] == PublicationForm.LATER:
                notice = schedule(self.object.pk, at=form.cleaned_data["at"], by=request.user)
                messages.success(request, "発出を予約しました。発出するまでは、内容を直したり取り消したりできます。")
                return redirect("archive:notice", notice.pk)
            notice = publish(self.object.pk, by=request.user)
        except NotPublishable as problem:
            form.add_error(None, str(problem))
            return render(request, self.template_name, self.get_context_data(form=form), status=422)
        messages.success(request, f"{notice.deliveries.count()}団体に発出しました。")
        return redirect("archive:deliveries", notice.pk)


class ScheduleCancellationView(OwnersPage, View):
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        notice = unschedule(self.get_object().pk, by=request.user)
        if notice.is_draft:
            messages.success(request, "発出の予約を取り消して、下書きに戻しました。")
        return redirect("archive:notice", notice.pk)


class WithdrawalView(OwnersPage, FormMixin, DetailView):
    form_class = WithdrawalForm
    template_name = "archive/withdraw.html"

    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        notice = self.get_object()
        if notice.leads_to:
            return left_to_its_room(request, notice)
        return super().dispatch(request, *args, **kwargs)

    def get_object(self, queryset=None) -> Notice:
        notice = super().get_object(queryset)
        if not notice.is_published:
            raise PermissionDenied
        return notice

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organizations = Organization.objects.filter(deliveries__notice=self.object)
        return super().get_context_data(reach=reach_of(organizations), **kwargs)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        self.object = self.get_object()
        form = self.get_form()
        if not form.is_valid():
            return render(request, self.template_name, self.get_context_data(form=form), status=422)
        withdraw(self.object.pk, because=form.cleaned_data["because"], by=request.user)
        messages.success(request, "通知を取り下げました。届いた団体からは見えなくなりました。")
        return redirect("archive:notice", self.object.pk)


class DeliveriesView(OwnersPage, DetailView):
    """Who has read and acknowledged it, and whom it did not reach."""

    template_name = "archive/deliveries.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = DeliveryTable(
            self.object, sort=self.request.GET.get("sort", ""), state=self.request.GET.get("state", "")
        )
        return super().get_context_data(table=table, **kwargs)


class RemindersView(OwnersPage, DetailView):
    """POST with `organizations` shows what will be sent to whom; POST with `confirmed` sends it."""

    template_name = "archive/remind.html"
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        self.object = notice = self.get_object()
        chosen = [int(value) for value in request.POST.getlist("organizations") if value.isascii() and value.isdigit()]
        if "everyone" in request.POST:
            chosen = list(owing(notice).values_list("organization", flat=True))
        if "confirmed" in request.POST:
            reminded = remind(notice, chosen, by=request.user)
            messages.success(request, f"{reminded}団体に督促しました。") if reminded else messages.info(
                request, "督促が必要な団体はありませんでした。"
            )
            return redirect("archive:deliveries", notice.pk)
        deliveries = list(owing(notice).filter(organization__in=chosen))
        if not deliveries:
            messages.warning(request, "督促する団体を選んでください。")
            return redirect("archive:deliveries", notice.pk)
        organizations = Organization.objects.filter(pk__in=[d.organization_id for d in deliveries])
        context = self.get_context_data(deliveries=deliveries, reach=reach_of(organizations))
        return render(request, self.template_name, context)
