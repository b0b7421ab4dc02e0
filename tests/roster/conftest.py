"""Contacts for the tests of this room."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.people.models import Organization
from roster.models import Contact, Duty
from tests.cast import Cast
from tests.looking import chromium, complaints, open_as  # noqa: F401 - fixtures


@pytest.fixture
def duty() -> Callable[[str], Duty]:
    """`duty("選挙")`. Tests that commit lose what the migrations brought, so it is made where it is missing."""
    return lambda name="選挙": Duty.objects.get_or_create(name=name)[0]


@pytest.fixture
def contact(cast: Cast, duty) -> Callable[..., Contact]:
    """`contact(name="及川 蓮", duty="選挙")`: on 石巻市's roster unless said otherwise."""

    def make(*, organization: Organization | None = None, **fields) -> Contact:
        fields = {"duty": duty(fields.pop("duty", "選挙")), "name": "及川 蓮", "updated_by": cast.midori, **fields}
        return Contact.objects.create(organization=organization or cast.ishinomaki, **fields)

    return make


@pytest.fixture
def typed(duty) -> Callable[..., dict[str, str]]:
    """What a person types into the form: `typed(name="髙﨑")`."""

    def make(**fields) -> dict[str, str]:
        usual = {
            "duty": duty("選挙").pk,
            "rank": "primary",
            "name": "及川 蓮",
            "kana": "おいかわ れん",
            "section": "選挙管理委員会事務局",
            "title": "主査",
            "phone": "0225-95-1111（内線3210）",
            "email": "senkan@ishinomaki.example.jp",
            "note": "",
        }
        return usual | fields

    return make
