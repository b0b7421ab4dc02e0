"""Replacing an attachment of a survey that is being answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core.people.requests import SignedInRequest
from surveys.forms.replacing_files import FileReplacementForm
from surveys.models import Response, Survey, SurveyFile
from surveys.services.changing import NotChangeable
from surveys.services.replacing_files import Handling, Replaced, answered_on_what_stands, replace_file
from surveys.views.changing import ChangeView

NAMED = 5


class FileReplacementView(ChangeView):
    """Shows who answered on the old file before anybody is asked to do something again."""

    form_class = FileReplacementForm
    template_name = "surveys/replace_file.html"
    states = (Survey.State.OPEN,)

    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        survey = self.get_object()
        files = SurveyFile.objects.filter(survey=survey).select_related("file", "survey")
        self.attached = get_object_or_404(files, pk=kwargs["file_pk"])
        if self.attached.replaced_by_id:
            messages.info(request, "このファイルは、すでに差し替えられています。")
            return redirect("surveys:survey", survey.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"definition": self.object.asked_version.definition}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        answered = list(answered_on_what_stands(self.object))
        seen = ",".join(str(one.pk) for one in answered)
        return super().get_context_data(attached=self.attached, answered=answered, seen=seen, **kwargs)

    def done(self, form: FileReplacementForm) -> HttpResponse:
        given = form.cleaned_data
        try:
            replaced = replace_file(
                self.attached,
                given["file"],
                text=given["text"],
                by=self.request.user,
                questions=given["questions"],
                handling=Handling(given["handling"]),
            )
        except ValidationError as problem:
            form.add_error("file", problem)
            return self.refused(form)
        except NotChangeable as problem:
            form.add_error(None, str(problem))
            return self.refused(form, status=409)
        self.tell(replaced, Handling(given["handling"]), form.seen_responses)
        return redirect("surveys:survey", self.object.pk)

    def tell(self, replaced: Replaced, handling: Handling, seen: set[str]) -> None:
        number = f"{len(replaced.asked):,}団体"
        words = {
            Handling.INFORM: "",
            Handling.CHECK: f"前のファイルで提出した{number}に、回答の確認を求めました。",
            Handling.RETURN: f"前のファイルで提出した{number}の回答を差し戻しました。",
        }[handling]
        messages.success(self.request, f"添付ファイルを差し替え、対象団体に知らせました。{words}")
        late = [one for one in replaced.asked if str(one.pk) not in seen]
        if late:
            messages.warning(self.request, f"画面を開いたあとに提出した団体を含みます：{_named(late)}")


def _named(responses: list[Response]) -> str:
    names = "、".join(str(one.organization) for one in responses[:NAMED])
    return f"{names}ほか{len(responses) - NAMED:,}団体" if len(responses) > NAMED else names
