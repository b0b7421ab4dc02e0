"""Who asks, in the tests of the house rules: one person for each role that "Who may do what" knows."""

from __future__ import annotations

# Seen from 石巻市, to which the world's notices are addressed.
NOBODY = "nobody"
MEMBER, MANAGER = "member", "manager"  # of 石巻市
OTHER_MEMBER, OTHER_MANAGER = "other_member", "other_manager"  # of 白石市
PUBLISHER = "publisher"  # manager of 角田市, whom an administrator let publish
STAFF, ADMINISTRATOR = "staff", "administrator"  # of the prefecture

EVERYONE_SIGNED_IN = (MEMBER, MANAGER, OTHER_MEMBER, OTHER_MANAGER, PUBLISHER, STAFF, ADMINISTRATOR)
ACTORS = (NOBODY, *EVERYONE_SIGNED_IN)

ISHINOMAKI = frozenset({MEMBER, MANAGER})
SHIROISHI = frozenset({OTHER_MEMBER, OTHER_MANAGER})
KAKUDA = frozenset({PUBLISHER})
PREFECTURE = frozenset({STAFF, ADMINISTRATOR})
ADMINISTRATORS = frozenset({ADMINISTRATOR})
