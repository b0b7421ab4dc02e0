"""One entry of an internal form: its answers, comments on it, and for who made it the way to correct it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import DetailView

from core import clock
from core.people import audit
from core.people.requests import SignedInRequest
from publicforms.asked import definition_at
from publicforms.forms.entries import CommentForm
from publicforms.handling.masking import personal_in, shown_answers
from publicforms.links.mine import key_of
from publicforms.logs.entries import hidden_in, number_of, thresholds
from publicforms.logs.rows import day_of
from publicforms.models import Form
from publicforms.services.handling import comment
from publicforms.views.manage.entries.base import EntriesPage


class EntryRecordView(EntriesPage, DetailView):
    template_name = "publicforms/manage/entries/record.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, user = self.object, self.request.user
        entry = self.entry(self.kwargs["receipt"])
        definition = definition_at(entry.sheet.version)
        hidden = hidden_in(form, entry, user)
        if not hidden and entry.by_id != user.pk and personal_in(definition):
            audit.record("submission.viewed", entry, by=user, organization=form.owner_id)
        is_own = entry.by_id == user.pk and entry.channel == "web"
        is_open = form.moment(clock.now()) == Form.Moment.OPEN
        files = entry.sheet.file_names if is_own or not hidden else {}
        context = {
            "entry": entry,
            "day": day_of(entry),
            "shown": shown_answers(definition, entry.sheet.answers, entry.sheet.reasons, files, hidden),
            "masks": bool(hidden & {one.key for one in definition.asked}),
            "reached": [
                (limit.question.label, limit.words)
                for key, limit in thresholds(definition).items()
                if key not in hidden and limit.is_reached(number_of(entry.sheet.answers.get(key)))
            ],
            "comments": list(entry.comments.select_related("by")),
            "comment_form": CommentForm(),
            "correct_address": reverse("entry:correct", args=[key_of(entry)])
            if is_own and is_open and form.may_correct
            else "",
        }
        return super().get_context_data(**context | kwargs)


class EntryCommentsView(EntryRecordView):
    """Whoever reads the entry may say something to it."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        entry = self.entry(kwargs["receipt"])
        form = CommentForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(comment_form=form), status=422)
        comment(entry, form.cleaned_data["text"], by=request.user)
        return redirect(f"{reverse('forms:entry_record', args=[self.object.pk, entry.receipt])}#comments")
