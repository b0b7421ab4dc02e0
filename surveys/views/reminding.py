"""Reminding those who owe an answer, and the record of who was reminded."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from archive.addressing import reach_of
from core.notifications.models import Notification
from core.people.models import Organization
from core.people.requests import SignedInRequest
from surveys.forms.running import ReminderForm
from surveys.messages_out import SurveyReminder
from surveys.models import Reminder, Survey
from surveys.services.reminding import remind
from surveys.tables import with_reminders
from surveys.views.board import ISSUED, chosen_in
from surveys.views.managing import ManagersPage


class RemindersView(ManagersPage):
    """POST with `responses` (or `everyone`) shows what will be sent to whom; POST with `confirmed` sends it."""

    template_name = "surveys/remind.html"
    states = (Survey.State.OPEN,)
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        survey = self.object
        owing = with_reminders(survey.responses.owing().with_due()).select_related("organization").in_code_order()
        if "everyone" not in request.POST:
            owing = owing.filter(pk__in=chosen_in(request))
        responses = list(owing)
        if not responses:
            messages.warning(request, "督促する団体を選んでください。回答が済んだ団体には、督促できません。")
            return redirect("surveys:board", pk)
        form = ReminderForm(request.POST if "confirmed" in request.POST else None)
        if "confirmed" in request.POST and form.is_valid():
            return self.send([response.pk for response in responses], form.cleaned_data["words"])
        reach = reach_of(Organization.objects.filter(pk__in=[response.organization_id for response in responses]))
        context = self.get_context_data(responses=responses, reach=reach, form=form)
        return render(request, self.template_name, context, status=422 if form.is_bound else 200)

    def send(self, responses: list[int], words: str) -> HttpResponse:
        reminded = remind(self.object, responses, words=words, by=self.request.user)
        messages.success(self.request, f"{reminded}団体に督促しました。")
        return redirect("surveys:board", self.object.pk)


class ReminderRecordView(ManagersPage):
    """What was sent to whom and when, by plan or by hand, and whom the mails did not reach."""

    template_name = "surveys/reminder_record.html"
    states = ISSUED
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = Reminder.objects.filter(response__survey=self.object).select_related("response__organization", "by")
        page = Paginator(found.order_by("-pk"), 100).get_page(self.request.GET.get("page"))
        failures = Notification.objects.failed_about(self.object).filter(message__kind=SurveyReminder.code)
        return super().get_context_data(
            page_obj=page, reminders=[(one, planned_for(one)) for one in page.object_list],
            failures=list(failures[:100]), **kwargs,
        )  # fmt: skip


def planned_for(reminder: Reminder) -> str:
    """Which of the planned reminders it was, in words; empty where somebody sent it."""
    if reminder.days is None:
        return ""
    if reminder.days == 0:
        return "期限の当日"
    return f"期限の{abs(reminder.days)}日{'前' if reminder.days < 0 else '後'}"
