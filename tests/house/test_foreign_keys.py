"""Posting the key of something that belongs to others, into any field, changes nothing of theirs."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.models import Attachment, Delivery, Notice
from core.notifications.models import Notification
from core.people.models import Invitation, Membership
from core.questions.models import Questionnaire
from tests.house.actors import ADMINISTRATOR, MANAGER, MEMBER, OTHER_MANAGER, OTHER_MEMBER, PUBLISHER


def test_a_notice_cannot_be_written_in_the_name_of_another_organization(world, client_of):
    before = Notice.objects.count()
    client_of(PUBLISHER).post(
        reverse("archive:new"), {"owner": world.cast.prefecture.pk, "title": "県の名で", "save": "1"}
    )
    assert not Notice.objects.filter(owner=world.cast.prefecture, title="県の名で").exists()
    assert Notice.objects.count() <= before + 1


def test_a_foreign_attachment_cannot_be_taken_off(world, client_of):
    foreign = world.draft.attachments.first()
    notice = world.publishers_draft
    client_of(PUBLISHER).post(
        reverse("archive:edit", args=[notice.pk]),
        {"owner": notice.owner_id, "title": notice.title, "version": notice.version, "detach": [foreign.pk]},
    )
    assert Attachment.objects.filter(pk=foreign.pk).exists()


def test_foreign_inbox_entries_stay_unread(world, client_of):
    client_of(OTHER_MEMBER).post(reverse("inbox:read"), {"item": [world.entry.pk]})
    client_of(OTHER_MEMBER).post(reverse("inbox:read"), {"all": "1"})
    world.entry.refresh_from_db()
    assert world.entry.is_unread


def test_a_foreign_failure_cannot_be_retried(world, client_of):
    client_of(PUBLISHER).post(reverse("inbox:retry"), {"item": [world.failed.pk]})
    world.failed.refresh_from_db()
    assert world.failed.mail == Notification.Mail.FAILED


def test_a_manager_cannot_invite_into_another_organization(world, client_of):
    before = Invitation.objects.count()
    client_of(OTHER_MANAGER).post(
        reverse("people:invite"),
        {"organization": world.ishinomaki.pk, "role": "manager", "people": "x@example.jp 侵入 者", "section": ""},
    )
    assert not Invitation.objects.filter(email="x@example.jp", organization=world.ishinomaki).exists()
    assert Invitation.objects.count() <= before + 1


def test_a_manager_cannot_give_a_post_elsewhere_or_one_of_the_prefecture(world, client_of):
    client = client_of(MANAGER)
    for place, role in ((world.shiroishi, "manager"), (world.cast.prefecture, "administrator")):
        client.post(
            reverse("people:post_new", args=[world.kaede.pk]), {"organization": place.pk, "role": role, "section": ""}
        )
        assert not Membership.objects.filter(user=world.kaede, organization=place).exists()
    client.post(
        reverse("people:post", args=[world.kaedes_post.pk]),
        {"role": "administrator", "section": world.other_section.pk, "organization": world.shiroishi.pk},
    )
    post = Membership.objects.get(pk=world.kaedes_post.pk)
    assert (post.role, post.organization_id) == ("member", world.ishinomaki.pk)
    assert post.section_id != world.other_section.pk


def test_an_acknowledgement_counts_for_the_own_organization_only(world, client_of):
    for actor in (MEMBER, ADMINISTRATOR):
        client_of(actor).post(
            reverse("archive:acknowledgement", args=[world.to_both.pk]), {"organization": world.shiroishi.pk}
        )
    assert not Delivery.objects.filter(
        notice=world.to_both, organization=world.shiroishi, acknowledged_at__isnull=False
    ).exists()


def test_a_reminder_goes_to_none_that_was_not_addressed(world, client_of):
    before = Notification.objects.count()
    client_of(PUBLISHER).post(
        reverse("archive:reminders", args=[world.publishers_notice.pk]),
        {"organizations": [world.ishinomaki.pk], "confirmed": "1"},
    )
    assert Notification.objects.count() == before


@pytest.mark.parametrize("field", ["section", "duty", "organization"])
def test_a_contact_stays_in_its_organization(world, client_of, field):
    contact = world.other_contact
    client_of(MANAGER).post(
        reverse("roster:edit", kwargs={"code": world.ishinomaki.code, "pk": contact.pk}),
        {"name": "書き換え", "duty": world.duty.pk, "rank": "primary", field: world.ishinomaki.pk, "version": 1},
    )
    before = contact.name
    contact.refresh_from_db()
    assert contact.name == before


def test_nothing_is_taken_from_a_foreign_trial(world, client_of):
    client, trial = client_of(MEMBER), world.trial
    refused = client.post(reverse("questions:trial_prefill", args=[trial.pk]), {"earlier": world.foreign_trial.pk})
    assert refused.status_code == 422
    client.post(
        reverse("questions:trial", args=[trial.pk]),
        {"a.voters": "5", "a.map": str(world.foreign_trial.sheet.files.get().file_id), "edit": trial.sheet.edit},
    )
    trial.sheet.refresh_from_db()
    assert str(world.foreign_trial.sheet.files.get().file_id) not in str(trial.sheet.answers)
    assert world.foreign_trial.sheet.files.count() == 1


def test_no_questionnaire_is_made_for_or_from_another_organization(world, client_of):
    before, foreign = Questionnaire.objects.count(), world.foreign_questionnaire
    for owner, start in ((world.shiroishi, "empty"), (world.ishinomaki, f"questionnaire-{foreign.pk}")):
        data = {"title": "写し", "owner": owner.pk, "start": start}
        assert client_of(MEMBER).post(reverse("questions:new"), data).status_code == 422
    own = reverse("questions:copy_questions", args=[world.questionnaire.pk])
    assert client_of(MEMBER).post(f"{own}?from={foreign.pk}", {"keys": ["voters"]}).status_code == 404
    assert Questionnaire.objects.count() == before
