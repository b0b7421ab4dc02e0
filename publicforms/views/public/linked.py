"""Pages behind a link of one's own: a wrong link finds nothing, and too many of them are stopped."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.people.networks import address_of
from publicforms.links.wrong import wait_after_another


def nothing_there(request: HttpRequest) -> HttpResponse:
    """404 as for any address that is none, or 429 to who has tried too many. Rendered in the language of the page."""
    wait = wait_after_another(address_of(request))
    if not wait:
        raise Http404
    response = render(request, "publicforms/public/mine/too_many.html", status=429)
    response["Retry-After"] = str(wait)
    return response
