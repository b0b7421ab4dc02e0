"""How large each organization is, and who answers for it: numbers stay plausible, and the same from run to run."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass

from core.people.models import Membership, Organization, Role, User
from core.people.models.organizations import MUNICIPALITIES

# Roughly, in thousands of people.
POPULATION = {
    "041009": 1097, "042021": 136, "042030": 52, "042056": 58, "042064": 31, "042072": 79, "042081": 27,
    "042099": 62, "042111": 43, "042129": 74, "042137": 61, "042145": 38, "042153": 123, "042161": 52,
    "043010": 11, "043028": 1.2, "043214": 23, "043222": 10, "043231": 37, "043249": 8, "043419": 12,
    "043613": 33, "043621": 12, "044016": 13, "044041": 18, "044067": 36, "044211": 28, "044229": 7.5,
    "044245": 5.7, "044440": 6.3, "044458": 21, "045012": 14.7, "045055": 23, "045811": 5.9, "046060": 11.6,
}  # fmt: skip


@dataclass
class Respondent:
    """One organization with its people. Those of an association serve about so many as a small town has."""

    organization: Organization
    manager: User
    member: User
    others: list[User]
    section: str = "総務課"

    @property
    def code(self) -> str:
        return self.organization.code

    @property
    def is_municipality(self) -> bool:
        return self.organization.kind in MUNICIPALITIES

    @property
    def population(self) -> float:
        known = POPULATION.get(self.code)
        return known * 1000 if known else 4000 + random.Random(self.code).random() * 20_000

    def writer(self, dice: random.Random) -> User:
        return dice.choice([self.member, *self.others])


def respondents() -> dict[str, Respondent]:
    """By code, without the prefecture."""
    posts: dict[Organization, list[Membership]] = defaultdict(list)
    current = Membership.objects.current().select_related("user", "organization", "section").order_by("pk")
    for post in current:
        posts[post.organization].append(post)
    found = {}
    for organization in sorted((each for each in posts if not each.is_prefecture), key=lambda each: each.code):
        mine = posts[organization]
        manager = next(post for post in mine if post.role == Role.MANAGER)
        member = next(post for post in mine if post.user.email.startswith("member@"))
        others = [post.user for post in mine if post not in (manager, member)]
        section = str(member.section) if member.section else "総務課"
        found[organization.code] = Respondent(organization, manager.user, member.user, others, section)
    return found
