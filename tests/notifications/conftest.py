"""What tests of messages need: a real mail server, and something to say."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.notifications.kinds import KINDS, MessageKind
from core.notifications.models import Message
from core.notifications.services.telling import open_message
from core.people.models import Membership
from tests.cast import Cast
from tests.smtp_sink import smtp as smtp  # a fixture


class Bulletin(MessageKind):
    """A kind of the tests' own, so that they do not depend on any feature."""

    code = "tests.bulletin"
    label = "回覧"
    wanted = True

    def facts(self, message: Message) -> list[tuple[str, str]]:
        return [("期限", message.context["until"])] if "until" in message.context else []

    def still_wanted(self, notification) -> bool:
        return self.wanted


@pytest.fixture
def bulletin(monkeypatch: pytest.MonkeyPatch) -> Bulletin:
    kind = Bulletin()
    monkeypatch.setitem(KINDS, Bulletin.code, kind)
    return kind


@pytest.fixture
def say(bulletin: Bulletin, cast: Cast) -> Callable[..., Message]:
    """`say("…")` opens a message of 宮城県."""

    def open_bulletin(title: str = "投票所の確認について", **fields) -> Message:
        fields = {
            "key": None,
            "subject": None,
            "path": "/archive/1/",
            "sender": cast.prefecture,
            "by": cast.sato,
        } | fields
        return open_message(Bulletin.code, title=title, **fields)

    return open_bulletin


@pytest.fixture
def members_of() -> Callable:
    return lambda *places: Membership.objects.current().filter(organization__in=places)
