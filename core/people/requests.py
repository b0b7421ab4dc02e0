"""Types of requests."""

from django.http import HttpRequest

from core.people.models import User


class SignedInRequest(HttpRequest):
    """A request to a page behind the login: the middleware has seen to it that somebody is there."""

    user: User
