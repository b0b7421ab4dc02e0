"""0 and each kind of "no value" are different things wherever an answer is shown, added up or taken along."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.people.models import Organization
from core.questions.definition import Question
from core.questions.models import SheetFile
from core.questions.services.attaching import attach
from surveys.models import Survey
from surveys.services.answering import declare_not_applicable, start
from surveys.services.judging import RemarkAt, exempt_response, return_response
from tests.surveys.export_reading import table_of
from tests.surveys.making import issued, response_of
from tests.surveys.test_collation import give, others

pytestmark = pytest.mark.django_db

BLANK, NA, EXEMPT, NOT_ASKED, UNANSWERED = "空欄", "該当なし", "回答不要", "対象外", "未回答"
NONE = {"blank": BLANK, "not_applicable": NA, "exempt": EXEMPT, "not_asked": NOT_ASKED}
COLUMNS = [{"key": "men", "kind": "integer", "label": "男", "total": True}]
ROWS = [{"key": "r1", "label": "本庁舎"}]
VOTERS = Question("voters", "integer", "投票者数", may_be_na=True)
NOTE = Question("note", "short_text", "備考", may_be_na=True)
ROOMS = Question("rooms", "table", "従事者", settings={"rows": ROWS, "columns": COLUMNS})
MAP = Question("map", "file", "位置図", may_be_na=True)
QUESTIONS = (VOTERS, NOTE, ROOMS, MAP)


def all_of(value, cell, text, files) -> dict:
    return {"voters": value, "note": text, "rooms": {"r1": {"men": cell}}, "map": files}


@dataclass
class Given:
    """A survey, and by organization the word that stands for each of its answers: its own, or 0."""

    survey: Survey
    words: dict[Organization, str]
    zero: Organization  # with one file
    back: Organization  # returned: its answers stand nowhere
    counted: list[Organization]  # those who have handed in


@pytest.fixture
def given(cast) -> Given:
    zero, untouched, none, off, back, fourth = others(6)
    by_word = [cast.ishinomaki, cast.shiroishi, cast.shichikashuku, fourth]
    survey = issued(cast, *QUESTIONS, visibility="answers", to=[zero, untouched, none, off, back, *by_word])
    words = {zero: "0", untouched: UNANSWERED, none: NA, off: EXEMPT, back: "―"}
    response = start(response_of(survey, zero).pk, by=cast.kanda)
    (file,) = attach(response.sheet, "map", [SimpleUploadedFile("図.txt", b"map")], by=cast.kanda)
    answered = give(survey, zero, cast.kaede, **all_of(0, 0, "零", [str(file.file_id)]))
    SheetFile.objects.create(sheet=response_of(survey, zero).submitted, question="map", file=file.file)
    give(survey, back, cast.kaede, **all_of(777, 777, "七七七", []))
    return_response(response_of(survey, back).pk, [RemarkAt("確認してください。")], by=cast.sato)
    for place, (special, word) in zip(by_word, NONE.items(), strict=True):
        it = {"special": special}
        give(survey, place, cast.kaede, **all_of(it, it, it, it))
        words[place] = word
    declare_not_applicable(response_of(survey, none).pk, why="施設がないため。", by=cast.haru)
    exempt_response(response_of(survey, off).pk, why="国が把握しているため。", by=cast.sato)
    return Given(survey, words, zero, back, [answered.organization, *by_word])


def text_of(html: str) -> str:
    return re.sub(r"\s+", "", unescape(re.sub("<[^>]*>", "", html)))


def row_of(page: str, place: Organization) -> str:
    (row,) = (one for one in re.findall(r"<tr[^>]*>.*?</tr>", page, re.S) if f">{place.name}<" in one)
    return row


def cells_of(page: str, place: Organization) -> list[str]:
    """What stands in the row of one organization, after its state."""
    return [text_of(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row_of(page, place), re.S)][1:]


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.fixture(params=["who runs it", "who was asked too"])
def reader(request, cast, signed_in) -> Client:
    return signed_in(cast.sato if request.param == "who runs it" else cast.kaede)


@pytest.mark.parametrize("path", ["collation/", "collation/print/"])
def test_in_the_row_of_each_organization(given, reader, path):
    page = page_of(reader, f"/surveys/{given.survey.pk}/{path}")
    for place, word in given.words.items():
        _, voters, note, rooms, file = cells_of(page, place)  # the date goes before
        if place != given.zero:
            assert {voters, note, file} == {word}, place
        if place not in given.counted:
            assert rooms == word
    assert cells_of(page, given.zero)[1:3] == ["0", "零"]


@pytest.mark.parametrize("key", ["voters", "note", "map"])
def test_on_the_page_of_each_question(given, reader, key):
    page = page_of(reader, f"/surveys/{given.survey.pk}/collation/{key}/")
    for place, word in given.words.items():
        if place != given.zero:
            assert cells_of(page, place) == [word], place
    if key == "voters":
        assert cells_of(page, given.zero) == ["0"]


def test_in_a_table_row_by_row_and_summed(given, reader):
    address = f"/surveys/{given.survey.pk}/collation/rooms/"
    page = page_of(reader, f"{address}?show=list")
    for place in given.counted:
        assert cells_of(page, place) == [given.words[place]]
    for place in set(given.words) - set(given.counted):
        assert given.words[place].replace("―", "差戻し中") in row_of(page, place)
    page = page_of(reader, address)
    body = text_of(page[page.index("<tbody") : page.index("</tbody>")])
    counts = {word: re.search(rf"{word}([0-9]+)", body)[1] for word in ("回答あり", "うち0", *NONE.values())}
    assert counts == dict.fromkeys(counts, "1")
    assert UNANSWERED not in body


def test_in_each_total(given, reader):
    """One organization each, and the "no value" of the whole beside it."""
    wanted = {"回答あり": 1, BLANK: 1, NA: 2, EXEMPT: 2, NOT_ASKED: 1, UNANSWERED: 1, "差戻し中": 1}
    base = f"/surveys/{given.survey.pk}/collation/"
    for path in ("", "print/", "?live=1"):
        page = page_of(reader, base + path)
        rows = re.findall(r"<tr>.*?</tr>", page[page.index("<tfoot") :], re.S)
        found = {text_of(row.split("</th>")[0]): row for row in rows}
        for label, number in wanted.items():
            (row,) = (row for name, row in found.items() if name.startswith(label))
            counts = [text_of(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)][2:]
            del counts[2]  # that of the table: its cells are counted on its own page
            assert counts == [str(number)] * 3, (path, label)
    for question in (VOTERS, NOTE, MAP):
        page = page_of(reader, f"{base}{question.key}/")
        legend = text_of(re.search(r'<ul class="mu-legend".*?</ul>', page, re.S)[0])
        assert all(f"{label}{number}" in legend for label, number in wanted.items()), legend


def test_in_the_csv(given, reader):
    columns = (
        "問1 投票者数",
        "問2 備考",
        "問3 従事者：本庁舎、男",
        "問4 位置図：ファイル名1",
        "問4 位置図：ファイルの数",
    )
    lines = {line["団体名"]: [line[name] for name in columns] for line in table_of(reader, given.survey)}
    for place, word in given.words.items():
        expected = ["0", "零", "0", "図.txt", "1"] if place == given.zero else [word.replace("―", "差戻し中")] * 5
        assert lines[place.name] == expected, place


def test_where_the_board_and_the_total_lead_to(given, cast, signed_in):
    """The answer itself, read by who runs it and by its organization, and on paper."""
    staff, kaede = signed_in(cast.sato), signed_in(cast.kaede)
    for place in given.counted:
        page = page_of(staff, reverse("surveys:response", args=[given.survey.pk, place.code]) + "?all=1")
        self_named(values_of(page), given.words[place])
    for name in ("answer_sheet", "answer_print"):
        page = page_of(kaede, reverse(f"surveys:{name}", args=[given.survey.pk, cast.ishinomaki.code]))
        self_named(values_of(page), given.words[cast.ishinomaki])


def self_named(values: list[str], word: str) -> None:
    voters, note, rooms, file = values
    assert voters == word
    assert f"本庁舎{word}" in rooms
    if word == "0":
        assert (note, "図.txt" in file) == ("零", True)
    else:
        assert {note, file} == {word}


@pytest.mark.parametrize("name", ["board", "response"])
def test_that_nothing_was_handed_in_is_said_as_the_state(given, cast, signed_in, name):
    client = signed_in(cast.sato)
    for place, state in zip(list(given.words)[1:5], ("未受信", NA, EXEMPT, "差戻し"), strict=True):
        args = [given.survey.pk] if name == "board" else [given.survey.pk, place.code]
        page = page_of(client, reverse(f"surveys:{name}", args=args))
        assert state in text_of(row_of(page, place) if name == "board" else page)


def values_of(page: str) -> list[str]:
    return [text_of(one) for one in re.findall(r'<dd class="mu-sheet__value">(.*?)</dd>', page, re.S)]


def test_files_are_there_or_not_and_no_word_becomes_one(given, reader):
    answer = reader.get(f"/surveys/{given.survey.pk}/files.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.namelist() == [f"{given.zero.code}_{given.zero.name}_問4_1.txt"]
