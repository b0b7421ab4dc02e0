"""The form with every kind of question on it: what is wrong can be reached, what was typed comes back."""

from __future__ import annotations

import re

import pytest

from core.questions.definition import Definition, Question
from core.questions.kinds import KINDS
from core.questions.models import AnswerSheet
from core.questions.services.composing import create
from core.questions.services.drafting import typing_of
from core.questions.services.trying import start_trial
from tests.questions.trying import Form, Need

pytestmark = pytest.mark.django_db

OPTIONS = {"options": [{"key": "o1", "label": "郵送"}, {"key": "o2", "label": "窓口"}], "with_other": True}
COLUMNS = [
    {"key": "c1", "kind": "integer", "label": "か所", "need": "required", "settings": {"unit": "か所"}, "total": True},
    {"key": "c2", "kind": "short_text", "label": "名称"},
]
# A settings and a wrong answer of every kind that can be answered wrongly; the parts by what follows `a.<key>`.
WRONG = {
    "short_text": ({"max_length": 2}, {"": "長すぎる"}),
    "long_text": ({"max_length": 2}, {"": "長すぎる"}),
    "email": ({}, {"": "メールではない"}),
    "phone": ({}, {"": "番号"}),
    "integer": ({}, {"": "12,4OO"}),
    "decimal": ({"decimals": 1}, {"": "1.23"}),
    "date": ({}, {"": "2月30日"}),
    "time": ({}, {"": "25時"}),
    "single_choice": (OPTIONS, {"": "other"}),
    "multiple_choice": (OPTIONS, {"": "other"}),
    "person_name": ({}, {".given": "楓"}),
    "address": ({}, {".postcode": "12"}),
    "table": ({"rows": [{"key": "r1", "label": "本庁舎"}], "columns": COLUMNS}, {".r1.c1": "12,4OO"}),
    "repeating_rows": ({"columns": COLUMNS}, {".rabcdefg.c1": "x"}),
}


def everything() -> tuple[Question, ...]:
    settings = {code: settings for code, (settings, _) in WRONG.items()} | {
        "schedule": {"candidates": [{"key": "d1", "label": "1月17日"}]},
        "consent": {"text": "連絡に使います。"},
        "calculated": {"formula": "{integer} * 2"},
    }
    return tuple(
        Question(code, code, f"設問{code}", settings=settings.get(code, {}), need=Need.REQUIRED)
        for code in KINDS
        if code != "page_break"
    )


@pytest.fixture
def form(cast, signed_in):
    definition = Definition(everything())
    made = create(cast.prefecture, "すべての種類", by=cast.sato, definition=definition)
    return Form(signed_in(cast.sato), start_trial(made, by=cast.sato))


def _typed() -> dict[str, str]:
    return {
        f"{code}{part}".replace(".", "__"): text for code, (_, parts) in WRONG.items() for part, text in parts.items()
    }


def _anchors_and_ids(page: str) -> tuple[list[str], set[str]]:
    summary = page.split("data-error-summary")[1].split("</div>")[0]
    return re.findall(r'href="#([^"]+)"', summary), set(re.findall(r'id="([^"]+)"', page))


@pytest.mark.parametrize("typed", [{}, _typed()], ids=["nothing typed", "everything wrong"])
def test_every_link_of_the_summary_leads_to_something(form, typed):
    response = form.press("confirm", **typed)
    page = form.client.get(response.url, follow=True).content.decode()
    anchors, ids = _anchors_and_ids(page)
    assert len(anchors) >= len(WRONG)
    assert set(anchors) <= ids


def test_what_is_wrong_in_a_cell_is_reached_in_the_cell(form):
    response = form.press("confirm", table__r1__c1="12,4OO")
    page = form.client.get(response.url, follow=True).content.decode()
    assert 'href="#a-table-r1-c1"' in page
    assert 'value="12,4OO"' in page


def test_everything_wrong_is_kept_exactly(form):
    typed = {f"a.{name.replace('__', '.')}": [value] for name, value in _typed().items()}
    form.press("save", **_typed())
    assert typing_of(form.sheet, form.trial.by).typed.items() >= typed.items()


def test_a_block_from_excel_fills_the_table_and_says_what_did_not_fit(form):
    response = form.press("fill", "table", table__block="か所\t名称\n3\t本庁舎の投票所\n4\t余り\n")
    page = form.client.get(response.url).content.decode()
    assert typing_of(form.sheet, form.trial.by).typed["a.table.r1.c1"] == ["3"]
    assert "設問table" in page.split('id="answer"')[0]  # the message names the question


def test_more_rows_without_script(form):
    rows = len(re.findall(r'name="a\.repeating_rows\.[a-z0-9]+\.c1"', form.open().content.decode()))
    form.press("more", "repeating_rows")
    more = len(re.findall(r'name="a\.repeating_rows\.[a-z0-9]+\.c1"', form.open().content.decode()))
    assert more > rows


def test_an_option_and_a_row_that_are_gone_break_nothing(form):
    """The clerk edits the draft while somebody tries it."""
    form.press("save", single_choice="o1", multiple_choice=["o1", "o2"], table__r1__c1="3", schedule__d1="yes")
    stripped = Definition(
        tuple(Question(one.key, one.kind, one.label) if one.kind != "section" else one for one in everything())
    )
    version = form.trial.sheet.version
    type(version).objects.filter(pk=version.pk).update(content=stripped.to_json())
    assert form.open().status_code == 200
    assert form.client.get(form.address("trial_sheet")).status_code == 200
    assert form.press("save", short_text="いま").status_code in (302, 422)
    assert AnswerSheet.objects.get().answers["short_text"] == "いま"
