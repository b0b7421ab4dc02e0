"""What a form looks up while somebody fills it in. The browser asks nobody but this server."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views import View

from core.questions.postcodes import NoPlace, place_of


@method_decorator(login_not_required, name="dispatch")
class PostcodeView(View):
    """The place of a postcode. It tells nothing of anybody's, so that public forms may serve it too."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, code: str) -> JsonResponse:
        # Scripts of an English page ask for English words.
        with translation.override("en" if request.GET.get("lang") == "en" else translation.get_language()):
            return self._found(code)

    def _found(self, code: str) -> JsonResponse:
        try:
            place = place_of(code)
        except NoPlace as error:
            return JsonResponse({"message": str(error)}, status=404)
        return JsonResponse({**asdict(place), "message": place.said})
