"""What goes with every file that the portal hands out."""

from __future__ import annotations

from typing import TypeVar

from django.http.response import HttpResponseBase

Response = TypeVar("Response", bound=HttpResponseBase)


def never_run(response: Response) -> Response:
    """The browser neither runs nor frames what is in it, and guesses no other type."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
