"""Writing, copying and throwing away drafts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views import View
from django.views.generic import DetailView, FormView

from archive.addressing import addressees, reach_of
from archive.forms.composing import AddressingForm, NoticeForm
from archive.models import Notice
from archive.services.composing import (
    EDITABLE,
    ChangedMeanwhile,
    NotEditable,
    attach,
    copy_notice,
    create_draft,
    delete_draft,
    detach,
    save_draft,
)
from archive.views.leading import left_to_its_room
from core.people.access import organizations_for
from core.people.mixins import VisibleObjectMixin
from core.people.models import Organization, OrganizationGroup, Verb
from core.people.requests import SignedInRequest


class PublisherMixin:
    """Pages for those who may publish for some organization."""

    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not organizations_for(request.user, Verb.PUBLISH):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ComposingView(FormView):
    """What composing and editing share: the draft is saved first, then each file; a refused file loses nothing else."""

    form_class = NoticeForm
    template_name = "archive/compose.html"
    notice: Notice | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.user, "notice": self.notice}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.get_form()
        attachments = list(self.notice.attachments.select_related("file")) if self.notice else []
        known = {"form": form, "notice": self.notice, "attachments": attachments, "reach": reach_of(_chosen(form))}
        return super().get_context_data(**kwargs | known)

    def finish(self, form: NoticeForm, notice: Notice) -> HttpResponse:
        """After the words are saved: files, then where the person wanted to go."""
        refused = []
        for upload in form.cleaned_data["files"]:
            try:
                attach(notice, [upload], by=self.request.user)
            except ValidationError as problem:
                refused += problem.messages
        if refused:
            self.notice = Notice.objects.get(pk=notice.pk)
            again = NoticeForm(initial=NoticeForm.initial_of(self.notice), by=self.request.user, notice=self.notice)
            messages.warning(self.request, "下書きは保存しましたが、付けられなかったファイルがあります。")
            context = self.get_context_data(form=again, refused=refused)
            return render(self.request, self.template_name, context, status=422)
        if "confirm" in self.request.POST:
            return redirect("archive:publication", notice.pk)
        messages.success(self.request, "下書きを保存しました。")
        return redirect("archive:edit", notice.pk)


class NewNoticeView(PublisherMixin, ComposingView):
    def form_valid(self, form: NoticeForm) -> HttpResponse:
        notice = create_draft(owner=form.cleaned_data["owner"], by=self.request.user, **form.written())
        return self.finish(form, notice)


class EditNoticeView(VisibleObjectMixin, ComposingView):
    may = "may_be_managed_by"
    model = Notice

    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.notice = self.object = self.get_object()
        if self.notice.state not in EDITABLE:
            messages.info(request, "発出した通知は書き換えられません。直すときは、取り下げてから複製してください。")
            return redirect("archive:notice", self.notice.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return NoticeForm.initial_of(self.notice)

    def form_valid(self, form: NoticeForm) -> HttpResponse:
        try:
            notice = save_draft(
                self.notice, version=form.cleaned_data["version"] or 0, by=self.request.user, **form.written()
            )
            detach(notice, _numbers(self.request.POST.getlist("detach")), by=self.request.user)
        except NotEditable:
            messages.warning(
                self.request, "この通知は、すでに発出または取り下げられました。入力した内容は保存していません。"
            )
            return redirect("archive:notice", self.notice.pk)
        except ChangedMeanwhile as meanwhile:
            return self.conflict(form, meanwhile.current)
        return self.finish(form, notice)

    def conflict(self, form: NoticeForm, current: Notice) -> HttpResponse:
        """Somebody else saved first: show both, keep what was typed; saving again decides."""
        self.notice = current
        differences = _differences(form, current)
        form.data = form.data.copy()
        form.data["version"] = current.version
        context = self.get_context_data(form=form, differences=differences)
        return render(self.request, self.template_name, context, status=409)


def _differences(form: NoticeForm, current: Notice) -> list[dict[str, str]]:
    """Field by field: what stands now and what this person typed, where they differ."""
    saved = NoticeForm.initial_of(current)
    found = []
    for name, typed in form.written().items():
        if name in saved and _words(saved[name]) != _words(typed):
            label = form.fields[name].label
            found.append({"label": label, "saved": _words(saved[name]), "typed": _words(typed)})
    return found


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, str) or value is None:
        return value or ""
    try:
        return "、".join(sorted(str(item) for item in value))
    except TypeError:
        return str(value)


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isascii() and value.isdigit()]


def _chosen(form: NoticeForm):
    """The organizations that the form's present choice comes to, valid or not yet."""
    if form.is_bound:
        chosen = AddressingForm(form.data)
        chosen.is_valid()
        groups = chosen.cleaned_data.get("to_groups") or OrganizationGroup.objects.none()
        organizations = chosen.cleaned_data.get("to_organizations") or Organization.objects.none()
    else:
        groups = OrganizationGroup.objects.filter(pk__in=[g.pk for g in form.initial.get("to_groups", [])])
        organizations = Organization.objects.filter(pk__in=[o.pk for o in form.initial.get("to_organizations", [])])
    return addressees(organizations, groups)


class AddresseeCountView(PublisherMixin, View):
    """The running count beside the addressing fields. Changes nothing; it is a POST because 52 ids are many."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = AddressingForm(request.POST)
        form.is_valid()
        groups = form.cleaned_data.get("to_groups") or OrganizationGroup.objects.none()
        organizations = form.cleaned_data.get("to_organizations") or Organization.objects.none()
        return render(request, "archive/_reach.html", {"reach": reach_of(addressees(organizations, groups))})


class CopyView(VisibleObjectMixin, View):
    """A new draft with the same words and addressees; files are attached anew."""

    may = "may_be_managed_by"
    model = Notice
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        notice = self.get_object()
        if notice.leads_to:
            return left_to_its_room(request, notice)
        copied = copy_notice(notice, by=request.user)
        messages.success(request, "複製して、新しい下書きを作りました。添付ファイルは改めて付けてください。")
        return redirect("archive:edit", copied.pk)


class DraftDeletionView(VisibleObjectMixin, DetailView):
    may = "may_be_managed_by"
    model = Notice
    template_name = "archive/delete.html"

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        notice = self.get_object()
        try:
            delete_draft(notice, by=request.user)
        except NotEditable:
            messages.warning(request, "発出した通知は削除できません。取り下げてください。")
            return redirect("archive:notice", notice.pk)
        messages.success(request, f"下書き「{notice.title}」を削除しました。")
        return redirect("archive:list")
