"""Questionnaires of the prefecture and two cities, in every state, with trials of everything that can be answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from core.people.models import Organization, User
from core.questions.definition import Definition
from core.questions.library import library
from core.questions.models import Questionnaire, Trial
from core.questions.services.attaching import attach
from core.questions.services.composing import change, create, start_draft
from core.questions.services.editing import edit
from core.questions.services.exempting import exempt
from core.questions.services.publishing import publish
from core.questions.services.saving import save
from core.questions.services.trying import start_trial
from demo.stored_files import READY

FOLDER = Path(__file__).resolve().parent / "data" / "questionnaires"
PREFECTURE, ISHINOMAKI, SENDAI = "040002", "042021", "041009"


@dataclass(frozen=True)
class Planned:
    """One questionnaire. `source` is a file of data/questionnaires, or a template of the library."""

    source: str
    owner: str
    title: str = ""  # else the source's
    published: bool = True  # all its versions but the last, which stays a draft, where there are several
    template: bool = False
    shared: bool = False
    drafting: bool = False  # its next version has been begun


PLAN = (
    Planned("hazard-plan", PREFECTURE, published=False),
    Planned("scheduling", PREFECTURE, "市町村行財政ヒアリングの日程調整"),
    Planned("attendance", PREFECTURE, "市町村行政担当者会議の出席報告"),
    Planned("prior-answers", PREFECTURE, "市町村行政担当者会議の事前回答", drafting=True),
    Planned("inquiry", PREFECTURE, "照会のひな形（市町村課）", template=True),
    Planned("staffing", PREFECTURE, template=True, shared=True),
    Planned("every-kind", PREFECTURE, template=True, shared=True),
    Planned("early-voting", PREFECTURE),
    Planned("staff-questionnaire", ISHINOMAKI, "働き方に関する職員アンケート"),
    Planned("polling-staff", ISHINOMAKI, "投票立会人と選挙事務従事者の募集", published=False),
    Planned("safety", ISHINOMAKI, "安否確認（訓練用）", template=True),
    Planned("event", SENDAI, "防災フェスタの参加申込"),
    Planned("temperature", SENDAI, "検温記録", published=False),
)


@transaction.atomic
def make() -> None:
    for planned in PLAN:
        _make(planned)


def _make(planned: Planned) -> None:
    source = _source(planned.source)
    owner = Organization.objects.get(code=planned.owner)
    by = _composer(owner)
    first, *later = (Definition.from_json(version) for version in source["versions"])
    title = planned.title or source["title"]
    made = create(owner, title, by=by, definition=first, is_template=planned.template)
    if planned.published:
        publish(made, by=by)
    _try(made, 1, source, by)
    for definition in later:
        start_draft(made, by=by)
        edit(made, lambda _, definition=definition: definition, said="前回の結果を受けて見直し", by=by)
    if planned.drafting:
        start_draft(made, by=by)
    if planned.shared:
        change(made, title=title, is_template=True, is_shared=True, by=by)


def _source(name: str) -> dict[str, Any]:
    if name in library():
        item = library()[name]
        return {"title": item.title, "versions": [item.definition.to_json()], "trials": []}
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def _composer(owner: Organization) -> User:
    email = "staff@pref.example.jp" if owner.code == PREFECTURE else f"manager@{owner.code}.example.jp"
    return User.objects.get(email=email)


def _try(questionnaire: Questionnaire, version: int, source: dict[str, Any], by: User) -> None:
    """The trials that were made while this version was the newest."""
    for planned in source["trials"]:
        if planned["version"] == version:
            _answer(start_trial(Questionnaire.objects.get(pk=questionnaire.pk), by=by), planned, by)


def _answer(trial: Trial, planned: dict[str, Any], by: User) -> None:
    typed = dict(planned["typed"])
    for key, upload in planned.get("files", {}).items():
        given = attach(trial.sheet, key, list(_uploads(upload)), by=by)
        typed[f"a.{key}"] = [str(each.file_id) for each in given]
    sheet, checked = save(trial.sheet, typed, edit=trial.sheet.edit, by=by, complete=planned["complete"])
    if checked.problems:
        raise ValueError(f"{trial.questionnaire}: {checked.problems}")
    exempt(sheet, planned.get("exempt", ()), by=by)


def _uploads(text: str) -> Iterator[ContentFile]:
    """ "list.xlsx:名簿.xlsx": a file of attachments/ready, and the name it is given."""
    source, _, name = text.partition(":")
    yield ContentFile((READY / source).read_bytes(), name=name)
