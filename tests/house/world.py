"""A small portal in which every organization has something of every kind, each marked with a string of its own.

`world.secret("…", seen_by=…)` makes such a string (a canary) and remembers who may come across it. The tests then
look for the canaries of the others in everything that a person can open.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from PIL import Image

from archive.models import Notice, SavedSearch
from archive.services.acknowledging import acknowledge, note_reading
from archive.services.composing import attach, create_draft
from archive.services.publishing import publish, schedule
from archive.services.withdrawing import withdraw
from core import clock
from core.files.models import StoredFile
from core.files.services.previewing import draw_preview
from core.jobs.models import Job
from core.jobs.running import run_one
from core.notifications.models import Message, Notification
from core.people import audit
from core.people.models import (
    Kind,
    Membership,
    Organization,
    OrganizationGroup,
    Role,
    Section,
    User,
)
from core.people.services.inviting import invite
from core.people.services.publishing_right import let_managers_publish
from demo.models import DemoMail
from portal.models import Announcement
from portal.services.announcing import announce
from roster.models import Contact, Duty
from tests.cast import Cast, make_cast, organization, person
from tests.house.actors import (
    ADMINISTRATOR,
    ADMINISTRATORS,
    EVERYONE_SIGNED_IN,
    ISHINOMAKI,
    KAKUDA,
    MANAGER,
    MEMBER,
    OTHER_MANAGER,
    OTHER_MEMBER,
    PREFECTURE,
    PUBLISHER,
    SHIROISHI,
    STAFF,
)
from tests.house.world_exports import make_exports, make_more_exports_of_shiroishi
from tests.house.world_publicforms import make_more_forms_of_shiroishi, make_publicforms
from tests.house.world_questions import make_more_questionnaires_of_shiroishi, make_questionnaires
from tests.house.world_surveys import make_more_surveys_of_shiroishi, make_surveys

# What all canaries begin with: to search for it is to ask for everything, without naming any of them.
MARK = "CANARY"
LINK = re.compile(r"/people/join/([^/\s]+)/")


@dataclass(frozen=True)
class Canary:
    token: str
    what: str
    seen_by: frozenset[str]


@dataclass
class World:
    """What there is, by the names that the access table uses."""

    cast: Cast
    people: dict[str, User] = field(default_factory=dict)
    canaries: list[Canary] = field(default_factory=list)

    def secret(self, what: str, seen_by: frozenset[str] | tuple[str, ...]) -> str:
        # The last character keeps CANARY1 from being found in CANARY10.
        return self.watch(f"{MARK}{len(self.canaries):03d}X", what, seen_by)

    def watch(self, token: str, what: str, seen_by: frozenset[str] | tuple[str, ...]) -> str:
        """The same for a string that is what it is, in capital letters: a key, a link."""
        self.canaries.append(Canary(token, what, frozenset(seen_by)))
        return token

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"The world holds no {name!r}: make it in tests/house/world.py.")


@override_settings(EMAIL_BACKEND="core.notifications.outbox.OutboxBackend")  # pytest-django puts another in its place
def make_world() -> World:
    """Build it all. Needs a database, no worker: the jobs are run here."""
    cast = make_cast()
    world = World(cast)
    _people(world)
    _keys(world)
    _roster(world)
    _notices(world)
    _invitations(world)
    _announcements(world)
    make_questionnaires(world)
    make_surveys(world)
    make_publicforms(world)
    make_exports(world)
    _troubles(world)
    run_jobs()
    world.mail = DemoMail.objects.create(to="kaede@example.jp", subject="お知らせ", text="本文", html="<p>本文</p>")
    return world


def run_jobs() -> None:
    """Do what a worker would do now. Mails stay in the outbox, so that the tests can read them there."""
    for _ in range(100):
        if not run_one("default"):
            return
    raise AssertionError("The jobs of the world do not come to an end.")


# --- People -----------------------------------------------------------------------------------------------------------


def _people(world: World) -> None:
    cast = world.cast
    world.kakuda = organization("042081", "角田市", Kind.CITY, region="仙南圏")
    hikari = person("hikari@kakuda.example.jp", "光井 ひかり", world.kakuda, Role.MANAGER, "総務課")
    let_managers_publish(world.kakuda, True, by=cast.kanda)
    world.people = {
        MEMBER: cast.kaede,
        MANAGER: cast.midori,
        OTHER_MEMBER: cast.yui,
        OTHER_MANAGER: cast.akira,
        PUBLISHER: hikari,
        STAFF: cast.sato,
        ADMINISTRATOR: cast.kanda,
    }
    for actor, own in ((MEMBER, ISHINOMAKI), (OTHER_MEMBER, SHIROISHI), (PUBLISHER, KAKUDA)):
        one = world.people[actor]
        one.name = world.secret(f"the name of {actor}", own | PREFECTURE)
        one.save()
    for place, member, manager in (
        (cast.ishinomaki, MEMBER, MANAGER),
        (cast.shiroishi, OTHER_MEMBER, OTHER_MANAGER),
    ):
        address = world.secret(f"the address of {member}", {member, manager, ADMINISTRATOR})
        User.objects.filter(pk=world.people[member].pk).update(email=f"{address.lower()}@example.jp")
        world.people[member].refresh_from_db()
        left = person(f"left@{place.code}.example.jp", "退職 済", place, Role.MEMBER)
        left.name = world.secret(f"the name of somebody who left {place}", {manager, ADMINISTRATOR})
        left.is_active = False
        left.save()
        section = world.secret(f"a section of {place}", {member, manager} | PREFECTURE)
        Section.objects.create(organization=place, name=section)
    world.ishinomaki, world.shiroishi = cast.ishinomaki, cast.shiroishi
    world.kaede, world.ren, world.yui, world.sato = cast.kaede, cast.ren, cast.yui, cast.sato
    world.left = User.objects.get(email="left@042021.example.jp")
    world.kaedes_post = Membership.objects.get(user=cast.kaede)
    world.yuis_post = Membership.objects.get(user=cast.yui)
    world.own_section = Section.objects.filter(organization=cast.ishinomaki, name__startswith=MARK).get()
    world.other_section = Section.objects.filter(organization=cast.shiroishi, name__startswith=MARK).get()


def _keys(world: World) -> None:
    """What opens an account: a passkey, and a link to set a new password."""
    ren = world.cast.ren  # who does not sign in: that would use the link up
    world.passkey = Authenticator.objects.create(
        user=ren,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": world.secret("somebody else's passkey", frozenset())},
    )
    world.reset_key = (user_pk_to_url_str(ren), default_token_generator.make_token(ren))


def _invitations(world: World) -> None:
    for name, manager, place in (
        ("invitation", MANAGER, world.cast.ishinomaki),
        ("other_invitation", OTHER_MANAGER, world.cast.shiroishi),
    ):
        seen_by = {manager, ADMINISTRATOR}
        email = f"{world.secret(f'the address of somebody invited to {place}', seen_by).lower()}@example.jp"
        made = invite(
            email=email,
            name=world.secret(f"the name of somebody invited to {place}", seen_by),
            organization=place,
            section=None,
            role=Role.MEMBER,
            by=world.people[manager],
        )
        setattr(world, name, made)
    mail = Message.objects.filter(context__text__icontains="/people/join/").order_by("pk").first()
    world.secret_link = LINK.search(mail.context["text"])[1]


# --- What is shared, what is not --------------------------------------------------------------------------------------


def _roster(world: World) -> None:
    duty, _ = Duty.objects.get_or_create(name="選挙")  # a migration brings it; a transactional test takes it away
    for name, place in (("contact", world.cast.ishinomaki), ("other_contact", world.cast.shiroishi)):
        made = Contact.objects.create(
            organization=place,
            duty=duty,
            name=world.secret(f"a contact of {place}", EVERYONE_SIGNED_IN),
            phone="0225-95-1111",
            email="senkyo@example.jp",
        )
        setattr(world, name, made)
    world.duty = duty


def _notices(world: World) -> None:
    cast, today = world.cast, clock.today()
    prefecture = {"owner": cast.prefecture, "by": cast.sato}
    # A title travels further than a body: into the audit log, which administrators read.
    world.published = publish(
        _draft(world, "to 石巻市", ISHINOMAKI | PREFECTURE, to=cast.ishinomaki, needs_acknowledgement=True,
               acknowledge_by=today + datetime.timedelta(days=7), **prefecture).pk, by=cast.sato
    )  # fmt: skip
    world.to_shiroishi = publish(
        _draft(world, "to 白石市", SHIROISHI | PREFECTURE, to=cast.shiroishi, needs_acknowledgement=True,
               **prefecture).pk, by=cast.sato
    )  # fmt: skip
    world.draft = _draft(world, "a draft", PREFECTURE, to=cast.ishinomaki, **prefecture)
    world.scheduled = _draft(world, "scheduled", PREFECTURE, to=cast.ishinomaki, **prefecture)
    world.scheduled = schedule(world.scheduled.pk, at=clock.now() + datetime.timedelta(days=1), by=cast.sato)
    _withdrawn(world)
    world.publishers_draft = _draft(
        world, "a draft of 角田市", KAKUDA, in_log=ADMINISTRATORS, to=cast.ishinomaki, owner=world.kakuda,
        by=world.people[PUBLISHER],
    )  # fmt: skip
    world.publishers_notice = publish(
        _draft(world, "from 角田市 to 白石市", KAKUDA | SHIROISHI, in_log=ADMINISTRATORS, to=cast.shiroishi,
               owner=world.kakuda, by=world.people[PUBLISHER]).pk, by=world.people[PUBLISHER]
    )  # fmt: skip
    _to_both_in_groups(world)
    note_reading(world.to_shiroishi, by=cast.yui)
    acknowledge(world.to_shiroishi, by=cast.yui)
    world.file = world.published.attachments.get(file__family=StoredFile.Family.TEXT).file
    world.picture = world.published.attachments.get(file__family=StoredFile.Family.IMAGE).file
    draw_preview(world.picture)
    world.draft_file = world.draft.attachments.first().file
    for actor, user in world.people.items():
        SavedSearch.objects.create(user=user, name=world.secret(f"a saved search of {actor}", {actor}), query="state=")
    world.saved_search = SavedSearch.objects.get(user=cast.kaede)


def _draft(world: World, what: str, seen_by, *, to, in_log=frozenset(), files: bool = True, **fields) -> Notice:
    """Everything that one can write into a notice, marked."""
    made = create_draft(
        title=world.secret(f"the title of the notice {what}", seen_by | in_log),
        body=world.secret(f"the body of the notice {what}", seen_by),
        number=world.secret(f"the number of the notice {what}", seen_by),
        tags=[world.secret(f"a tag of the notice {what}", seen_by)],
        issuer_name=world.secret(f"the issuer of the notice {what}", _suggested(seen_by)),
        to_organizations=[to] if isinstance(to, Organization) else [],
        to_groups=[to] if isinstance(to, OrganizationGroup) else [],
        **fields,
    )
    if files:
        name = world.secret(f"the name of a file of the notice {what}", seen_by | in_log)
        inside = world.secret(f"the inside of a file of the notice {what}", seen_by)
        attach(made, [SimpleUploadedFile(f"{name}.txt", inside.encode())], by=fields["by"])
        attach(made, [SimpleUploadedFile("図.png", _picture()), SimpleUploadedFile("束.zip", _zip(inside))],
               by=fields["by"])  # fmt: skip
    return made


def _suggested(seen_by: frozenset[str]) -> frozenset[str]:
    """Names of issuers are a common list: whoever writes a notice is offered all of them."""
    return seen_by | PREFECTURE | KAKUDA


def _withdrawn(world: World) -> None:
    """Withdrawn after it arrived: its addressees keep the title in their inbox and learn the reason, no more."""
    cast = world.cast
    seen_by = PREFECTURE
    made = _draft(
        world, "withdrawn", seen_by, in_log=ISHINOMAKI, to=cast.ishinomaki, owner=cast.prefecture, by=cast.sato
    )
    number = next(c for c in world.canaries if c.what == "the number of the notice withdrawn")
    issuer = next(c for c in world.canaries if c.what == "the issuer of the notice withdrawn")
    for told in (number, issuer):  # the mail that it came with named them
        world.canaries[world.canaries.index(told)] = Canary(told.token, told.what, told.seen_by | ISHINOMAKI)
    publish(made.pk, by=cast.sato)
    run_jobs()
    reason = world.secret("why a notice was withdrawn", ISHINOMAKI | PREFECTURE)
    world.withdrawn = withdraw(made.pk, because=reason, by=cast.sato)


def _to_both_in_groups(world: World) -> None:
    """One notice to 石巻市 and 白石市, each in a group without the other: each reads of its own group only."""
    cast = world.cast
    publishers = PREFECTURE | KAKUDA
    groups = []
    for place, own in ((cast.ishinomaki, ISHINOMAKI), (cast.shiroishi, SHIROISHI)):
        group = OrganizationGroup.objects.create(
            name=world.secret(f"a group with only {place} in it", own | publishers)
        )
        group.members.add(place)
        groups.append(group)
    everyone = ISHINOMAKI | SHIROISHI | PREFECTURE
    made = _draft(world, "to both", everyone, to=groups[0], owner=cast.prefecture, by=cast.sato)
    made.to_groups.add(groups[1])
    world.to_both = publish(made.pk, by=cast.sato)
    note_reading(world.to_both, by=cast.yui)
    note_reading(world.to_both, by=cast.kaede)


def _announcements(world: World) -> None:
    cast, now = world.cast, clock.now()
    shown = announce(
        Announcement(), by=cast.sato, owner=cast.prefecture, title=world.secret("an announcement", EVERYONE_SIGNED_IN),
        body="点検のお知らせです。", shown_from=now - datetime.timedelta(hours=1), shown_until=None,
    )  # fmt: skip
    hidden = announce(
        Announcement(), by=cast.sato, owner=cast.prefecture, title=world.secret("an announcement to come", PREFECTURE),
        body=world.secret("the text of an announcement to come", PREFECTURE),
        shown_from=now + datetime.timedelta(days=3), shown_until=None,
    )  # fmt: skip
    world.announcement, world.future_announcement = shown, hidden


# --- What went wrong, and the log -------------------------------------------------------------------------------------


def _troubles(world: World) -> None:
    run_jobs()
    seen_by = PREFECTURE
    failed = Notification.objects.filter(message__subject_id=str(world.to_shiroishi.pk), user=world.cast.akira).get()
    failed.mail, failed.mail_error = Notification.Mail.FAILED, world.secret("why a mail failed", seen_by)
    failed.save()
    world.failed = failed
    world.entry = Notification.objects.filter(user=world.cast.kaede).earliest("pk")
    world.sending = Job.objects.get(kind="archive.tell_addressees", payload__notice=world.published.pk)
    world.dead_job = Job.objects.create(
        kind="archive.tell_addressees",
        payload={"notice": world.draft.pk},
        state=Job.State.DEAD,
        attempts=5,
        error=world.secret("why a job is dead", ADMINISTRATORS),
    )
    for place, manager in ((world.cast.ishinomaki, MANAGER), (world.cast.shiroishi, OTHER_MANAGER)):
        label = world.secret(f"an audit entry about {place}", {manager, ADMINISTRATOR})
        entry = audit.record("notice.published", by=world.cast.kanda, organization=place)
        type(entry).objects.filter(pk=entry.pk).update(subject_label=label)


def _picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "#336699").save(made, "PNG")
    return made.getvalue()


def _zip(text: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("中身.txt", text)
    return made.getvalue()


def make_more_of_shiroishi(world: World) -> None:
    """More of everything for 白石市, and nothing for 石巻市."""
    cast = world.cast
    for number in range(2):
        fields = {"to": cast.shiroishi, "owner": cast.prefecture, "by": cast.sato, "needs_acknowledgement": True}
        publish(_draft(world, f"to 白石市 (more, {number})", SHIROISHI | PREFECTURE, **fields).pk, by=cast.sato)
    person("more@shiroishi.example.jp", "増田 白", cast.shiroishi, Role.MEMBER, "税務課")
    note_reading(world.to_both, by=cast.akira)
    audit.record("notice.published", world.to_shiroishi, by=cast.kanda, organization=cast.shiroishi)
    SavedSearch.objects.create(user=cast.yui, name="もう一つ", query="state=unread")
    make_more_questionnaires_of_shiroishi(world)
    make_more_surveys_of_shiroishi(world)
    make_more_forms_of_shiroishi(world)
    make_more_exports_of_shiroishi(world)
