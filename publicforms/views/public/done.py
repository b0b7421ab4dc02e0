"""After sending in: the receipt number, and what happens next."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from publicforms.links.receipt import THANKS, submission_at
from publicforms.views.public.base import FormView


class DoneView(FormView):
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        if self.form.is_anonymous and key == THANKS:
            return self.page("done_anonymous")
        submission = submission_at(key, self.form)
        if submission is None:
            raise Http404
        return self.page("done", submission=submission)
