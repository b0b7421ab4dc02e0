"""What every public page starts from: its form, its language, and how it may be framed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from core.people.models import User
from core.people.networks import address_of
from core.questions.definition import Definition
from core.questions.translating import translated
from publicforms.asked import definition_of
from publicforms.models import Form
from publicforms.visiting.doors import is_within_reach
from publicforms.visiting.embedding import frame_ancestors, remember, remembered
from publicforms.visiting.languages import LANGUAGES, language_of, spoken
from publicforms.visiting.shedding import GATE, busy
from publicforms.visiting.visited import form_at


@method_decorator(login_not_required, name="dispatch")
@method_decorator(csrf_exempt, name="dispatch")  # a signed token and the Origin check stand in its place: decision 10
class PublicView(View):
    """A page in the visitor's language, never kept by anybody's cache, framed only by the sites that the form lists."""

    language: str
    framed_by: list[str] = []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not comes_from_here(request):
            raise PermissionDenied
        with GATE.passage() as came_in:
            if came_in:
                self.language = language_of(request)
                with spoken(self.language):
                    response = self.respond(request, *args, **kwargs)
            else:
                response, self.framed_by = busy(request), remembered(kwargs.get("slug"))
        response["Content-Language"] = "en" if language_of(request) == "en" else "ja"
        response["Cache-Control"] = "no-store"
        if self.framed_by:
            # What django-csp's decorators set; a decorator would have to know the form before the view does.
            response._csp_replace = {"frame-ancestors": self.framed_by}
            response.xframe_options_exempt = True
        return response

    def respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().dispatch(request, *args, **kwargs)

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """Rendered at once, while the language is the visitor's."""
        known = {"language": self.language, "languages": LANGUAGES, "is_public": True}
        return render(self.request, f"publicforms/public/{template}.html", known | context, status=status)


class FormView(PublicView):
    """A page of one form. One that was never published does not exist."""

    form: Form

    def respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = self.find_form(kwargs.pop("slug"))
        self.framed_by = frame_ancestors(self.form.embed_origins)
        remember(self.form.slug, self.framed_by)
        return self.at_door() or super().respond(request, *args, **kwargs)

    def at_door(self) -> HttpResponse | None:
        """What is answered instead to who may not come in, or has to say something first."""
        if is_within_reach(self.form, address_of(self.request)):
            return None
        return self.page("door_network", status=403)

    def find_form(self, slug: str) -> Form:
        found = form_at(slug)
        if found is None:
            raise Http404
        if found.audience == Form.Audience.SIGNED_IN:
            return self.for_participant(found)
        return found

    def for_participant(self, form: Form) -> Form:
        """An internal form exists for the people of its organizations only."""
        user = self.user
        if user is None or not Form.objects.answerable_by(user).filter(pk=form.pk).exists():
            raise Http404
        return form

    @property
    def user(self) -> User | None:
        """Who is signed in, on a node that knows of accounts."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @property
    def respondent(self) -> User | None:
        """Who answers. Of an anonymous form nobody, also where somebody is signed in: it stands in no page either."""
        return None if self.form.is_anonymous else self.user

    @property
    def texts(self) -> dict[str, Any]:
        return self.form.texts.get(self.language) or {}

    @property
    def definition(self) -> Definition:
        """What is asked, in the visitor's language where it was translated."""
        definition = definition_of(self.form)
        questions = self.texts.get("questions")
        return translated(definition, questions) if questions else definition

    def words(self, field: str) -> str:
        """A text of the form's own ("title", "summary" …) in the visitor's language, else in Japanese."""
        return self.texts.get(field) or getattr(self.form, field)

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        own = {field: self.words(field) for field in ("title", "summary", "purpose", "contact", "done_text")}
        offered = {code: name for code, name in LANGUAGES.items() if code == "ja" or code in self.form.texts}
        return super().page(template, status, **{"form": self.form, "own": own, "languages": offered} | context)


def comes_from_here(request: HttpRequest) -> bool:
    """Whether a post was sent by a page of ours: what browsers say of it, where they say anything."""
    origin = request.headers.get("Origin")
    if origin and origin != "null":
        return origin == f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
