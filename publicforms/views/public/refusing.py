"""Whoever owns an address says that they want no mail of forms, or want it again. The address is not shown."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from publicforms.mails import refusals
from publicforms.models import MailRefusal
from publicforms.views.public.base import PublicView
from publicforms.views.public.linked import nothing_there
from publicforms.visiting.languages import LANGUAGES


class RefuseView(PublicView):
    """GET asks, POST refuses; with the button `again` it takes the refusal back."""

    http_method_names = ["get", "head", "post"]
    digest: str
    key: str

    def respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.key = kwargs.pop("key")
        digest = refusals.digest_at(self.key)
        if digest is None:
            return nothing_there(request)
        self.digest = digest
        response = super().respond(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def get(self, request: HttpRequest) -> HttpResponse:
        is_refused = MailRefusal.objects.filter(digest=self.digest).exists()
        offered = {code: name for code, name in LANGUAGES.items() if code in ("ja", "en")}
        return self.page(
            "mine/refuse",
            is_refused=is_refused,
            languages=offered,
            done=request.GET.get("done", ""),
            address=self.here(),
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        if "again" in request.POST:
            refusals.accept_again(self.digest)
            return redirect(self.here(done="again"))
        refusals.refuse(self.digest)
        return redirect(self.here(done="refused"))

    def here(self, done: str = "") -> str:
        query = [f"done={done}"] if done else []
        query += [f"lang={self.language}"] if self.language != "ja" else []
        path = reverse("entry:refuse", args=[self.key])
        return path + (f"?{'&'.join(query)}" if query else "")
