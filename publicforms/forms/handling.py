"""The filter above a form's submissions. The address is the filter: everything here comes by GET."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from core.clock import TOKYO
from core.people.form_fields import JapaneseDateField
from core.people.models import User
from core.questions.choosing.choices import Choices
from core.questions.choosing.in_sql import OTHER
from core.questions.definition import Definition, Question
from publicforms.asked import definition_of
from publicforms.handling.searching import searched
from publicforms.models import Form, Status, Submission

NOT_WITHDRAWN, NOBODY = "valid", "none"
COUNTED = (Submission.Standing.COUNTED, "受付済み")  # as the list says it
STANDINGS = [("", "すべて"), (NOT_WITHDRAWN, "取下げを除く"), COUNTED, *Submission.Standing.choices[1:]]
ANSWER = "a_"
USUAL_COLUMNS = 2


class SubmissionFilter(forms.Form):
    """`hidden`: the questions whose answers the person does not read, and so does not filter by either.

    What is not understood is shown as an error, and filters nothing.
    """

    q = forms.CharField(
        label="受付番号・回答の言葉", required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    status = forms.TypedChoiceField(label="対応状況", required=False, coerce=int, empty_value=None)
    standing = forms.ChoiceField(label="受付の状態", required=False, choices=STANDINGS)
    assignee = forms.ChoiceField(label="担当者", required=False)
    channel = forms.ChoiceField(label="受付方法", required=False, choices=[("", "すべて"), *Submission.Channel.choices])
    since = JapaneseDateField(label="申込日（から）", required=False, help_text="")
    until = JapaneseDateField(label="申込日（まで）", required=False, help_text="")
    columns = forms.MultipleChoiceField(label="一覧に表示する設問", required=False, widget=forms.CheckboxSelectMultiple)
    # Says that the columns were chosen, even where none was.
    chosen = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        form: Form,
        user: User,
        hidden: frozenset[str],
        statuses: list[Status],
        people: list[User],
    ) -> None:
        super().__init__(data, initial={})
        self.form, self.user = form, user
        self.definition = definition_of(form) if form.version_id else Definition()
        self.fields["status"].choices = [("", "すべて"), *((one.pk, one.name) for one in statuses)]
        named = [(str(one.pk), one.name) for one in people]
        self.fields["assignee"].choices = [("", "すべて"), (NOBODY, "担当者なし"), *named]
        self.by_answer = {
            ANSWER + one.key: one
            for one in self.definition.asked
            if one.kind == "single_choice" and one.key not in hidden
        }
        for name, question in self.by_answer.items():
            offered = Choices.of(question).meant
            self.fields[name] = forms.ChoiceField(
                label=question.label, required=False, choices=[("", "すべて"), *offered]
            )
        self.fields["columns"].choices = [
            (one.key, f"{self.definition.number.get(one.key, '')} {one.label}") for one in self.definition.asked
        ]
        self.data = self.data.copy()
        if not self.is_chosen:
            self.data.setlist("columns", self.usual_columns)
        self.data["chosen"] = "1"

    @property
    def is_chosen(self) -> bool:
        return "chosen" in self.data or "columns" in self.data

    @property
    def usual_columns(self) -> list[str]:
        return [one.key for one in self.definition.asked if one.kind != "file"][:USUAL_COLUMNS]

    @property
    def shown_columns(self) -> list[Question]:
        """The questions whose answers are shown, in their order."""
        self.is_valid()
        wanted = set(self.cleaned_data.get("columns") or ())
        return [question for question in self.definition.asked if question.key in wanted]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", "期間の終わりが、始まりより前です。")
        return values

    def of(self, submissions: QuerySet[Submission]) -> QuerySet[Submission]:
        """Those that match."""
        self.is_valid()
        values = self.cleaned_data
        found = searched(submissions, self.form, values.get("q") or "", self.user)
        found = found.filter(self._condition(values))
        for number, (name, question) in enumerate(self.by_answer.items()):
            if values.get(name):
                found = _answered(found, question, values[name], f"by{number}")
        return found

    @property
    def counts_by_tally(self) -> bool:
        """Whether the counters know how many match: there is no condition but status and standing."""
        self.is_valid()
        known = {"status", "standing", "columns", "chosen"}
        return not any(value for name, value in self.cleaned_data.items() if name not in known)

    def counts(self, status: int, standing: str) -> bool:
        """Whether the counter of this status and standing is one of those that match."""
        wanted, stands = self.cleaned_data.get("status"), self.cleaned_data.get("standing")
        if wanted and wanted != status:
            return False
        if stands == NOT_WITHDRAWN:
            return standing != Submission.Standing.WITHDRAWN
        return not stands or stands == standing

    def _condition(self, values: Mapping[str, Any]) -> Q:
        condition = Q()
        if values.get("status"):
            condition &= Q(status=values["status"])
        match values.get("standing"):
            case None | "":
                pass
            case "valid":
                condition &= ~Q(standing=Submission.Standing.WITHDRAWN)
            case standing:
                condition &= Q(standing=standing)
        match values.get("assignee"):
            case None | "":
                pass
            case "none":
                condition &= Q(assignee__isnull=True)
            case person:
                condition &= Q(assignee=person)
        if values.get("channel"):
            condition &= Q(channel=values["channel"])
        if values.get("since"):
            condition &= Q(submitted_at__gte=_midnight(values["since"]))
        if values.get("until"):
            condition &= Q(submitted_at__lt=_midnight(values["until"] + datetime.timedelta(days=1)))
        return condition


def _answered(found: QuerySet[Submission], question: Question, option: str, alias: str) -> QuerySet[Submission]:
    """Those that chose the option, or one that was merged into it."""
    if option == OTHER:
        other = KeyTransform(OTHER, KeyTransform(question.key, "sheet__answers"))
        return found.alias(**{alias: other}).filter(**{f"{alias}__isnull": False})
    lines = Choices.of(question).lines
    keys = [key for key in lines.by_key if lines.current(key) == option]
    text = KeyTextTransform(question.key, "sheet__answers")
    return found.alias(**{alias: text}).filter(**{f"{alias}__in": keys})


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), TOKYO)
