"""Publishing a form, and moving a published one on to newer questions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from core.people.requests import SignedInRequest
from core.questions.models import Version
from core.questions.services.publishing import EditedMeanwhile, NotPublishable
from core.questions.troubles import blocking, is_sound
from core.questions.version_differences import version_differences
from publicforms.grants import people_who_may
from publicforms.making.addresses import public_address
from publicforms.making.checklist import checklist
from publicforms.making.drafted import newer_version, version_to_publish
from publicforms.models import Form, FormVerb, Submission
from publicforms.services.moving_on import NotMovable, move_on
from publicforms.services.publishing import NotReady, erased_on, publish
from publicforms.views.manage.making.base import MakersPage
from publicforms.views.manage.making.links import address_of_item


class SeenMixin:
    """The page sends the number and edit of the version that it showed, so that no other one is published."""

    request: SignedInRequest

    def seen(self) -> tuple[int, int]:
        return _number(self.request.POST.get("number", "")), _number(self.request.POST.get("edit", ""))


class PublicationView(SeenMixin, MakersPage):
    """The checklist, and what will happen; the POST publishes what the page showed."""

    template_name = "publicforms/manage/making/publication.html"
    states = (Form.State.DRAFT,)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.object
        items = [(item, address_of_item(form, item)) for item in checklist(form)]
        return super().get_context_data(
            items=items,
            left=[(item, address) for item, address in items if not item.is_done],
            version=version_to_publish(form),
            address=public_address(form),
            erase_on=erased_on(form),
            personal=people_who_may(form, FormVerb.SEE_PERSONAL).count(),
            places=form.places.count(),
            **kwargs,
        )

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        try:
            publish(self.object.pk, by=request.user, seen=self.seen())
        except EditedMeanwhile as edited:
            return self._again(409, edited=edited.draft)
        except (NotReady, NotPublishable):
            return self._again(422, refused=True)
        messages.success(request, "公開しました。アドレスやQRコードを知らせてください。")
        return self.to_form()

    def _again(self, status: int, **context: Any) -> HttpResponse:
        self.object = self.get_object()
        return render(self.request, self.template_name, self.get_context_data(**context), status=status)


class MovingOnView(SeenMixin, MakersPage):
    """What changes between the questions that are asked now and the newer ones."""

    template_name = "publicforms/manage/making/moving_on.html"
    states = (Form.State.PUBLISHED,)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.object
        newer = newer_version(form)
        troubles = blocking(newer.definition) if newer and newer.is_draft else []
        return super().get_context_data(
            newer=newer,
            troubles=troubles,
            differences=_differences(form, newer),
            sent=Submission.objects.filter(form=form).standing().exists(),
            **kwargs,
        )

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        try:
            moved = move_on(self.object.pk, seen=self.seen(), by=request.user)
        except EditedMeanwhile:
            words = "確認している間に、設問が変わりました。まだ切り替えていません。いまの違いを確かめてください。"
            return self._again(409, refused=words)
        except (NotMovable, NotPublishable) as problem:
            return self._again(409, refused=str(problem))
        messages.success(request, f"設問を第{moved.asked_version.number:,}版に切り替えました。")
        return self.to_form()

    def _again(self, status: int, **context: Any) -> HttpResponse:
        self.object = self.get_object()
        return render(self.request, self.template_name, self.get_context_data(**context), status=status)


def _differences(form: Form, newer: Version | None) -> list[Any]:
    if newer is None or form.version is None or not is_sound(newer.definition):
        return []
    return version_differences(form.version.definition, newer.definition)


def _number(text: str) -> int:
    """As it stands in the page; anything else is the number of no version."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
