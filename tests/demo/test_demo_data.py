"""`manage.py demo_data`: the whole demonstration, made once for this folder (see conftest.py)."""

from __future__ import annotations

import io

import pytest
from django.contrib.auth.hashers import check_password
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, F
from django.test.utils import CaptureQueriesContext

from archive.addressing import addressees_of
from archive.models import Attachment, Delivery, Notice, Reading
from core import clock
from core.files.models import StoredFile, preview_path
from core.jobs.models import Job
from core.notifications.models import Notification
from core.people.access import organizations_for
from core.people.models import AuditEntry, Membership, Organization, Role, User, Verb
from core.questions.affected import tally
from core.questions.kinds import KINDS
from core.questions.models import AnswerSheet, Questionnaire
from core.questions.showing import differences, show
from core.questions.specials import Special
from core.questions.troubles import troubles
from roster.models import Contact

# Without the mark no database is made; each test is then a savepoint in the module's transaction.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


def test_52_organizations_and_about_170_people():
    assert Organization.objects.exclude(kind="prefecture").count() == 52
    assert 165 <= User.objects.filter(is_active=True).count() <= 180
    kinds = Organization.objects.values_list("kind").annotate(n=Count("pk"))
    assert dict(kinds) == {
        "prefecture": 1,
        "city": 14,
        "town": 20,
        "village": 1,
        "association": 14,
        "enterprise": 2,
        "wide_area_union": 1,
    }


def test_the_accounts_of_the_contract_sign_in_with_their_roles():
    expected = {"admin@pref.example.jp": Role.ADMINISTRATOR, "staff@pref.example.jp": Role.STAFF}
    for code in Organization.objects.exclude(kind="prefecture").values_list("code", flat=True):
        expected |= {f"manager@{code}.example.jp": Role.MANAGER, f"member@{code}.example.jp": Role.MEMBER}
    posts = Membership.objects.current().filter(user__email__in=expected)
    assert dict(posts.values_list("user__email", "role")) == expected
    hashes = set(User.objects.filter(email__in=expected).values_list("password", flat=True))
    assert len(hashes) == 1
    assert check_password("demo-password", hashes.pop())


def test_somebody_holds_two_posts():
    posts = Membership.objects.current().values("user").annotate(n=Count("organization", distinct=True))
    assert posts.filter(n=2).exists()


def test_a_second_run_only_looks():
    before = AuditEntry.objects.count(), Notice.objects.count(), Job.objects.count()
    with CaptureQueriesContext(connection) as queries:
        call_command("demo_data", stdout=io.StringIO())
    assert len(queries) <= 12
    assert not [q for q in queries.captured_queries if not q["sql"].startswith("SELECT")]
    assert before == (AuditEntry.objects.count(), Notice.objects.count(), Job.objects.count())


def test_each_notice_went_to_whom_it_is_addressed_and_nobody_else():
    went_out = Notice.objects.filter(state__in=("published", "withdrawn"))
    for notice in went_out.prefetch_related("deliveries"):
        delivered = {each.organization_id for each in notice.deliveries.all()}
        assert delivered == set(addressees_of(notice).values_list("pk", flat=True)), notice.title
    assert not Delivery.objects.exclude(notice__in=went_out).exists()
    assert not Delivery.objects.exclude(issued_on=F("notice__issued_on")).exists()


def test_only_addressed_people_have_read_and_acknowledged():
    for reading in Reading.objects.order_by("?")[:40].select_related("notice", "user"):
        places = organizations_for(reading.user, Verb.READ_RECORDS)
        assert reading.notice.deliveries.filter(organization__in=places).exists()
    strangers = Delivery.objects.filter(acknowledged_by__isnull=False).exclude(
        acknowledged_by__memberships__organization=F("organization")
    )
    assert not strangers.exists()
    assert not Delivery.objects.filter(acknowledged_at__isnull=False, notice__needs_acknowledgement=False).exists()


def test_nothing_is_in_the_future_but_what_is_scheduled():
    now = clock.now()
    assert not Notice.objects.filter(published_at__gt=now).exists()
    assert not Reading.objects.filter(at__gt=now).exists()
    assert not Delivery.objects.filter(acknowledged_at__gt=now).exists()
    assert not AuditEntry.objects.filter(at__gt=clock.now()).exists()
    assert not Notice.objects.filter(state="scheduled", scheduled_for__lte=now).exists()


def test_old_notices_are_settled_and_recent_ones_are_not():
    asked = Notice.objects.filter(needs_acknowledgement=True, state="published").order_by("issued_on")
    assert not asked.first().deliveries.filter(acknowledged_at__isnull=True).exists()
    newest = asked.last()
    assert 0 < newest.deliveries.filter(acknowledged_at__isnull=False).count() < newest.deliveries.count()


def test_every_state_is_there():
    states = dict(Notice.objects.filter(survey=None).values_list("state").annotate(n=Count("pk")))
    assert states["published"] > 230
    assert states["draft"] >= 4
    assert states["scheduled"] == states["withdrawn"] == 3


def test_attachments_are_real_files_with_pictures_of_their_pages():
    attached = StoredFile.objects.filter(pk__in=Attachment.objects.values("file"))
    families = set(attached.values_list("family", flat=True))
    assert {"pdf", "word", "excel", "image", "archive", "text"} <= families
    file = attached.filter(family="pdf").first()
    assert file.content.open("rb").read(5) == b"%PDF-"
    assert file.pages == file.previews > 1
    assert default_storage.exists(preview_path(file, file.previews))


def test_the_inbox_holds_the_last_month_and_some_mails_came_back():
    states = dict(Notification.objects.values_list("mail").annotate(n=Count("pk")))
    assert states["sent"] > 1000
    assert 0 < states["failed"] < 300
    member = User.objects.get(email="member@042021.example.jp")
    inbox = Notification.objects.visible_to(member)
    assert 0 < inbox.unread().count() < inbox.count()


def test_the_newest_notice_is_left_for_a_worker_to_tell():
    """And so are the surveys that were issued just now; one of those is withdrawn again."""
    jobs = Job.objects.filter(kind="archive.tell_addressees")
    told = Notice.objects.filter(pk__in=[job.payload["notice"] for job in jobs])
    newest = Notice.objects.filter(state="published", survey=None).order_by("issued_on", "pk").last()
    assert told.get(survey=None) == newest
    assert dict(told.exclude(survey=None).values_list("state", "survey__state")) == {
        "published": "open",
        "withdrawn": "withdrawn",
    }


def test_every_organization_has_contacts():
    for organization in Organization.objects.exclude(kind="prefecture"):
        ranks = set(Contact.objects.filter(organization=organization).values_list("rank", flat=True))
        assert "primary" in ranks, organization.name


def test_names_keep_their_rare_characters():
    assert User.objects.filter(name__startswith="𠮷田").exists()
    assert User.objects.filter(name__startswith="髙橋").exists()


def test_questionnaires_are_there_in_every_state():
    every = Questionnaire.objects.for_list()
    assert every.filter(number__isnull=True, has_draft=True).exists()
    assert every.filter(number__isnull=False, has_draft=False).exists()
    assert every.filter(number__isnull=False, has_draft=True).count() >= 2
    assert every.filter(is_template=True, is_shared=True).count() == 2
    assert every.filter(is_template=True, is_shared=False).exists()
    assert every.values("owner").distinct().count() == 3


def test_trials_hold_every_kind_of_answer_and_of_no_value():
    kinds, specials = set(), set()
    for sheet in AnswerSheet.objects.exclude(trial=None).select_related("version"):
        for shown in show(sheet.definition, sheet.answers, with_not_asked=True):
            if shown.kind.asks:
                specials.add(shown.special)
                kinds |= {shown.kind.code} if shown.special is None else set()
    assert kinds == {code for code, kind in KINDS.items() if kind.asks}
    assert specials == {None, *Special}


def test_two_trials_can_be_compared_and_the_next_version_affects_them():
    questionnaire = Questionnaire.objects.get(title="期日前投票所の設置状況等に関する調査")
    old, new = AnswerSheet.objects.filter(trial__questionnaire=questionnaire, completed_at__isnull=False).order_by("pk")
    assert len(differences(old.definition, old.answers, new.answers)) >= 4
    assert tally(questionnaire.draft).affected == 2


def test_the_ministry_form_has_at_least_three_tables_and_sixty_items():
    questionnaire = Questionnaire.objects.get(title="給与・定員管理等の状況（公表様式）")
    assert (questionnaire.is_template, questionnaire.is_shared, questionnaire.draft) == (True, True, None)
    definition = questionnaire.published.definition
    tables = [question for question in definition if question.kind == "table"]
    cells = sum(len(table.settings["rows"]) * len(table.settings["columns"]) for table in tables)
    assert len(tables) >= 3
    assert len(definition.asked) - len(tables) + cells >= 60
    assert troubles(definition) == []
