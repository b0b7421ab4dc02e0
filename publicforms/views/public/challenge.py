"""The challenge for a page's proof of work."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from publicforms.abuse.proof_of_work import new_challenge
from publicforms.links.tokens import BadToken, read_token
from publicforms.views.public.base import FormView


class ChallengeView(FormView):
    """GET with the page's token: a challenge as ALTCHA's worker takes it. A token that is none of ours has none."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            token = read_token(request.GET.get("token", ""), self.form, self.user)
        except BadToken:
            raise Http404 from None
        return JsonResponse(new_challenge(token))
