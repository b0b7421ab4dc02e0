"""A ministry's form with eight tables is built by a clerk: through the pages alone, without touching code."""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import Any

import pytest
from django.test import Client

from core.questions.definition import Definition
from core.questions.formulas.words import shown
from core.questions.models import Questionnaire
from demo.questionnaires import FOLDER
from tests.questions.form_reader import fields_of

KEPT = json.loads((FOLDER / "staffing.json").read_text(encoding="utf-8"))
DEFINITION = Definition.from_json(KEPT["versions"][0])
KINDS_IN_WORDS = {
    "section": "見出し",
    "page_break": "改ページ",
    "integer": "整数",
    "decimal": "小数",
    "date": "日付",
    "yes_no": "はい・いいえ",
    "short_text": "1行の文字",
    "long_text": "複数行の文字",
    "phone": "電話番号",
}
Fields = dict[str, Any]


class Clerk:
    """What somebody does in the builder, without script: forms are opened, filled in, and sent."""

    def __init__(self, client: Client, address: str) -> None:
        self.client, self.address = client, address

    def send(self, page: str, data: Fields) -> str:
        """The address it leads to; anything but a redirect means that something was refused."""
        answer = self.client.post(f"{self.address}{page}", data)
        assert answer.status_code == 302, re.findall(r'mu-field__error">([^<]+)', answer.content.decode())
        return answer["Location"]

    def keys(self) -> list[str]:
        return re.findall(r'id="q-([a-z0-9_]+)"', self.client.get(self.address).content.decode())

    def paste(self, lines: list[str]) -> None:
        text = "\n".join(lines)
        page = self.client.post(f"{self.address}import/", {"text": text, "after": ""})
        chosen = {field.html_name: field.value() for field in page.context["lines"].visible_fields()}
        self.send("import/", {"text": text, "after": "", "add": "1", **chosen})

    def add(self, kind: str, *, after: str) -> str:
        led_to = self.send("questions/", {"kind": kind, "chosen": after})
        return re.search(r"/questions/([a-z0-9]+)/(#|$)", led_to)[1]

    def form(self, key: str) -> Fields:
        return fields_of(self.client.get(f"{self.address}questions/{key}/").content.decode(), "setup")

    def save(self, key: str, fields: Fields) -> None:
        self.send(f"questions/{key}/", fields)

    def stood(self, page: str) -> str:
        return re.search(r'name="stood" value="([^"]*)"', self.client.get(f"{self.address}{page}").content.decode())[1]


def tick(fields: Fields, name: str, wanted: bool) -> None:
    fields.pop(name, None)
    if wanted:
        fields[name] = "on"


def common(fields: Fields, question: dict[str, Any]) -> None:
    fields["label"], fields["help"] = question["label"], question.get("help", "")
    if "need" in fields:
        fields["need"] = question.get("need", "optional")
    tick(fields, "personal", question.get("personal", False))


def own(fields: Fields, prefix: str, settings: dict[str, Any]) -> None:
    """The settings that only the kind has. New numbers are at least 0, until a clerk empties that."""
    if f"{prefix}minimum" in fields:
        fields[f"{prefix}minimum"] = ""
    fields |= {f"{prefix}{name}": value for name, value in settings.items()}


def set_up(clerk: Clerk, key: str, question: dict[str, Any]) -> None:
    fields = clerk.form(key)
    common(fields, question)
    own(fields, "kind-", question.get("settings", {}))
    if question["kind"] == "calculated":
        fields["kind-formula"] = shown(question["settings"]["formula"], DEFINITION)
    clerk.save(key, fields)


def set_up_table(clerk: Clerk, key: str, question: dict[str, Any]) -> None:
    """Rows and the names of columns, then what each column asks for, then one sum after the other."""
    settings = question["settings"]
    rows, columns = settings["rows"], settings["columns"]
    fields = clerk.form(key)
    common(fields, question)
    fields["kind-row_header"] = settings["row_header"]
    tick(fields, "kind-na_cells", settings.get("na_cells", False))
    there = len(fields["kind-rows-key"])
    fields["kind-rows-label"] = [row["label"] for row in rows[:there]]
    fields["kind-rows-added"] = "\n".join(row["label"] for row in rows[there:])
    for place, column in enumerate(columns[:2]):
        prefix = f"kind-columns-{place}-"
        fields[f"{prefix}label"], fields[f"{prefix}kind"] = column["label"], column["kind"]
    if len(columns) == 1:
        fields["kind-columns-1-remove"] = "on"
    clerk.save(key, fields)
    for kind, group in groupby(columns[2:], key=lambda column: column["kind"]):
        labels = "\n".join(column["label"] for column in group)
        clerk.save(key, {**clerk.form(key), "kind-columns-new-labels": labels, "kind-columns-new-kind": kind})
    fields = clerk.form(key)
    for place, column in enumerate(columns):
        prefix = f"kind-columns-{place}-"
        tick(fields, f"{prefix}required", column.get("need") == "required")
        tick(fields, f"{prefix}total", column.get("total", False))
        own(fields, f"{prefix}own-", column.get("settings", {}))
    clerk.save(key, fields)
    for rule in settings.get("sums", ()):
        fields = clerk.form(key)
        names = dict(zip((row["key"] for row in rows), fields["kind-rows-key"], strict=True))
        if rule["axis"] == "columns":
            names = {column["key"]: fields[f"kind-columns-{n}-key"][0] for n, column in enumerate(columns)}
        prefix = f"kind-sums-new-{rule['axis']}-"
        fields |= {f"{prefix}total": names[rule["total"]], f"{prefix}parts": [names[part] for part in rule["parts"]]}
        clerk.save(key, fields)


def build(clerk: Clerk) -> None:
    """The whole form, in the order in which a clerk would go about it."""
    fields = fields_of(clerk.client.get(clerk.address).content.decode(), "setup")
    clerk.send("", {**fields, "intro": DEFINITION.intro})
    questions = KEPT["versions"][0]["questions"]
    listed = [one for one in questions if one["kind"] in KINDS_IN_WORDS]
    clerk.paste(["設問文\t種類\t単位\t必須", *(line_of(one) for one in listed)])
    keys = dict(zip((one["key"] for one in listed), clerk.keys(), strict=True))
    before = None
    for one in questions:
        if one["key"] not in keys:
            keys[one["key"]] = clerk.add(one["kind"], after=keys[before])
        before = one["key"]
    for one in questions:
        if one["kind"] == "table":
            set_up_table(clerk, keys[one["key"]], one)
        elif one["kind"] != "page_break":
            set_up(clerk, keys[one["key"]], one)
        for test in one.get("show_if", {}).get("tests", ()):
            page = f"questions/{keys[one['key']]}/condition/"
            row = {"question_0": keys[test["question"]], "operator_0": test["operator"], "operand_0": test["operand"]}
            clerk.send(page, {"stood": clerk.stood(page), "rows": "1", **row, "save": "1"})
    for check in DEFINITION.checks:
        typed = {"left": shown(check.left, DEFINITION), "right": shown(check.right, DEFINITION)}
        typed |= {"comparison": check.comparison.value, "message": check.message} | (
            {"soft": "on"} if check.soft else {}
        )
        clerk.send("checks/new/", {"stood": clerk.stood("checks/new/"), **typed, "save": "1"})


def line_of(question: dict[str, Any]) -> str:
    unit = question.get("settings", {}).get("unit", "")
    needed = "必須" if question.get("need") == "required" else ""
    return f"{question['label']}\t{KINDS_IN_WORDS[question['kind']]}\t{unit}\t{needed}"


def with_the_kept_keys(built: dict[str, Any]) -> dict[str, Any]:
    """Keys are drawn by lot when something is added: each is taken for that which stands in its place."""
    pairs = []
    for mine, theirs in zip(built["questions"], KEPT["versions"][0]["questions"], strict=True):
        pairs.append((mine["key"], theirs["key"]))
        for name in ("rows", "columns"):
            here, there = (one.get("settings", {}).get(name, ()) for one in (mine, theirs))
            pairs += [(a["key"], b["key"]) for a, b in zip(here, there, strict=True)]
    checks = zip(built["checks"], KEPT["versions"][0]["checks"], strict=True)
    pairs += [(mine["key"], theirs["key"]) for mine, theirs in checks]
    text = json.dumps(built)
    for mine, theirs in pairs:
        text = text.replace(mine, theirs)
    return json.loads(text)


@pytest.mark.django_db
def test_a_clerk_builds_it_in_the_builder_and_publishes_it(cast, signed_in):
    client = signed_in(cast.sato)
    data = {"title": KEPT["title"], "owner": cast.prefecture.pk, "start": "empty"}
    clerk = Clerk(client, client.post("/questions/new/", data)["Location"])
    build(clerk)

    questionnaire = Questionnaire.objects.get()
    built, kept = with_the_kept_keys(questionnaire.draft.content), KEPT["versions"][0]
    for mine, theirs in zip(built["questions"], kept["questions"], strict=True):
        assert mine == theirs
    assert built == kept

    page = f"/questions/{questionnaire.pk}/publication/"
    draft = client.get(page).context["draft"]
    client.post(page, {"number": draft.number, "edit": draft.edit})
    assert Questionnaire.objects.get().published.definition.asked
