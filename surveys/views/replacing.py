"""Replacing the form sheet of a survey that is being answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from core.questions.version_differences import version_differences
from surveys.forms.life import SheetReplacementForm
from surveys.models import Survey
from surveys.services.changing import NotChangeable
from surveys.services.replacing import affected_by, newer_version, replace_form_sheet
from surveys.states import EDITABLE, HANDED_IN, State
from surveys.views.changing import ChangeView


class SheetReplacementView(ChangeView):
    """Shows what differs and whose answers do not fit any more; the POST names the version that was looked at."""

    form_class = SheetReplacementForm
    template_name = "surveys/replace_sheet.html"
    states = (Survey.State.OPEN,)

    def get_initial(self) -> dict[str, Any]:
        newer = newer_version(self.object)
        return {"number": newer.number if newer else None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        survey = self.object
        newer = newer_version(survey)
        if newer is None:
            return super().get_context_data(newer=None, **kwargs)
        hits = affected_by(survey, newer)
        responses = survey.responses
        return super().get_context_data(
            newer=newer,
            differences=version_differences(survey.asked_version.definition, newer.definition),
            hits=hits,
            fitting=responses.filter(state__in=HANDED_IN).count() - len(hits),
            in_work=responses.filter(state__in=[*EDITABLE, State.IN_REVIEW]).exclude(sheet=None).count(),
            **kwargs,
        )

    def done(self, form: SheetReplacementForm) -> HttpResponse:
        given = form.cleaned_data
        try:
            hits = replace_form_sheet(self.object.pk, number=given["number"], text=given["text"], by=self.request.user)
        except NotChangeable as problem:
            form.data = form.data.copy()
            newer = newer_version(self.object)
            form.data["number"] = newer.number if newer else ""
            form.add_error(
                None, f"{problem}いまの違いを確かめて、もう一度差し替えてください。" if newer else str(problem)
            )
            return self.refused(form, status=409)
        words = f"{len(hits):,}団体の回答を差し戻しました。" if hits else "差し戻した回答はありません。"
        messages.success(self.request, f"様式を差し替え、対象団体に知らせました。{words}")
        return redirect("surveys:survey", self.object.pk)
