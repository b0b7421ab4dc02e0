"""The views and partial templates of answering belong to no feature: here somebody without an account answers."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.base import BaseStorage
from django.test import RequestFactory

from core.questions.definition import Definition
from core.questions.models import AnswerSheet, Draft
from core.questions.services.composing import create
from core.questions.services.saving import open_sheet
from core.questions.views.answering.confirming import ConfirmingView
from core.questions.views.answering.filling import FillingView
from core.questions.views.answering.following import FollowingView
from tests.questions.trying import text

pytestmark = pytest.mark.django_db


class ByLink:
    """What a feature says: whose sheet it is and where its pages are. Nothing else."""

    def find_sheet(self) -> AnswerSheet:
        return AnswerSheet.objects.select_related("version__questionnaire").get(pk=self.kwargs["pk"])

    def address(self, page: str) -> str:
        return f"/elsewhere/{page}/"


class Filling(ByLink, FillingView):
    template_name = "questions/_form_page.html"


class Following(ByLink, FollowingView):
    pass


class Confirming(ByLink, ConfirmingView):
    template_name = "questions/_confirm.html"


class Messages(BaseStorage):
    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, messages, response, *args, **kwargs):
        return []


@pytest.fixture
def sheet(cast) -> AnswerSheet:
    definition = Definition((text("name", "お名前"),))
    made = create(cast.ishinomaki, "申込み", by=cast.midori, definition=definition)
    return open_sheet(made.draft, organization=cast.ishinomaki, by=None)


def ask(view, sheet: AnswerSheet, data: dict[str, str] | None = None):
    factory = RequestFactory()
    request = factory.get("/") if data is None else factory.post("/", data)
    request.user = AnonymousUser()
    request._messages = Messages(request)
    response = view.as_view()(request, pk=sheet.pk)
    return response.render() if hasattr(response, "render") else response


def test_somebody_without_an_account_fills_in_confirms_and_hands_in(sheet):
    page = ask(Filling, sheet).content.decode()
    assert 'action="/elsewhere/form/"' in page
    assert 'data-autosave="/elsewhere/draft/"' in page
    assert 'data-sign-in=""' in page
    typed = {"edit": "1", "page": "1", "a.name": "髙橋"}
    assert ask(Following, sheet, typed).status_code == 200
    assert Draft.objects.get().author is None
    assert ask(Filling, sheet, typed | {"confirm": "1"}).url == "/elsewhere/confirm/"
    page = ask(Confirming, sheet).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert ask(Confirming, sheet, {"seen": seen}).url == "/elsewhere/sheet/"
    sheet.refresh_from_db()
    assert sheet.answers == {"name": "髙橋"}
    assert sheet.updated_by is None
