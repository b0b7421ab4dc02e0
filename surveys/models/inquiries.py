"""Questions about a survey (問い合わせ, S13): asked by one organization, answered to it alone or once for all."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.clock import Now
from core.discussion.models import Thread
from core.people.models import Organization
from surveys.models.surveys import Survey
from surveys.querysets import InquiryQuerySet


class Inquiry(models.Model):
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="inquiries")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    # What else there is to say between the organization that asked and the office.
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="inquiry")
    question = models.TextField("質問", max_length=5000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("質問日時", db_default=Now())
    answer = models.TextField("回答", blank=True, max_length=5000)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("回答日時", null=True)
    # The question as all those asked may read it: the asker's name and what would betray it taken out by the office.
    shared_question = models.TextField("共有する質問", blank=True, max_length=5000)
    is_shared = models.BooleanField("全団体に共有する", default=False)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "問い合わせ"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_shared=False) | (~Q(answer="") & ~Q(shared_question="")),
                name="shared_inquiry_is_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey}への問い合わせ"
