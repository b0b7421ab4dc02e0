"""An option renamed, merged or removed in the next version: what becomes of the answers that were given before."""

from __future__ import annotations

import pytest

from core.questions.affected import judge, sheets_before
from core.questions.definition import Condition, Definition, Question
from core.questions.definition import Test as Comparing
from core.questions.models import AnswerSheet, Questionnaire
from core.questions.services.composing import create, start_draft
from core.questions.services.editing import edit
from core.questions.services.publishing import publish
from core.questions.services.saving import open_sheet, save
from core.questions.showing import differences, show
from core.questions.version_differences import version_differences

BUS = {"key": "o1", "label": "移動支援"}
BOOTH = {"key": "o2", "label": "商業施設"}
SCHOOL = {"key": "o3", "label": "大学"}
RENAMED = {"key": "o1", "label": "移動支援・大学"}
LATER = [RENAMED, {**BOOTH, "gone": True}, {**SCHOOL, "gone": True, "into": "o1"}]


def asking(options: list[dict]) -> Definition:
    only_bus = Condition((Comparing("all", "has", "o1"),))
    return Definition(
        (
            Question("one", "single_choice", "最も力を入れた取組", settings={"options": options}),
            Question("all", "multiple_choice", "取組", settings={"options": options}),
            Question("riders", "integer", "利用者数", show_if=only_bus),
        )
    )


@pytest.fixture
def questionnaire(cast) -> Questionnaire:
    made = create(cast.prefecture, "取組の調査", by=cast.sato, definition=asking([BUS, BOOTH, SCHOOL]))
    publish(made, by=cast.sato)
    return made


def answered(questionnaire: Questionnaire, cast, one: str, *chosen: str) -> AnswerSheet:
    sheet = open_sheet(questionnaire.published, organization=cast.ishinomaki, by=cast.kaede)
    typed = {"a.one": [one], "a.all": list(chosen), "a.riders": ["12"] if "o1" in chosen else []}
    sheet, checked = save(sheet, typed, edit=1, by=cast.kaede, complete=True)
    assert checked.is_valid
    return sheet


def next_version(questionnaire: Questionnaire, cast):
    start_draft(questionnaire, by=cast.sato)
    edit(questionnaire, lambda definition: asking(LATER), said="選択肢を変更", by=cast.sato)
    return publish(questionnaire, by=cast.sato)


def test_only_those_who_chose_the_removed_option_have_to_answer_again(cast, questionnaire):
    fine = answered(questionnaire, cast, "o3", "o1", "o3")
    lost = answered(questionnaire, cast, "o2", "o1", "o2")
    version = next_version(questionnaire, cast)

    by_sheet = {one.sheet: one.reasons for one in judge(sheets_before(version), version)}

    assert by_sheet[fine] == ()
    assert {reason.words for reason in by_sheet[lost]} == {
        "「商業施設」は選べなくなりました。ほかの選択肢を選んでください。"
    }
    assert [reason.what for reason in by_sheet[lost]] == ["問1「最も力を入れた取組」", "問2「取組」"]


def test_a_merged_option_opens_what_its_successor_opens(cast, questionnaire):
    """Who chose 大学 counts as one who chose 移動支援・大学 now, so the question behind it is asked of them."""
    sheet = answered(questionnaire, cast, "o3", "o3")
    version = next_version(questionnaire, cast)

    shown = {one.question.key: one.text for one in show(version.definition, sheet.answers)}
    assert shown["one"] == shown["all"] == "移動支援・大学"
    typed = {"a.one": ["o3"], "a.all": ["o3"], "a.riders": ["7"]}
    sheet.version = version
    sheet.save()
    sheet, checked = save(sheet, typed, edit=sheet.edit, by=cast.kaede, complete=True)
    assert checked.hidden == set()
    assert sheet.answers == {"one": "o1", "all": ["o1"], "riders": 7}


def test_the_old_sheet_keeps_its_own_words(cast, questionnaire):
    sheet = answered(questionnaire, cast, "o2", "o2", "o3")
    version = next_version(questionnaire, cast)
    sheet = AnswerSheet.objects.get(pk=sheet.pk)

    assert [one.text for one in show(sheet.definition, sheet.answers)][:2] == ["商業施設", "商業施設、大学"]
    again = {"one": "o2", "all": ["o1", "o2"]}
    old = {"one": sheet.answers["one"], "all": sheet.answers["all"]}
    assert differences(version.definition, old, again, old_definition=sheet.definition) == []


def test_the_versions_differ_in_words(questionnaire, cast):
    version = next_version(questionnaire, cast)
    old = version.questionnaire.versions.get(number=1).definition
    found = [(one.effect.value, one.words) for one in version_differences(old, version.definition) if one.key == "one"]

    assert found == [
        ("changed", "選択肢「大学」が「移動支援・大学」にまとめられました。"),
        ("stricter", "選択肢「商業施設」がなくなりました。"),
        ("relabelled", "選択肢「移動支援」が「移動支援・大学」に変わりました。"),
    ]
