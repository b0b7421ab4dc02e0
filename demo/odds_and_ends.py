"""What the pages of people and of work need to have something to show: an open invitation, a leaver, a dead job."""

from __future__ import annotations

import datetime
import secrets

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from archive.models import Category, Notice, Reading, SavedSearch
from core import clock
from core.files.models import StoredFile
from core.jobs.models import Job
from core.people import audit
from core.people.models import Invitation, Membership, Organization, Role, Section, User

SEARCHERS = ("staff@pref.example.jp", "admin@pref.example.jp")
DISK_FULL = """Traceback (most recent call last):
  File "core/files/services/previewing.py", in draw_preview
    default_storage.save(path, File(picture))
OSError: [Errno 28] No space left on device
"""


@transaction.atomic
def make() -> None:
    _sign_in()
    _save_searches()
    _invite()
    _leave()
    _kill_a_job()


def _sign_in() -> None:
    """Whoever has read or written a notice was there."""
    read = Reading.objects.filter(user=OuterRef("pk")).order_by("-at").values("at")[:1]
    wrote = Notice.objects.filter(created_by=OuterRef("pk")).order_by("-updated_at").values("updated_at")[:1]
    User.objects.update(last_login=Coalesce(Subquery(read), Subquery(wrote)))


def _save_searches() -> None:
    """Three for everyone who signs in by the contract's accounts."""
    election = Category.objects.get(name="選挙").pk
    common = {"選挙の重要な通知": f"category={election}&importance=high", "様式の差替え": "kw=差替え"}
    officers = User.objects.filter(email__regex=r"^(manager|member)@")
    staff = User.objects.filter(email__in=SEARCHERS)
    SavedSearch.objects.bulk_create(
        SavedSearch(user=user, name=name, query=query)
        for people, own in (
            (officers, {"受領確認が済んでいないもの": "state=awaiting"}),
            (staff, {"下書き": "box=sent&state=draft"}),
        )
        for user in people
        for name, query in (common | own).items()
    )


def _invite() -> None:
    """Two who have not answered yet, one of them too late. Nobody knows the links' secrets."""
    now = clock.now()
    for code, email, name, days in (
        ("041009", "hashimoto.aya@041009.example.jp", "𣘺本 彩", 11),
        ("042064", "ojima.ken@042064.example.jp", "小島 健", -3),
    ):
        organization = Organization.objects.get(code=code)
        manager = User.objects.get(email=f"manager@{code}.example.jp")
        invitation = Invitation.objects.create(
            email=email,
            name=name,
            organization=organization,
            section=Section.objects.filter(organization=organization).last(),
            role=Role.MEMBER,
            secret_hash=secrets.token_hex(32),
            invited_by=manager,
            expires_at=now + datetime.timedelta(days=days),
        )
        audit.record("person.invited", invitation, by=manager, organization=organization, email=email, role=Role.MEMBER)


def _leave() -> None:
    """Somebody who went in spring: the account is closed, what was done stays on record."""
    today = clock.today()
    for code in ("041009", "042021"):
        organization = Organization.objects.get(code=code)
        user = User(email=f"taishoku@{code}.example.jp", name="鈴木 正", kana="すずき ただし", is_active=False)
        user.set_unusable_password()
        user.save()
        Membership.objects.create(
            user=user,
            organization=organization,
            section=Section.objects.filter(organization=organization).first(),
            role=Role.MEMBER,
            title="主幹",
            valid_from=today - datetime.timedelta(days=1500),
            valid_to=today - datetime.timedelta(days=60),
        )
        manager = User.objects.get(email=f"manager@{code}.example.jp")
        audit.record("person.deactivated", user, by=manager, organization=organization)


def _kill_a_job() -> None:
    """One that an administrator can look at and start again; it then succeeds, as the disk has room now."""
    file = StoredFile.objects.filter(family=StoredFile.Family.IMAGE).first()
    if file is None:
        return
    now = clock.now()
    Job.objects.create(
        kind="files.preview",
        key=file.pk.hex,
        queue="files",
        payload={"file": str(file.pk)},
        state=Job.State.DEAD,
        attempts=5,
        error=DISK_FULL,
        created_at=now - datetime.timedelta(hours=7),
        due_at=now - datetime.timedelta(hours=6),
        finished_at=now - datetime.timedelta(hours=6),
    )
