"""What every page behind the applicant's link starts from: the one submission that it leads to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.questions.definition import Definition
from core.questions.translating import translated
from publicforms.asked import definition_at
from publicforms.links.mine import submission_of
from publicforms.models import Submission
from publicforms.views.public.base import FormView, PublicView
from publicforms.views.public.linked import nothing_there


class ApplicantView(FormView):
    """Whoever has the link is the applicant: no cookie, no account. It is framed by nobody and found by no search.

    What protects its posts from forgery is the link itself, which nobody else knows, and the Origin check.
    """

    submission: Submission
    key: str

    def respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.key = kwargs.pop("key")
        found = submission_of(self.key)
        if found is None:
            return nothing_there(request)
        self.submission, self.form = found, found.form
        response = PublicView.respond(self, request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    @property
    def definition(self) -> Definition:
        """What was asked when it was sent in, in the visitor's language where it was translated."""
        definition = definition_at(self.submission.sheet.version)
        questions = self.texts.get("questions")
        return translated(definition, questions) if questions else definition

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        known = {"submission": self.submission, "mine": self.here("entry:mine"), "key": self.key}
        return super().page(template, status, **known | context)

    def here(self, name: str, *, done: str = "", place: str = "") -> str:
        """The path of a page behind this link, in the visitor's language."""
        query = [f"done={done}"] if done else []
        query += [f"lang={self.language}"] if self.language != "ja" else []
        path = reverse(name, args=[self.key])
        return path + (f"?{'&'.join(query)}" if query else "") + (f"#{place}" if place else "")
