"""Changing many submissions at once: first a page that says how many, then it is done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from core.people.counting import EXACT_UP_TO
from core.people.models import User
from core.people.requests import SignedInRequest
from publicforms.models import Status, Submission
from publicforms.services.handling import assign, set_status
from publicforms.views.manage.handling.lists import FilteredMixin

NAMED = 10  # so many receipt numbers stand on the page that asks


class BulkView(FilteredMixin):
    """POST with `chosen` (ids), or with `everyone` and the list's conditions in the address."""

    may = "may_be_handled_by"
    http_method_names = ["post"]
    template_name = "publicforms/manage/handling/bulk.html"

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "everyone" in request.POST and "confirmed" not in request.POST:
            ids = list(self.matching.order_by().values_list("pk", flat=True)[: EXACT_UP_TO + 1])
            if len(ids) > EXACT_UP_TO:
                return self.back(f"一度に変えられるのは{EXACT_UP_TO:,}件までです。条件を足して、減らしてください。")
        else:
            ids = self.chosen_ids()
        self.chosen = list(
            Submission.objects.filter(form=self.object, pk__in=ids)
            .select_related("status", "assignee")
            .defer("folded", "places")
            .order_by("-submitted_at", "-pk")
        )
        if not self.chosen:
            return self.back("対象の申込を選んでください。")
        return self.respond()

    def respond(self) -> HttpResponse:
        raise NotImplementedError

    def chosen_ids(self) -> list[int]:
        """What is ticked; what is no number is nothing."""
        given = self.request.POST.getlist("chosen")
        return [int(value) for value in given if value.isascii() and value.isdigit() and len(value) < 20]

    def back(self, words: str, *, done: bool = False) -> HttpResponse:
        """To the list, as it was."""
        (messages.success if done else messages.warning)(self.request, words)
        query = self.request.GET.urlencode()
        response = redirect("forms:submissions", self.object.pk)
        if query:
            response["Location"] += f"?{query}"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            chosen=self.chosen,
            named=self.chosen[:NAMED],
            unnamed=max(0, len(self.chosen) - NAMED),
            query=self.request.GET.urlencode(),
            **kwargs,
        )

    @property
    def ids(self) -> list[int]:
        return [submission.pk for submission in self.chosen]


class StatusesView(BulkView):
    """`status`: the id of one of the form's own."""

    def respond(self) -> HttpResponse:
        status = next((one for one in self.statuses if str(one.pk) == self.request.POST.get("status")), None)
        if status is None:
            return self.back("変えた後の対応状況を選んでください。")
        if "confirmed" in self.request.POST:
            number = set_status(self.object, self.ids, status, by=self.user)
            return self.back(f"{number}件の対応状況を「{status}」に変えました。", done=True)
        return self.show(
            what=f"対応状況を「{status}」に変える",
            will=f"対応状況を「{status}」に変えます。",
            moved=[one for one in self.chosen if one.status_id != status.pk],
            told=_told(status),
            name="status",
            value=status.pk,
        )


class AssignmentsView(BulkView):
    """`assignee`: the id of one who handles the form; empty for nobody."""

    def respond(self) -> HttpResponse:
        wanted = self.request.POST.get("assignee", "")
        person = next((one for one in self.people if str(one.pk) == wanted), None)
        if wanted and person is None:
            return self.back("担当者を選んでください。")
        if "confirmed" in self.request.POST:
            number = assign(self.object, self.ids, person, by=self.user)
            return self.back(f"{number}件の担当者を{_named(person, 'しました')}。", done=True)
        return self.show(
            what=f"担当者を{_named(person, 'する')}",
            will=f"担当者を{_named(person, 'します')}。",
            moved=[one for one in self.chosen if one.assignee_id != (person.pk if person else None)],
            told="担当者になる人には、受信箱とメールで知らせます。" if person else "",
            name="assignee",
            value=person.pk if person else "",
        )


def _named(person: User | None, verb: str) -> str:
    return f"{person.name}さんに{verb}" if person else f"「担当者なし」に{verb}"


def _told(status: Status) -> str:
    if status.is_told:
        return "申込者のページに、この対応状況が表示されます。メールは送りません。"
    return "この対応状況は、申込者のページには表示されません。"
