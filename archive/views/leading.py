"""Notices that bring something (a survey): what is done with them is done where that is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from archive.models import Notice
from core.people.requests import SignedInRequest


def left_to_its_room(request: SignedInRequest, notice: Notice) -> HttpResponse:
    """A survey's notice is withdrawn and copied together with it, on the survey's page."""
    messages.warning(request, "この通知は調査の照会です。取下げや複製は、調査のページから行ってください。")
    return redirect("archive:notice", notice.pk)
