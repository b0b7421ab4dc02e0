"""Letters to one applicant or many: written, looked at, sent. And the templates that a form's office keeps."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.people.requests import SignedInRequest
from publicforms.forms.writing import LetterForm, LetterTemplateForm
from publicforms.mails.placeholders import filled, refusing, tells_status, untold_statuses
from publicforms.models import LetterTemplate, Submission
from publicforms.services.letter_templates import delete_template, save_template
from publicforms.services.writing import write_to_applicants
from publicforms.views.manage.handling.base import REFUSED, HandlersPage
from publicforms.views.manage.handling.bulk import BulkView

PREVIEWED = 3


class LettersView(BulkView):
    """Buttons: use (a template), preview, edit, send. `sending` stands for the page, so that it sends once."""

    template_name = "publicforms/manage/handling/letter.html"

    def respond(self) -> HttpResponse:
        post = self.request.POST
        if "use" in post:
            return self.show(form=self._from_template())
        if not {"preview", "edit", "send"} & post.keys():
            return self.show(form=LetterForm())
        form = LetterForm(post)
        if not form.is_valid():
            return self.show(REFUSED, form=form)
        if "edit" in post:
            return self.show(form=LetterForm(initial=form.cleaned_data))
        if "send" in post:
            return self._send(form)
        return self._preview(form)

    def _from_template(self) -> LetterForm:
        chosen = next((one for one in self.templates if str(one.pk) == self.request.POST.get("template")), None)
        initial = {"subject": chosen.subject, "text": chosen.text} if chosen else {}
        return LetterForm(initial=initial)

    def _preview(self, form: LetterForm) -> HttpResponse:
        self.template_name = "publicforms/manage/handling/letter_preview.html"
        subject, text = form.cleaned_data["subject"], form.cleaned_data["text"]
        reached = self.reached
        letters = [
            {"submission": one, "subject": filled(subject, self.object, one), "text": filled(text, self.object, one)}
            for one in reached[:PREVIEWED]
        ]
        return self.show(
            form=form,
            letters=letters,
            untold=untold_statuses(reached) if tells_status(subject, text) else [],
        )

    def _send(self, form: LetterForm) -> HttpResponse:
        values = form.cleaned_data
        number = write_to_applicants(
            self.object, self.ids, subject=values["subject"], text=values["text"], sending=self.sending, by=self.user
        )
        if not number:
            return self.back("このメッセージは、すでに送ったか、送る相手がいません。")
        return self.back(f"{number}件の申込者にメッセージを送ります。", done=True)

    # --- To whom ---

    @cached_property
    def reached(self) -> list[Submission]:
        """Who gave an address; who wants no mail reads it on their page."""
        return [one for one in self.chosen if one.address]

    @cached_property
    def templates(self) -> list[LetterTemplate]:
        return list(self.object.letter_templates.order_by("name"))

    @cached_property
    def sending(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.request.POST.get("sending", ""))
        except ValueError:
            return uuid.uuid4()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            templates=self.templates,
            sending=str(self.sending),
            reached=self.reached,
            refusing=refusing(self.reached),
            without_address=[one for one in self.chosen if not one.address],
            **kwargs,
        )


class LetterTemplatesView(HandlersPage):
    """The templates of a form; a new one by POST."""

    template_name = "publicforms/manage/handling/templates.html"
    http_method_names = ["get", "head", "post"]

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = LetterTemplateForm(request.POST, instance=LetterTemplate(form=self.object))
        if not form.is_valid():
            return self.show(REFUSED, form=form)
        save_template(form.save(commit=False), by=self.user)
        messages.success(request, "ひな形を保存しました。")
        return redirect("forms:letter_templates", self.object.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = {"templates": self.object.letter_templates.order_by("name"), "form": LetterTemplateForm()}
        return super().get_context_data(**known | kwargs)


class OneTemplateView(HandlersPage):
    @cached_property
    def template(self) -> LetterTemplate:
        found = self.object.letter_templates.filter(pk=self.kwargs["template"]).first()
        if found is None:
            raise Http404
        found.form = self.object
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"template": self.template} | kwargs)


class LetterTemplateView(OneTemplateView):
    template_name = "publicforms/manage/handling/template.html"
    http_method_names = ["get", "head", "post"]

    def get(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(form=LetterTemplateForm(instance=self.template))

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = LetterTemplateForm(request.POST, instance=self.template)
        if not form.is_valid():
            return self.show(REFUSED, form=form)
        save_template(form.save(commit=False), by=self.user)
        messages.success(request, "ひな形を保存しました。")
        return redirect("forms:letter_templates", self.object.pk)


class LetterTemplateDeletionView(OneTemplateView):
    """GET says what goes; letters that were sent stay."""

    template_name = "publicforms/manage/handling/template_delete.html"
    http_method_names = ["get", "head", "post"]

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        delete_template(self.template, by=self.user)
        messages.success(request, "ひな形を削除しました。")
        return redirect(reverse("forms:letter_templates", args=[self.object.pk]))
