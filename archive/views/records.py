"""A notice as its readers and its owner see it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import Truncator
from django.views import View
from django.views.generic import DetailView

from archive.models import Delivery, Notice, Reading
from archive.services.acknowledging import acknowledge, note_reading
from core import clock
from core.files.zipping import zip_response
from core.people import audit
from core.people.access import organizations_for
from core.people.mixins import VisibleObjectMixin
from core.people.models import Membership, Organization, OrganizationGroup, Verb
from core.people.requests import SignedInRequest

SHOWN_ADDRESSEES = 10


class NoticeView(VisibleObjectMixin, DetailView):
    may = ""
    model = Notice
    template_name = "archive/notice.html"

    def get_queryset(self):
        return super().get_queryset().select_related("owner", "section", "issuer", "category", "created_by")

    def get_object(self, queryset=None) -> Notice:
        notice = super().get_object(queryset)
        # Opening is what reading means (A4); it is the one thing a GET of ours writes, and it is written once.
        if self.request.method == "GET":
            note_reading(notice, by=self.request.user)
        return notice

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notice, user = self.object, self.request.user
        own = list(
            notice.deliveries.filter(organization__in=organizations_for(user, Verb.READ_RECORDS)).select_related(
                "organization", "acknowledged_by"
            )
            if notice.is_published
            else []
        )
        attachments = [attachment.file for attachment in notice.attachments.select_related("file")]
        return super().get_context_data(
            manages=notice.may_be_managed_by(user),
            own_deliveries=own,
            may_acknowledge=any(
                d.acknowledged_at is None and d.organization_id in organizations_for(user, Verb.ACKNOWLEDGE)
                for d in own
            ),
            colleagues=_colleagues(notice, own),
            files=attachments,
            delivery_count=notice.deliveries.count(),
            addressed=_addressed(notice, own, manages=notice.may_be_managed_by(user)),
            today=clock.today(),
            **kwargs,
        )


def _addressed(notice: Notice, own: list[Delivery], *, manages: bool) -> str:
    """Whom it went to, in words. A reader learns of the groups they belong to, and of no other organization."""
    groups = notice.to_groups.all()
    if not manages:
        mine = Organization.objects.filter(pk__in=[delivery.organization_id for delivery in own])
        groups = [g for g in groups if mine.in_groups(OrganizationGroup.objects.filter(pk=g.pk)).exists()]
        return "、".join(group.name for group in groups) or "、".join(str(delivery.organization) for delivery in own)
    named = notice.to_organizations.all()[:SHOWN_ADDRESSEES]
    more = notice.to_organizations.count() - len(named)
    words = [*(group.name for group in groups), *(str(organization) for organization in named)]
    return "、".join(words) + (f"ほか{more}団体" if more > 0 else "")


def _colleagues(notice: Notice, deliveries: list[Delivery]) -> dict[str, list]:
    """Of the own organizations: who has read the notice (and when), and who has not."""
    if not deliveries:
        return {"readings": [], "unread": []}
    posts = Membership.objects.current().filter(organization__in=[d.organization_id for d in deliveries])
    readings = Reading.objects.filter(notice=notice, user__in=posts.values("user")).select_related("user")
    seen = {reading.user_id for reading in readings}
    others = {post.user for post in posts.select_related("user") if post.user_id not in seen}
    return {"readings": list(readings[:20]), "unread": sorted(others, key=lambda person: (person.kana, person.name))}


class AcknowledgementView(VisibleObjectMixin, View):
    may = "may_be_acknowledged_by"
    model = Notice
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        notice = self.get_object()
        if acknowledge(notice, by=request.user):
            messages.success(request, "受領を確認しました。")
        else:
            messages.info(request, "受領は、すでに確認されています。")
        return redirect("archive:notice", notice.pk)


class AttachmentsZipView(VisibleObjectMixin, View):
    """All attachments as one ZIP, named for the notice."""

    may = ""
    model = Notice
    http_method_names = ["get", "head"]

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        notice = self.get_object()
        files = [attachment.file for attachment in notice.attachments.select_related("file")]
        if not files:
            get_object_or_404(Notice.objects.none())
        audit.record("notice.files_downloaded", notice, by=request.user, organization=notice.owner_id, files=len(files))
        name = "_".join(part for part in (notice.number, Truncator(notice.title).chars(60, truncate="")) if part)
        return zip_response(files, f"{name}.zip")
