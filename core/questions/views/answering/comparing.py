"""Two trials: one beside the other, or the answers of one taken over into the other."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.generic import DetailView

from core.people.mixins import VisibleObjectMixin
from core.people.requests import SignedInRequest
from core.questions.models import Questionnaire, Trial
from core.questions.services.prefilling import PrefillReport, prefill
from core.questions.showing import differences

OFFERED = 100  # of the newest trials, to choose from


class TrialDifferencesView(VisibleObjectMixin, DetailView):
    """What differs between two trials of a questionnaire: ?old=3&new=5."""

    may = "may_be_composed_by"
    queryset = Questionnaire.objects.select_related("owner")
    template_name = "questions/trials/differences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        trials = {
            str(trial.pk): trial
            for trial in self.object.trials.select_related("by", "sheet__version").filter(pk__in=self._chosen())
        }
        old, new = (trials.get(self.request.GET.get(name, "")) for name in ("old", "new"))
        found = None
        if old and new and old != new:
            before, after = old.sheet, new.sheet
            found = differences(after.definition, before.answers, after.answers, old_definition=before.definition)
        return super().get_context_data(
            questionnaire=self.object,
            old=old,
            new=new,
            differences=found,
            trials=self.object.trials.select_related("by", "sheet__version").defer("sheet__version__content")[:OFFERED],
            **kwargs,
        )

    def _chosen(self) -> list[int]:
        given = [self.request.GET.get(name, "") for name in ("old", "new")]
        return [int(pk) for pk in given if pk.isascii() and pk.isdigit() and len(pk) < 10]


class TrialPrefillView(VisibleObjectMixin, DetailView):
    """Take answers of an earlier trial into one's draft of this one; POST `earlier`."""

    may = "may_be_answered_by"
    queryset = Trial.objects.select_related("questionnaire", "sheet__version")
    template_name = "questions/trials/prefill.html"
    http_method_names = ["get", "head", "post"]

    def earlier(self, trial: Trial) -> Any:
        others = trial.questionnaire.trials.exclude(pk=trial.pk).exclude(sheet__answers={})
        return others.select_related("by", "sheet__version")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            trial=self.object, earlier=self.earlier(self.object)[:OFFERED], problem=kwargs.pop("problem", ""), **kwargs
        )

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        self.object = trial = self.get_object()
        chosen = request.POST.get("earlier", "")
        usable = chosen.isascii() and chosen.isdigit() and len(chosen) < 10
        earlier = self.earlier(trial).filter(pk=int(chosen)).first() if usable else None
        if earlier is None:
            context = self.get_context_data(problem="写す元の回答を選んでください。")
            return self.render_to_response(context, status=422)
        self.tell(prefill(trial.sheet, earlier.sheet, by=request.user), trial)
        return redirect("questions:trial", trial.pk)

    def tell(self, report: PrefillReport, trial: Trial) -> None:
        if report.taken:
            messages.success(self.request, f"{len(report.taken)}問の回答を写しました。まだ保存していません。")
        else:
            messages.info(self.request, "写した回答はありません。")
        for key, reason in report.left.items():
            messages.warning(self.request, f"{trial.sheet.definition.called(key)}：{reason}")
