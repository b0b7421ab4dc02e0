"""A questionnaire with a trial, and working its form as a person does: names and texts in, pages out."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client
from django.urls import reverse

from core.people.models import Organization, User
from core.questions.definition import Check, Comparison, Condition, Definition, Need, Question, Test
from core.questions.models import AnswerSheet, Trial
from core.questions.services.composing import create
from core.questions.services.trying import start_trial


def text(key: str, label: str = "", **fields) -> Question:
    return Question(key, "short_text", label or key, **fields)


def only_if(question: str, operator: str = "answered", operand=None) -> Condition:
    return Condition((Test(question, operator, operand),))


def a_trial(owner: Organization, by: User, *questions: Question, checks: tuple[Check, ...] = ()) -> Trial:
    definition = Definition(questions, checks)
    return start_trial(create(owner, "通信環境の調査", by=by, definition=definition), by=by)


def a_check(left: str, right: str, **fields) -> Check:
    return Check("k1", left, Comparison.AT_MOST, right, "内数が総数を超えています。", **fields)


class Form:
    """The form of a trial, as one person works it."""

    def __init__(self, client: Client, trial: Trial) -> None:
        self.client = client
        self.trial = trial
        self.edit = str(trial.sheet.edit)

    def address(self, page: str = "trial") -> str:
        return reverse(f"questions:{page}", args=[self.trial.pk])

    def open(self, **query):
        """As a browser does: from now on what is posted names the edit of this page."""
        response = self.client.get(self.address(), query)
        self.edit = _hidden(response, "edit")
        return response

    def press(self, button: str, value: str = "1", *, page: int = 1, **typed):
        return self.client.post(self.address(), self._fields(page, typed) | {button: value})

    def type(self, *, page: int = 1, **typed):
        """What the page sends by itself while somebody types."""
        return self.client.post(self.address("trial_draft"), self._fields(page, typed))

    def confirm(self):
        return self.client.get(self.address("trial_confirm"))

    def hand_in(self):
        seen = _hidden(self.confirm(), "seen")
        return self.client.post(self.address("trial_confirm"), {"seen": seen})

    @property
    def sheet(self) -> AnswerSheet:
        return AnswerSheet.objects.get(pk=self.trial.sheet_id)

    def _fields(self, page: int, typed: dict[str, object]) -> dict[str, object]:
        named = {f"a.{name.replace('__', '.')}": value for name, value in typed.items()}
        return {"edit": self.edit, "page": str(page)} | named


def _hidden(response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, response.status_code
    return unescape(found[1])


__all__ = ["Condition", "Form", "Need", "a_check", "a_trial", "only_if", "text"]
