from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.house.actors import NOBODY
from tests.house.world import World, make_world


@pytest.fixture
def world(db) -> World:
    return make_world()


@pytest.fixture
def client_of(world: World, signed_in) -> Callable[[str], Client]:
    """`client_of(MEMBER)` → a browser in which that person is signed in."""
    return lambda actor: Client() if actor == NOBODY else signed_in(world.people[actor])
