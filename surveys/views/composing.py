"""Writing drafts and throwing them away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import FormView

from archive.addressing import addressees, reach_of
from archive.forms.composing import AddressingForm
from archive.views.composing import PublisherMixin
from core.people.mixins import VisibleObjectMixin
from core.people.models import Organization, OrganizationGroup
from core.people.requests import SignedInRequest
from surveys.forms.composing import SurveyForm
from surveys.models import Survey
from surveys.services.composing import (
    ChangedMeanwhile,
    NotEditable,
    attach_files,
    create_survey,
    delete_draft,
    detach_files,
    save_survey,
)
from surveys.views.managing import ManagersPage


class ComposingView(FormView):
    """What composing and editing share: the words are saved first, then each file; a refused file loses nothing."""

    form_class = SurveyForm
    template_name = "surveys/compose.html"
    survey: Survey | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.user, "survey": self.survey}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.get_form()
        attached = list(self.survey.files.select_related("file")) if self.survey else []
        known = {"form": form, "survey": self.survey, "attached": attached, "reach": reach_of(_chosen(form))}
        return super().get_context_data(**kwargs | known)

    def finish(self, form: SurveyForm, survey: Survey) -> HttpResponse:
        """After the words are saved: files, then where the person wanted to go."""
        refused = []
        for upload in form.cleaned_data["files"]:
            try:
                attach_files(survey, [upload], by=self.request.user)
            except ValidationError as problem:
                refused += problem.messages
            except NotEditable:
                messages.warning(
                    self.request, f"この調査は、すでに照会されました。「{upload.name}」は付けられませんでした。"
                )
                return redirect("surveys:survey", survey.pk)
        if refused:
            self.survey = Survey.objects.get(pk=survey.pk)
            again = SurveyForm(initial=SurveyForm.initial_of(self.survey), by=self.request.user, survey=self.survey)
            messages.warning(self.request, "下書きは保存しましたが、付けられなかったファイルがあります。")
            context = self.get_context_data(form=again, refused=refused)
            return render(self.request, self.template_name, context, status=422)
        if "confirm" in self.request.POST:
            return redirect("surveys:issue", survey.pk)
        messages.success(self.request, "下書きを保存しました。")
        return redirect("surveys:edit", survey.pk)


class NewSurveyView(PublisherMixin, ComposingView):
    def form_valid(self, form: SurveyForm) -> HttpResponse:
        survey = create_survey(owner=form.cleaned_data["owner"], by=self.request.user, **form.written())
        return self.finish(form, survey)


class EditSurveyView(VisibleObjectMixin, ComposingView):
    may = "may_be_managed_by"
    model = Survey

    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.survey = self.object = self.get_object()
        if not self.survey.is_draft:
            messages.info(request, "照会した調査は書き換えられません。変更は、調査のページから連絡してください。")
            return redirect("surveys:survey", self.survey.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return SurveyForm.initial_of(self.object)

    def form_valid(self, form: SurveyForm) -> HttpResponse:
        try:
            survey = save_survey(
                self.object, edit=form.cleaned_data["edit"] or 0, by=self.request.user, **form.written()
            )
            detach_files(survey, _numbers(self.request.POST.getlist("detach")), by=self.request.user)
        except NotEditable:
            messages.warning(self.request, "この調査は、すでに照会されました。入力した内容は保存していません。")
            return redirect("surveys:survey", self.object.pk)
        except ChangedMeanwhile as meanwhile:
            return self.conflict(form, meanwhile.current)
        except Survey.DoesNotExist:
            raise Http404 from None  # a colleague threw it away in the same moment
        return self.finish(form, survey)

    def conflict(self, form: SurveyForm, current: Survey) -> HttpResponse:
        """Somebody else saved first: show both, keep what was typed; saving again decides."""
        self.survey = current
        differences = form.differences_from(current)
        form.data = form.data.copy()
        form.data["edit"] = current.edit
        context = self.get_context_data(form=form, differences=differences)
        return render(self.request, self.template_name, context, status=409)


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isascii() and value.isdigit()]


def _chosen(form: SurveyForm) -> QuerySet[Organization]:
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


class DraftDeletionView(ManagersPage):
    template_name = "surveys/delete.html"
    states = (Survey.State.DRAFT,)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        try:
            delete_draft(self.object, by=request.user)
        except NotEditable:
            messages.warning(request, "照会した調査は削除できません。取り下げてください。")
            return redirect("surveys:survey", pk)
        messages.success(request, f"下書き「{self.object.title}」を削除しました。")
        return redirect("surveys:list")
