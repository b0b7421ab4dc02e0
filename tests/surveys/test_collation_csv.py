"""The CSV through every kind of question, and through versions in which a question was another one."""

from __future__ import annotations

import datetime

import pytest

from core.questions.definition import Definition, Question
from core.questions.kinds.base import KINDS
from core.questions.models import AnswerSheet, Version
from surveys.models import Survey
from tests.surveys.making import issued
from tests.surveys.test_collation import COLUMNS, NOTE, VOTERS, give, page_of, table_of

pytestmark = pytest.mark.django_db


def test_added_rows_and_choices_have_the_columns_of_their_kinds(cast, signed_in):
    cars = Question(
        "cars", "repeating_rows", "送迎の便",
        settings={"columns": [{"key": "place", "kind": "short_text", "label": "場所"}, *COLUMNS]},
    )  # fmt: skip
    options = [{"key": "a", "label": "商業施設"}, {"key": "b", "label": "移動支援"}]
    how = Question("how", "multiple_choice", "取組", settings={"options": options})
    survey = issued(cast, cars, how, to=[cast.ishinomaki, cast.shiroishi, cast.shichikashuku])
    give(
        survey, cast.ishinomaki, cast.kaede, cars=[{"place": "北上", "men": 3}, {"place": "河北", "men": 0}], how=["b"]
    )
    give(survey, cast.shiroishi, cast.yui, cars={"special": "blank"}, how={"special": "exempt"})
    table = [list(row.values())[6:] for row in table_of(signed_in(cast.sato), survey)]
    header = list(table_of(signed_in(cast.sato), survey)[0])[6:]
    assert header == [
        "問1 送迎の便：場所", "問1 送迎の便：男", "問1 送迎の便：合計、男（人）", "問1 送迎の便：行の数",
        "問2 取組", "問2 取組：商業施設", "問2 取組：移動支援",
    ]  # fmt: skip
    assert table == [
        ["北上\n河北", "3\n0", "3", "2", "b", "0", "1"],
        ["空欄"] * 4 + ["回答不要"] * 3,
        ["未回答"] * 7,
    ]


def test_an_answer_to_an_earlier_version_of_another_kind_is_said_and_fails_nothing(cast, signed_in):
    survey = issued(cast, VOTERS, NOTE, to=[cast.ishinomaki, cast.shiroishi])
    columns = [{"key": "men", "kind": "short_text", "label": "男"}]
    rows = [{"key": "r1", "label": "本庁舎"}]
    before = (
        Question("voters", "short_text", "投票者数"),
        Question("day", "short_text", "投票日"),
        Question("rooms", "table", "従事者", settings={"rows": rows, "columns": columns}),
    )
    now = (
        VOTERS,
        Question("day", "date", "投票日"),
        Question("rooms", "table", "従事者", settings={"rows": rows, "columns": COLUMNS}),
        NOTE,
    )
    earlier, newer = (
        Version.objects.create(
            questionnaire=survey.questionnaire, number=number, content=Definition(asked).to_json(),
            state="published", published_at=survey.issued_at,
        )
        for number, asked in ((8, before), (9, now))
    )  # fmt: skip
    Survey.objects.filter(pk=survey.pk).update(version=newer)
    survey.refresh_from_db()
    give(survey, cast.ishinomaki, cast.kaede, voters="約20人", day="先週", rooms={"r1": {"men": "数名"}})
    AnswerSheet.objects.filter(submitted_for__survey=survey).update(version=earlier)
    give(survey, cast.shiroishi, cast.yui, voters=7, day="2026-11-21", rooms={"r1": {"men": 2}}, note="x")
    client = signed_in(cast.sato)
    other = "別の種類の回答"
    assert [list(row.values())[6:] for row in table_of(client, survey)] == [
        [other, other, other, "未回答"],
        ["7", "2026-11-21", "2", "x"],
    ]
    page = page_of(client, survey)
    assert "約20人" in page
    assert other in page
    page_of(client, survey, "print/")
    page_of(client, survey, "rooms/", show="list")


def test_more_organizations_than_are_read_at_once_all_get_their_line(cast, signed_in, monkeypatch):
    monkeypatch.setattr("surveys.collation_csv.AT_ONCE", 2)
    survey = issued(cast, to=[cast.ishinomaki, cast.shiroishi, cast.shichikashuku])
    for number, one in enumerate((cast.ishinomaki, cast.shiroishi, cast.shichikashuku)):
        give(survey, one, cast.kaede, voters=number)
    assert [row["問1 投票者数（人）"] for row in table_of(signed_in(cast.sato), survey)] == ["0", "1", "2"]


def test_no_kind_of_question_keeps_the_csv_from_being_written(cast, signed_in):
    asked = [
        Question(f"q{place}", code, "設問", settings=kind.starting_settings())
        for place, (code, kind) in enumerate(sorted(KINDS.items()))
        if kind.asks
    ]
    survey = issued(cast, to=[cast.ishinomaki, cast.shiroishi])
    version = Version.objects.create(
        questionnaire=survey.questionnaire, number=9, content=Definition(tuple(asked)).to_json(), state="published",
        published_at=survey.issued_at + datetime.timedelta(seconds=1),
    )  # fmt: skip
    Survey.objects.filter(pk=survey.pk).update(version=version)
    survey.refresh_from_db()
    give(survey, cast.ishinomaki, cast.kaede, **{one.key: {"special": "not_asked"} for one in asked})
    asked_for, not_handed_in = (set(list(row.values())[6:]) for row in table_of(signed_in(cast.sato), survey))
    assert (asked_for, not_handed_in) == ({"対象外"}, {"未回答"})
