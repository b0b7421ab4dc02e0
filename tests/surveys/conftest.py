"""What the tests of surveys share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.people.models import Membership
from tests.surveys.answer_pages import Pages


@pytest.fixture
def at(signed_in) -> Callable[..., Pages]:
    """`at(cast.kaede, survey)` → her pages of 石巻市's response."""

    def pages(user, survey, organization=None) -> Pages:
        place = organization or Membership.objects.get(user=user).organization
        return Pages(signed_in(user), survey, place)

    return pages
