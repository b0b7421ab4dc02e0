"""Options that were removed before anybody saw them are forgotten at publishing; those that were seen never are."""

from __future__ import annotations

from dataclasses import replace

from core.questions.definition import Definition, Question
from core.questions.models import Questionnaire
from core.questions.services.composing import create, start_draft
from core.questions.services.editing import edit
from core.questions.services.publishing import publish
from core.questions.unseen import without_unseen

BUS = {"key": "o1", "label": "移動支援"}
BOOTH = {"key": "o2", "label": "商業施設"}
TRIED = {"key": "o3", "label": "試しに入れた選択肢", "gone": True, "into": "o1"}


def asking(*options) -> Definition:
    return Definition((Question("q1", "single_choice", "取組", settings={"options": list(options)}),))


def options_of(definition: Definition) -> list[dict]:
    return list(definition["q1"].settings["options"])


def publishing(questionnaire: Questionnaire, by) -> Definition:
    return publish(questionnaire, by=by).definition


def test_publishing_forgets_what_was_tried_and_keeps_what_was_seen(cast):
    questionnaire = create(cast.prefecture, "取組の調査", by=cast.sato, definition=asking(BUS, BOOTH, TRIED))
    assert options_of(publishing(questionnaire, cast.sato)) == [BUS, BOOTH]

    start_draft(questionnaire, by=cast.sato)
    removed = {**BOOTH, "gone": True}
    changed = replace(asking(BUS, removed, TRIED)["q1"])
    edit(questionnaire, lambda definition: definition.replacing(changed), said="選択肢を変更", by=cast.sato)
    assert options_of(publishing(questionnaire, cast.sato)) == [BUS, removed]


def test_what_is_offered_and_what_is_no_such_list_stays_as_it_is():
    definition = Definition(
        (
            *asking(BUS, BOOTH).questions,
            Question("q2", "multiple_choice", settings={"options": [BUS], "exclusive": ["o1"], "maximum": 2}),
            Question("q3", "short_text"),
        )
    )
    assert without_unseen(definition, []) is definition


def test_the_same_key_in_another_question_is_another_option():
    seen_elsewhere = Definition((Question("q2", "single_choice", settings={"options": [{**TRIED, "gone": False}]}),))
    assert options_of(without_unseen(asking(BUS, TRIED), [seen_elsewhere])) == [BUS]
