"""The editor of options, candidates and rows, as it is posted without script."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from core.questions.forms.keyed_lines import KeyedLinesField

BUS = {"key": "o1", "label": "移動支援"}
BOOTH = {"key": "o2", "label": "商業施設"}
SCHOOL = {"key": "o3", "label": "大学"}
HALL = {"key": "o4", "label": "公民館", "gone": True}
ITEMS = [BUS, BOOTH, SCHOOL, HALL]


class Settings(forms.Form):
    options = KeyedLinesField(label="選択肢")


class Fresh(forms.Form):
    options = KeyedLinesField(label="選択肢", keep_removed=False, required=False)


def posted(items: list[dict[str, Any]] = ITEMS, form: type[forms.Form] = Settings, **changed: Any) -> forms.Form:
    """The form as a browser without script sends it: untouched but for what `changed` says."""
    there = [item for item in items if not item.get("gone")]
    sent: dict[str, Any] = {
        "key": [item["key"] for item in there],
        "label": [item["label"] for item in there],
        "position": [str(place) for place in range(1, len(there) + 1)],
        "gone": json.dumps([item for item in items if item.get("gone")]),
        "added": "",
        **changed,
    }
    data = QueryDict(mutable=True)
    for name, value in sent.items():
        data.setlist(f"options-{name}", value if isinstance(value, list) else [value])
    return form(data, initial={"options": items})


def cleaned(*args: Any, **changed: Any) -> list[dict[str, Any]]:
    form = posted(*args, **changed)
    assert form.is_valid(), form.errors
    return form.cleaned_data["options"]


def errors(**changed: Any) -> list[str]:
    return posted(**changed).errors["options"]


def test_what_is_not_touched_stays_as_it_is():
    assert cleaned() == ITEMS
    assert not posted().has_changed()
    assert posted(label=["移動支援", "店", "大学"]).has_changed()


def test_renaming_keeps_the_key_and_new_lines_get_keys_of_their_own():
    options = cleaned(label=["移動支援", "店", "大学"], added="駅\r\n\r\n　𠮷田町役場 \n")

    assert options[:3] == [BUS, {"key": "o2", "label": "店"}, SCHOOL]
    assert [item["label"] for item in options[3:5]] == ["駅", "𠮷田町役場"]
    keys = {item["key"] for item in options}
    assert len(keys) == 6
    assert all(item["key"].startswith("o") for item in options)


def test_a_removed_item_stays_with_its_words_and_can_come_back():
    assert cleaned(remove="o2") == [BUS, SCHOOL, {**BOOTH, "gone": True}, HALL]
    assert cleaned(restore="o4") == [BUS, BOOTH, SCHOOL, {"key": "o4", "label": "公民館"}]


def test_where_nothing_was_published_a_removed_item_is_dropped():
    assert cleaned([BUS, BOOTH], Fresh, remove="o2") == [BUS]


@pytest.mark.parametrize(
    ("positions", "order"),
    [
        (["1", "2", "3"], "123"),
        (["3", "2", "3"], "231"),  # the first one moved to the third place
        (["1", "2", "１"], "312"),  # full width; it lands in front
        (["", "", ""], "123"),
        (["9", "2", "3"], "231"),
        (["3", "1", "2"], "231"),  # all numbers as script writes them
    ],
)
def test_an_item_lands_at_the_place_whose_number_is_typed(positions: list[str], order: str):
    assert "".join(item["key"][1] for item in cleaned(position=positions)[:3]) == order


@given(st.permutations(range(1, 7)))
def test_any_order_can_be_typed(places: list[int]):
    items = [{"key": f"o{number}", "label": str(number)} for number in range(6)]

    options = cleaned(items, position=[str(place) for place in places])

    assert [places[int(item["label"])] for item in options] == [1, 2, 3, 4, 5, 6]


def test_two_items_become_one():
    options = cleaned(merge="o3", into="o1")

    assert options[:2] == [BUS, BOOTH]
    assert {**SCHOOL, "gone": True, "into": "o1"} in options


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"label": ["移動支援", "大学", "大学"]}, "「大学」が2つあります。1つを残して外すか、違う名前にしてください。"),
        ({"added": "大学"}, "「大学」が2つあります。1つを残して外すか、違う名前にしてください。"),
        ({"restore": "o4", "added": "公民館"}, "「公民館」が2つあります。1つを残して外すか、違う名前にしてください。"),
        (
            {"label": ["移動支援", "　", "大学"]},
            "2番目の選択肢の名前が空です。名前を入力してください。要らないときは「外す」にチェックを付けてください。",
        ),
        ({"position": ["1", "二", "3"]}, "選択肢「商業施設」の順番を、1からの数で入力してください。"),
        ({"position": ["1", "0", "3"]}, "選択肢「商業施設」の順番を、1からの数で入力してください。"),
        ({"added": "字" * 201}, f"選択肢「{'字' * 29}…」：200字以内で入力してください。いまは201字です。"),
        ({"added": "a\tb"}, "選択肢「a\tb」：改行やタブは使えません。1行で入力してください。"),
        ({"added": "a\x00b"}, "選択肢「a\x00b」：使えない文字（ヌル文字）が入っています。その文字を消してください。"),
        ({"merge": "o3"}, "まとめる選択肢と、まとめる先の選択肢の両方を選んでください。"),
        ({"merge": "o3", "into": "o3"}, "まとめる先には、別の選択肢を選んでください。"),
        (
            {"merge": "o3", "into": "o1", "remove": "o1"},
            "まとめる選択肢とまとめる先には、外さずに残す選択肢を選んでください。",
        ),
        ({"remove": ["o1", "o2", "o3"]}, "選択肢を1つ以上入力してください。"),
    ],
)
def test_what_is_wrong_is_said_in_words_and_nothing_typed_is_lost(changed: dict[str, Any], message: str):
    form = posted(**changed)

    assert form.errors["options"] == [message]
    page = str(form["options"])
    for text in [*changed.get("label", []), changed.get("added", "")]:
        assert text.strip() in page
    for key in changed.get("remove", []) if isinstance(changed.get("remove"), list) else []:
        assert f'value="{key}" checked' in page


@pytest.mark.parametrize(
    "changed",
    [
        {"key": ["o1", "o1", "o3"]},
        {"key": ["o1", "O 2", "o3"]},
        {"key": ["o1", "other", "o3"]},  # means その他
        {"key": ["o1", "o2"]},
        {"gone": "[{"},
        {"gone": '["o9"]'},
        {"gone": '[{"key": 9, "label": "x"}]'},
        {"gone": '[{"key": "o1", "label": "x"}]'},
    ],
)
def test_a_forged_or_broken_form_changes_nothing(changed: dict[str, Any]):
    assert errors(**changed) == ["画面の内容を読み取れませんでした。ページを開き直して、もう一度入力してください。"]


def test_the_wrong_row_is_marked():
    page = str(posted(label=["移動支援", "大学", "大学"])["options"])

    assert page.count('aria-invalid="true"') == 2


def test_a_row_that_script_added_and_nobody_filled_counts_for_nothing():
    options = cleaned(
        key=["o1", "", "o2", "o3", ""],
        label=["移動支援", "駅", "商業施設", "大学", ""],
        position=["1", "2", "3", "4", "5"],
    )

    assert [item["label"] for item in options[:4]] == ["移動支援", "駅", "商業施設", "大学"]
    assert len(options) == 5


def test_a_thousand_items_are_quick_and_one_more_is_refused():
    many = [{"key": f"o{number}", "label": f"団体{number}"} for number in range(1000)]
    start = time.perf_counter()
    options = cleaned(many, position=[str(1000 - place) for place in range(1000)])
    page = str(Settings(initial={"options": many})["options"])
    took = time.perf_counter() - start

    assert [item["label"] for item in options[:2]] == ["団体999", "団体998"]
    assert page.count("data-label-text") == 1001  # and the blank one for script
    assert took < 5  # a fraction of a second on a machine that is not busy
    assert posted(many, added="もう1つ").errors["options"] == ["選択肢は1,000までにしてください。いまは1,001あります。"]
    assert len(posted(many, label=["同じ"] * 1000).errors["options"]) == 1
    assert len(posted(many, label=[""] * 1000).errors["options"]) == 11
