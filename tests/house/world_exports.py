"""What people of the world have asked to take along: made, waiting, and waiting for a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.exports.models import Export
from core.exports.services.requesting import request_export
from core.people.models import Organization, User
from tests.exports.producers import Rows
from tests.house.actors import ADMINISTRATOR, MANAGER, MEMBER, OTHER_MANAGER, OTHER_MEMBER

if TYPE_CHECKING:
    from tests.house.world import World

LARGE = 100_000


def make_exports(world: World) -> None:
    """Kaede's of 石巻市 and Yui's of 白石市. Nobody sees another person's; managers read of them in the audit log."""
    cast = world.cast
    own, foreign = {MEMBER, MANAGER, ADMINISTRATOR}, {OTHER_MEMBER, OTHER_MANAGER, ADMINISTRATOR}
    world.export = _export(world, "made", own, cast.ishinomaki, by=cast.kaede)
    world.waiting_export = _export(world, "waiting", own, cast.ishinomaki, by=cast.kaede, size=LARGE)
    world.undecided_export = _export(world, "undecided", own, cast.ishinomaki, by=cast.kaede, encoding="cp932", bad=60)
    world.foreign_export = _export(world, "made", foreign, cast.shiroishi, by=cast.yui)
    world.foreign_undecided_export = _export(
        world, "undecided", foreign, cast.shiroishi, by=cast.yui, encoding="cp932", bad=2
    )


def _export(world: World, what: str, seen_by: set[str], place: Organization, *, by: User, **definition) -> Export:
    what = f"an export of {place} that is {what}"
    definition = {
        "organization": place.pk,
        "rows": 20,
        "title": world.secret(f"the title of {what}", frozenset(seen_by)),
        "text": world.secret(f"the inside of {what}", frozenset(seen_by)),
        **definition,
    }
    return request_export(Rows.code, definition, by=by)


def make_more_exports_of_shiroishi(world: World) -> None:
    """More of them for 白石市, and nothing for 石巻市."""
    cast = world.cast
    _export(world, "made, too", {OTHER_MEMBER, OTHER_MANAGER, ADMINISTRATOR}, cast.shiroishi, by=cast.yui)
