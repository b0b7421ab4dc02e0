"""All answers of a survey as files: who may, whose answers are in them, what stands where there is no value."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from core.exports.models import Export
from core.people.models import AuditEntry
from core.questions.definition import Definition, Question
from core.questions.kinds.base import KINDS
from core.questions.models import Version
from surveys.models import Survey
from surveys.services.answering import declare_not_applicable
from surveys.services.closing import withdraw
from surveys.services.judging import RemarkAt, exempt_response, return_response
from tests.surveys.export_reading import exported, lines_of, table_of
from tests.surveys.making import answered, handed_in, issued, response_of
from tests.surveys.test_collation import give, others

pytestmark = pytest.mark.django_db

PLACES = [{"key": "hall", "label": "公民館"}, {"key": "school", "label": "学校"}]
QUESTIONS = (
    Question("place", "single_choice", "投票所", settings={"options": PLACES}),
    Question("voters", "integer", "投票者数", may_be_na=True, settings={"unit": "人"}),
    Question("note", "short_text", "備考"),
    Question("name", "short_text", "担当者の氏名", personal=True),
)
OWN, OTHERS, WORKING, PERSONAL = "石巻の合言葉", "白石の秘密の備考", "書きかけの言葉", "白石 花子"
FORMATS = ("workbook", "wide", "tidy", "code_book", "all")
FIVE = ("空欄", "該当なし", "回答不要", "対象外", "未回答")


@pytest.fixture
def make(cast):
    """A survey that 石巻市 and 白石市 have answered; 七ヶ宿町 is still writing."""

    def make(visibility: str = "answers") -> Survey:
        survey = issued(
            cast, *QUESTIONS, to=[cast.ishinomaki, cast.shiroishi, cast.shichikashuku], visibility=visibility
        )
        handed_in(survey, cast.ishinomaki, cast.kaede, place="hall", voters="10", note=OWN)
        handed_in(survey, cast.shiroishi, cast.yui, place="school", voters="0", note=OTHERS, name=PERSONAL)
        answered(survey, cast.shichikashuku, cast.haru, note=WORKING)
        return survey

    return make


def words_in(content: bytes) -> str:
    """All that a file says, whichever it is."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if "[Content_Types].xml" not in archive.namelist():
                return "\n".join(archive.read(name).decode("utf-8-sig") for name in archive.namelist())
        book = load_workbook(io.BytesIO(content))
        return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return content.decode("utf-8-sig")


# --- who --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("visibility", "status"), [("own", 404), ("status", 404), ("after_due", 404), ("answers", 200)]
)
def test_the_page_is_there_for_whom_the_answers_are(cast, make, signed_in, visibility, status):
    address = f"/surveys/{make(visibility).pk}/export/"
    for user, expected in ((cast.kaede, status), (cast.midori, status), (cast.sato, 200), (cast.kanda, 200)):
        client = signed_in(user)
        assert client.get(address).status_code == expected
        assert client.post(address, {"format": "wide"}).status_code == expected
    assert not Export.objects.exists()


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_being_written_is_in_no_file_and_personal_answers_only_in_those_of_who_runs_it(
    cast, make, signed_in, format
):
    survey = make()
    for user, personal in ((cast.sato, True), (cast.kaede, False)):
        said = words_in(exported(signed_in(user), survey, format=format))
        assert WORKING not in said
        if format != "code_book":
            assert all(word in said for word in (OWN, OTHERS))
            assert (PERSONAL in said) is personal
        if format != "all":
            assert personal or "担当者の氏名：" not in said


@pytest.mark.parametrize("format", FORMATS)
def test_what_was_returned_is_in_nobodys_file(cast, make, signed_in, format):
    survey = make()
    return_response(response_of(survey, cast.shiroishi).pk, [RemarkAt("見直してください。", "note")], by=cast.sato)
    for user in (cast.sato, cast.kaede):
        said = words_in(exported(signed_in(user), survey, format=format))
        assert OTHERS not in said
        assert PERSONAL not in said


def test_a_file_that_was_made_is_gone_for_who_may_no_longer_read_the_answers(cast, make, signed_in):
    survey = make()
    client = signed_in(cast.kaede)
    exported(client, survey)
    address = f"/exports/{Export.objects.get().pk}/file/"
    assert client.get(address).status_code == 200
    assert signed_in(cast.midori).get(address).status_code == 404
    withdraw(survey.pk, because="誤り", by=cast.sato)
    assert client.get(address).status_code == 404


def test_that_personal_questions_are_left_out_is_said_on_the_page_and_in_the_workbook(cast, make, signed_in):
    survey = make()
    page = signed_in(cast.kaede).get(f"/surveys/{survey.pk}/export/").content.decode()
    assert "個人に関する設問は入りません。" in page
    assert "個人情報を含む設問は入れていません。" in words_in(
        exported(signed_in(cast.kaede), survey, format="workbook")
    )
    page = signed_in(cast.sato).get(f"/surveys/{survey.pk}/export/").content.decode()
    assert "個人に関する設問は入りません。" not in page


# --- what stands in them ----------------------------------------------------------------------------------------------


@pytest.fixture
def everything(cast) -> Survey:
    """Somebody with each kind of "no value", somebody with zero, somebody whose answer was sent back."""
    blank, off, unasked, silent, back = others(5)
    survey = issued(cast, *QUESTIONS, to=[cast.ishinomaki, cast.shichikashuku, blank, off, unasked, silent, back])
    give(survey, cast.ishinomaki, cast.kaede, place="hall", voters=0, note="零")
    give(survey, blank, cast.kaede, place={"special": "blank"}, voters={"special": "blank"}, note={"special": "blank"})
    give(survey, unasked, cast.kaede, **{key: {"special": "not_asked"} for key in ("place", "voters", "note")})
    give(survey, back, cast.kaede, voters=777)
    return_response(response_of(survey, back).pk, [RemarkAt("確認してください。")], by=cast.sato)
    declare_not_applicable(response_of(survey, cast.shichikashuku).pk, why="なし", by=cast.haru)
    exempt_response(response_of(survey, off).pk, why="対象外の団体", by=cast.sato)
    return survey


EXPECTED = {
    "石巻市": "0", "七ヶ宿町": "該当なし", "第0町": "空欄", "第1町": "回答不要", "第2町": "対象外", "第3町": "未回答",
    "第4町": "差戻し中",
}  # fmt: skip


def test_each_kind_of_no_value_stands_in_the_wide_csv(cast, everything, signed_in):
    lines = lines_of(exported(signed_in(cast.sato), everything))
    assert {line["団体名"]: line["問2 投票者数（人）"] or line["問2 投票者数 状態"] for line in lines} == EXPECTED
    assert {line["問2 投票者数（人）"] for line in lines} == {"0", ""}  # the column holds numbers alone


def test_each_kind_of_no_value_stands_in_the_tidy_csv(cast, everything, signed_in):
    lines = lines_of(exported(signed_in(cast.sato), everything, format="tidy"))
    found = {line["団体名"]: line["数値"] or line["状態"] for line in lines if line["設問キー"] == "voters"}
    assert found == EXPECTED


def test_each_kind_of_no_value_stands_in_the_workbook(cast, everything, signed_in):
    sheet = load_workbook(io.BytesIO(exported(signed_in(cast.sato), everything, format="workbook"))).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    head = next(row for row in rows if "団体名" in row)
    place, voters = head.index("団体名"), next(at for at, name in enumerate(head) if "問2" in str(name))
    found = {row[place]: row[voters] for row in rows[rows.index(head) + 1 :] if row[place]}
    assert found == EXPECTED | {"石巻市": 0}


def test_the_code_book_says_what_each_kind_of_no_value_means(cast, everything, signed_in):
    said = words_in(exported(signed_in(cast.sato), everything, format="code_book"))
    assert all(word in said for word in (*FIVE, "差戻し中"))


def test_codes_come_instead_of_words_where_they_were_chosen(cast, make, signed_in):
    survey, client = make(), signed_in(cast.sato)
    words, codes = (
        [line["問1 投票所"] for line in lines_of(exported(client, survey, values=values))]
        for values in ("words", "codes")
    )
    assert (words, codes) == (["公民館", "学校", ""], ["hall", "school", ""])


def test_only_what_was_filtered_comes_and_that_is_said(cast, make, signed_in):
    survey, client = make(), signed_in(cast.sato)
    page = client.get(f"/surveys/{survey.pk}/export/", {"f.place": "school", "rows": "note"}).content.decode()
    assert "絞り込んだ回答だけを書き出します。" in page
    assert "f.place=school" in page
    names = [line["団体名"] for line in lines_of(exported(client, survey, query="f.place=school"))]
    assert names == ["白石市"]


def test_a_filter_whose_question_is_gone_is_not_just_left_out(cast, make, signed_in):
    survey = make()
    chosen = {"format": "wide", "values": "words", "encoding": "utf-8", "query": "f.gone=x"}
    response = signed_in(cast.sato).post(f"/surveys/{survey.pk}/export/", chosen)
    assert response.status_code == 200
    assert "絞り込みの条件に、使えなくなったものがあります。" in response.content.decode()
    assert not Export.objects.exists()


def test_what_is_no_file_is_refused_at_its_place_and_the_rest_stays_chosen(cast, make, signed_in):
    survey = make()
    chosen = {"format": "doc", "values": "codes", "encoding": "utf-8"}
    page = signed_in(cast.sato).post(f"/surveys/{survey.pk}/export/", chosen).content.decode()
    assert 'class="mu-field__error"' in page
    assert 'value="utf-8" selected' in page
    assert not Export.objects.exists()


@pytest.mark.parametrize("format", ["wide", "tidy", "workbook"])
def test_no_file_runs_a_formula_and_numbers_stay_numbers(cast, signed_in, format):
    rate = Question("rate", "decimal", "投票率", settings={"decimals": 2, "minimum": "-100"})
    survey = issued(cast, rate, QUESTIONS[2], to=[cast.ishinomaki])
    give(survey, cast.ishinomaki, cast.kaede, rate="-1.50", note="=HYPERLINK(1)")
    content = exported(signed_in(cast.sato), survey, format=format)
    if format == "workbook":
        cells = [cell for sheet in load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if "HYPERLINK" in str(cell.value)} == {"s"}
        assert -1.5 in [cell.value for cell in cells]
    else:
        cells = [cell for line in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in line]
        assert "'=HYPERLINK(1)" in cells
        assert "=HYPERLINK(1)" not in cells
        assert "-1.50" in cells


def test_cp932_lists_what_it_cannot_hold_with_organization_and_question(cast, signed_in):
    survey = issued(cast, *QUESTIONS, to=[cast.ishinomaki, cast.shiroishi])
    handed_in(survey, cast.ishinomaki, cast.kaede, place="hall", voters="1", note="髙﨑の件")
    handed_in(survey, cast.shiroishi, cast.yui, place="hall", voters="1", note="𠮷野家の角")
    chosen = {"format": "wide", "values": "words", "encoding": "cp932"}
    client = signed_in(cast.sato)
    response = client.post(f"/surveys/{survey.pk}/export/", chosen, follow=True)
    page = response.content.decode()
    assert Export.objects.get().state == Export.State.NEEDS_DECISION
    places = page[page.index('id="places"') :]
    assert "白石市" in places
    assert "問3 備考" in places
    assert "𠮷" in places
    assert "U+20BB7" in page
    assert "石巻市" not in places
    decided = client.post(f"/exports/{Export.objects.get().pk}/decision/", {"choice": "mark", "mark": "〓"})
    assert decided.status_code == 302
    content = b"".join(client.get(f"/exports/{Export.objects.get().pk}/file/").streaming_content)
    assert [line["問3 備考"] for line in lines_of(content, "cp932")] == ["髙﨑の件", "〓野家の角"]


def test_every_export_is_on_record_with_its_definition(cast, make, signed_in):
    survey = make()
    exported(signed_in(cast.sato), survey, format="tidy", query="f.place=school")
    entries = AuditEntry.objects.filter(action__startswith="export.", by=cast.sato)
    assert {entry.action for entry in entries} >= {"export.requested", "export.downloaded"}
    assert all(entry.organization == cast.prefecture for entry in entries)
    definition = entries.get(action="export.requested").details["definition"]
    assert definition["survey"] == survey.pk
    assert (definition["format"], definition["query"]) == ("tidy", "f.place=school")


def test_no_kind_of_question_keeps_a_file_from_being_written(cast, signed_in):
    asked = [
        Question(f"q{place}", code, "設問", settings=kind.starting_settings())
        for place, (code, kind) in enumerate(sorted(KINDS.items()))
        if kind.asks
    ]
    survey = issued(cast, to=[cast.ishinomaki, cast.shiroishi])
    version = Version.objects.create(
        questionnaire=survey.questionnaire, number=9, content=Definition(tuple(asked)).to_json(), state="published",
        published_at=survey.issued_at,
    )  # fmt: skip
    Survey.objects.filter(pk=survey.pk).update(version=version)
    survey.refresh_from_db()
    give(survey, cast.ishinomaki, cast.kaede, **{one.key: {"special": "not_asked"} for one in asked})
    client = signed_in(cast.sato)
    first, second = (
        {text for name, text in line.items() if name.startswith("問") and name.endswith("状態")}
        for line in lines_of(exported(client, survey))
    )
    assert (first, second) == ({"対象外"}, {"未回答"})
    assert all(exported(client, survey, format=format) for format in FORMATS)


def test_thirty_organizations_cost_as_many_statements_as_two(cast, signed_in):
    numbers = []
    client = signed_in(cast.sato)
    towns = others(28)
    for to in ([cast.ishinomaki, cast.shiroishi], [cast.ishinomaki, cast.shiroishi, *towns]):
        survey = issued(cast, *QUESTIONS, to=to)
        for one in to:
            give(survey, one, cast.kaede, place="hall", voters=3, note="x")
        exported(client, survey)
        with CaptureQueriesContext(connection) as queries:
            assert len(table_of(client, survey)) == len(to)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
