"""Measures an answer sheet and a plain form of the same fields in a process of its own; prints JSON."""

from __future__ import annotations

import json
import statistics

from django import forms
from django.db import connection
from django.template import engines
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext

from bench.measure import milliseconds
from core.people.form_fields import JapaneseDateField, JapaneseTimeField
from core.people.models import Organization, User
from core.questions.asking import ask
from core.questions.definition import Definition, Need, Question
from core.questions.models import AnswerSheet, Questionnaire, Version
from core.questions.services.saving import open_sheet, save

TIMES = 60
ROWS, COLUMNS = 20, 10
OPTIONS = [{"key": f"o{number}", "label": f"選択肢{number}"} for number in range(1, 7)]
CHOICES = [(option["key"], option["label"]) for option in OPTIONS]
SUPPORT = "令和8年4月1日現在の状況を回答してください。"

# Kind, settings, what is typed, the plain field. 29 questions of these in turn, and the table.
FIELDS = (
    ("short_text", {}, "総務課 行政係", lambda: forms.CharField(max_length=1000)),
    ("integer", {"unit": "人", "minimum": "0"}, "1204", lambda: forms.IntegerField(min_value=0)),
    ("decimal", {"unit": "％", "decimals": 2}, "12.50", lambda: forms.DecimalField(decimal_places=2)),
    ("single_choice", {"options": OPTIONS}, "o2", lambda: forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)),
    (
        "multiple_choice",
        {"options": OPTIONS},
        ["o1", "o3"],
        lambda: forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple),
    ),
    ("long_text", {}, "特になし。\n引き続き検討する。", lambda: forms.CharField(widget=forms.Textarea)),
    ("date", {}, "2026-11-21", lambda: JapaneseDateField()),
    ("time", {}, "17:30", lambda: JapaneseTimeField()),
)


def definition() -> Definition:
    questions = [
        Question(f"q{number}", kind, f"設問その{number}", SUPPORT, Need.REQUIRED, settings=settings)
        for number, (kind, settings, _, _) in enumerate((FIELDS * 4)[:29])
    ]
    table = {
        "rows": [{"key": f"r{row}", "label": f"{row}行目の種別"} for row in range(ROWS)],
        "columns": [
            {
                "key": f"c{column}",
                "kind": "integer",
                "label": f"{column}列目",
                "settings": {"unit": "人"},
                "total": True,
            }
            for column in range(COLUMNS)
        ],
    }
    questions.append(Question("table", "table", "種別ごとの状況", SUPPORT, Need.REQUIRED, settings=table))
    return Definition(tuple(questions))


def typed() -> dict[str, list[str]]:
    found = {}
    for number, (_, _, text, _) in enumerate((FIELDS * 4)[:29]):
        found[f"a.q{number}"] = text if isinstance(text, list) else [text]
    for row in range(ROWS):
        for column in range(COLUMNS):
            found[f"a.table.r{row}.c{column}"] = [str(1000 + row * column)]
    return found


def plain_form() -> type[forms.Form]:
    fields = {}
    for number, (_, _, _, make) in enumerate((FIELDS * 4)[:29]):
        field = make()
        field.label, field.help_text = f"設問その{number}", SUPPORT
        fields[f"a.q{number}"] = field
    for row in range(ROWS):
        for column in range(COLUMNS):
            fields[f"a.table.r{row}.c{column}"] = forms.IntegerField(label=f"{row}行目の種別 {column}列目")
    return type("PlainForm", (forms.Form,), fields)


class Posted(dict):
    """What a form reads from: one text a control, or all."""

    def get(self, name, default=None):
        return self[name][-1] if name in self else default

    def getlist(self, name):
        return self.get_all(name)

    def get_all(self, name):
        return dict.get(self, name, [])


def main() -> None:
    by = User.objects.get(email="member@bench.example.jp")
    organization = Organization.objects.order_by("pk").first()
    asked = definition()
    questionnaire = Questionnaire.objects.create(owner=organization, title="計測用", created_by=by)
    version = Version.objects.create(questionnaire=questionnaire, number=1, content=asked.to_json())
    given, form_class = typed(), plain_form()
    posted = Posted(given)

    def ours() -> None:
        save(sheets.pop(), given, edit=1, by=by, complete=True)

    def plain() -> None:
        form = form_class(posted)
        assert form.is_valid(), form.errors
        answers = json.dumps({name: str(value) for name, value in form.cleaned_data.items()})
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO questions_answersheet "
                "(version_id, organization_id, answers, reasons, edit, folded, is_private) "
                "VALUES (%s, %s, %s, '{}', 1, '', false)",
                [version.pk, organization.pk, answers],
            )

    page = get_template("questions/_form.html")
    form_page = engines["django"].from_string("{{ form }}")

    def render_ours() -> None:
        page.render({"page": ask(asked, given)})

    def render_plain() -> None:
        form_page.render({"form": form_class(initial={name: values[-1] for name, values in given.items()})})

    pairs = (("save", ours), ("form_save", plain), ("render", render_ours), ("form_render", render_plain))
    times: dict[str, list[float]] = {name: [] for name, _ in pairs}
    sheets: list[AnswerSheet] = [open_sheet(version, organization=organization, by=by) for _ in range(TIMES + 6)]
    with CaptureQueriesContext(connection):
        ours()
        queries = len(connection.queries_log)
    for number in range(TIMES + 5):
        for name, function in pairs:
            elapsed = milliseconds(function)
            if number >= 5:
                times[name].append(elapsed)
    fields = len(form_class.base_fields)
    numbers = {"questions": len(asked.asked), "fields": fields, "cells": ROWS * COLUMNS, "queries": queries}
    print(json.dumps({name: statistics.median(found) for name, found in times.items()} | numbers))


if __name__ == "__main__":
    main()
