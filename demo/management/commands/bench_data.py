"""`manage.py bench_data`: an empty database filled to the size that the portal is built for, by SQL."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from archive.models import Category, Issuer
from core.people.codes import check_digit
from core.people.models import Kind, Organization, OrganizationGroup
from core.people.services.roles import ensure_roles

PEOPLE = """
INSERT INTO people_user (password, is_superuser, email, name, kana, is_active, is_staff)
SELECT %(password)s, false, 'person' || n || '@bench.example.jp', '計測 太郎' || n, 'けいそく たろう', true, false
FROM generate_series(1, %(people)s) AS n
"""
POSTS = """
INSERT INTO people_membership (user_id, organization_id, role, title, valid_from)
SELECT u.id, o.id, CASE WHEN u.n %% 28 = 0 THEN 'manager' ELSE 'member' END, '', portal_today() - 30
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM people_user) AS u
JOIN (SELECT id, row_number() OVER (ORDER BY code) AS n, count(*) OVER () AS total
      FROM people_organization WHERE kind <> 'prefecture') AS o ON o.n = u.n %% o.total + 1
"""
NOTICES = """
INSERT INTO archive_notice (owner_id, issuer_id, category_id, number, issued_on, importance, title, body,
    needs_acknowledgement, state, published_at, withdrawn_because, version, leads_to, created_by_id)
SELECT %(owner)s, i.id, c.id, '市町第' || n || '号', portal_today() - (n / 8)::int,
    CASE WHEN n %% 9 = 0 THEN 'high' ELSE 'normal' END, '計測用の通知その' || n || '（通知）',
    repeat('標記の件について、別添のとおり通知します。', 20), n %% 4 = 0, 'published',
    portal_now() - n * interval '3 hours', '', 1, '', %(staff)s
FROM generate_series(1, %(notices)s) AS n
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS r, count(*) OVER () AS total FROM archive_issuer) AS i
    ON i.r = n %% i.total + 1
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS r, count(*) OVER () AS total FROM archive_category) AS c
    ON c.r = n %% c.total + 1
"""
# Every so many-th notice goes to all; the others to five organizations each.
DELIVERIES = """
INSERT INTO archive_delivery (notice_id, organization_id, issued_on, reminders)
SELECT notice.id, o.id, notice.issued_on, 0 FROM (
    SELECT id, issued_on, row_number() OVER (ORDER BY id) AS n FROM archive_notice) AS notice
JOIN (SELECT id, row_number() OVER (ORDER BY code) AS r, count(*) OVER () AS total
      FROM people_organization WHERE kind <> 'prefecture') AS o
    ON notice.n %% %(every)s = 0 OR (o.r - notice.n) %% o.total BETWEEN 0 AND 4
"""
READINGS = """
INSERT INTO archive_reading (notice_id, user_id)
SELECT notice.id, u.id FROM archive_notice AS notice
JOIN (SELECT id, email, row_number() OVER (ORDER BY id) AS n FROM people_user) AS u
    ON (u.n <= 20 OR u.email = 'member@bench.example.jp') AND (notice.id + u.n) %% 3 <> 0
"""
TAGS = """
INSERT INTO taggit_tag (name, slug) SELECT '計測' || n, 'bench-' || n FROM generate_series(1, 200) AS n;
INSERT INTO taggit_taggeditem (tag_id, object_id, content_type_id)
SELECT t.id, notice.id, (SELECT id FROM django_content_type WHERE app_label = 'archive' AND model = 'notice')
FROM archive_notice AS notice JOIN (SELECT id, row_number() OVER (ORDER BY id) AS r FROM taggit_tag) AS t
    ON t.r IN (notice.id % 200 + 1, (notice.id * 7) % 200 + 1)
"""
FILES = """
INSERT INTO files_storedfile (id, name, content, size, sha256, content_type, family, owner_id)
SELECT gen_random_uuid(), '別紙' || id || '.pdf', '', 1000, '', 'application/pdf', 'pdf', owner_id FROM archive_notice
"""
ATTACHMENTS = """
INSERT INTO archive_attachment (notice_id, file_id, position)
SELECT notice.id, f.id, 0 FROM (SELECT id, row_number() OVER (ORDER BY id) AS r FROM archive_notice) AS notice
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS r FROM files_storedfile) AS f USING (r)
"""


class Command(BaseCommand):
    help = "計測用の大きなデータを、空のデータベースに作ります。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organizations", type=int, default=1788)
        parser.add_argument("--people", type=int, default=100_000)
        parser.add_argument("--notices", type=int, default=30_000)
        parser.add_argument("--to-all", type=int, default=3_000, help="how many of the notices go to all organizations")

    def handle(self, *_: Any, organizations: int, people: int, notices: int, to_all: int, **__: Any) -> None:
        if Organization.objects.exists():
            raise CommandError("このデータベースは空ではありません。計測用のデータは、空のデータベースにだけ作れます。")
        self._make_organizations(organizations)
        for number in range(40):
            Issuer.objects.create(name=f"計測省第{number}局")
            Category.objects.get_or_create(name=f"計測分類{number % 10}")
        password = make_password("demo-password")
        self._sql(PEOPLE, password=password, people=people)
        self._sql(POSTS)
        owner, staff = self._make_named_people(password)
        self._sql(NOTICES, owner=owner, staff=staff, notices=notices)
        self._sql(DELIVERIES, every=max(1, notices // to_all))
        for statement in (READINGS, FILES, ATTACHMENTS):
            self._sql(statement)
        with connection.cursor() as cursor:
            cursor.execute(TAGS)
            cursor.execute("VACUUM ANALYZE")

    def _sql(self, statement: str, **values: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    def _make_organizations(self, count: int) -> None:
        made = [Organization(code=_code(4000), name="計測県", kana="けいそくけん", kind=Kind.PREFECTURE)]
        for number in range(count):
            kind = (Kind.CITY, Kind.TOWN, Kind.VILLAGE, Kind.ASSOCIATION)[number % 4]
            made.append(Organization(code=_code(10_000 + number), name=f"計測{number}", kana="けいそく", kind=kind))
        ensure_roles(Organization.objects.bulk_create(made))
        kinds = [kind.value for kind in Kind if kind is not Kind.PREFECTURE]
        OrganizationGroup.objects.create(name="全団体", kinds=kinds)
        few = OrganizationGroup.objects.create(name="52団体", position=1)
        few.members.set(Organization.objects.exclude(kind=Kind.PREFECTURE)[:52])

    def _make_named_people(self, password: str) -> tuple[int, int]:
        """One prefectural officer and one member, whom the benchmarks sign in as."""
        from core.people.models import Membership, Role, User

        prefecture = Organization.objects.get(kind=Kind.PREFECTURE)
        somewhere = Organization.objects.exclude(kind=Kind.PREFECTURE)[100]
        staff = User.objects.create(email="staff@bench.example.jp", name="計測 職員", password=password)
        member = User.objects.create(email="member@bench.example.jp", name="計測 団体", password=password)
        Membership.objects.create(user=staff, organization=prefecture, role=Role.STAFF)
        Membership.objects.create(user=member, organization=somewhere, role=Role.MEMBER)
        return prefecture.pk, staff.pk


def _code(number: int) -> str:
    first = f"{number:05d}"
    return first + check_digit(first)
