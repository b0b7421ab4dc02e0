"""Cross-tables of a survey on its page: whom they count, who sees them, what is kept, what leaves as a file."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from core.people.models import AuditEntry, Kind, Organization
from core.questions.definition import Question
from surveys.models import Survey, SurveyTable
from surveys.services.judging import RemarkAt, exempt_response, return_response
from tests.surveys.making import handed_in, issued, response_of

pytestmark = pytest.mark.django_db

PLACES = [{"key": "hall", "label": "公民館"}, {"key": "school", "label": "学校"}]
QUESTIONS = (
    Question("place", "single_choice", "投票所", settings={"options": PLACES}),
    Question("voters", "integer", "投票者数", may_be_na=True, settings={"unit": "人"}),
    Question("name", "person_name", "担当者", personal=True),
)


@pytest.fixture
def kakuda(cast) -> Organization:
    return Organization.objects.create(code="042081", name="角田市", kana="かくだし", kind=Kind.CITY, region="仙南圏")


@pytest.fixture
def survey(cast, kakuda) -> Survey:
    """Asked of three cities and a town; two cities have answered."""
    places = (cast.ishinomaki, cast.shiroishi, cast.shichikashuku, kakuda)
    survey = issued(cast, *QUESTIONS, to=places, visibility="answers")
    handed_in(survey, cast.ishinomaki, cast.kaede, place="hall", voters="10")
    handed_in(survey, cast.shiroishi, cast.yui, place="school", voters="0")
    return survey


def page(client, survey: Survey, **chosen) -> str:
    response = client.get(f"/surveys/{survey.pk}/crosstab/", chosen)
    assert response.status_code == 200
    return response.content.decode()


def lines(html: str) -> dict[str, list[str]]:
    """What stands in each row of the table, behind its heading."""
    found = {}
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", html[html.index("<table") : html.index("</table>")], re.S):
        cells = [
            unescape(re.sub("<[^>]*>", " ", cell)).split() for cell in re.findall(r"<t[dh][^>]*>.*?</t[dh]>", row, re.S)
        ]
        found[" ".join(cells[0])] = [" ".join(cell) for cell in cells[1:]]
    return found


def test_everybody_asked_is_counted_with_what_they_have_or_lack(client, cast, survey, kakuda):
    return_response(
        response_of(survey, cast.shiroishi).pk, [RemarkAt(text="見直してください", question="voters")], by=cast.sato
    )
    exempt_response(response_of(survey, kakuda).pk, why="対象事務がないため", by=cast.sato)
    client.force_login(cast.sato)
    table = lines(page(client, survey, rows="@kind", columns="place"))
    assert table["団体の種別"] == ["公民館", "学校", "回答不要", "未回答", "差戻し中", "合計"]
    assert table["市"] == ["1", "0", "1", "0", "1", "3"]
    assert table["町"] == ["0", "0", "0", "1", "0", "1"]
    assert table["合計"] == ["1", "0", "1", "1", "1", "4"]


def test_zero_is_a_number_and_no_number_is_not_zero(client, cast, survey):
    client.force_login(cast.sato)
    table = lines(page(client, survey, rows="place", measure="sum", of="voters"))
    assert table["問1 投票所"] == ["問2 投票者数の合計（人）"]
    assert (table["公民館"], table["学校"], table["未回答"], table["合計"]) == (["10"], ["0"], ["－"], ["10"])


def test_what_is_hidden_is_said(client, cast, survey):
    client.force_login(cast.sato)
    html = page(client, survey, rows="place", columns="@kind", hide="1")
    assert "未回答" not in lines(html)
    assert "値のない回答（空欄・該当なし・未回答など）の2団体を、表に入れていません。" in html


def test_another_organization_counts_by_nothing_personal(client, cast, survey):
    client.force_login(cast.yui)
    html = page(client, survey, rows="place")
    assert lines(html)["合計"] == ["4"]
    assert "問3" not in html
    refused = page(client, survey, rows="name", columns="place")
    assert "この設問の回答を見る権限がありません。" in refused
    assert "<table" not in refused


@pytest.mark.parametrize(
    ("visibility", "status"), [("own", 404), ("status", 404), ("after_due", 404), ("answers", 200)]
)
def test_it_is_there_for_whom_the_answers_are(client, cast, visibility, status):
    survey = issued(cast, *QUESTIONS, visibility=visibility)
    client.force_login(cast.kaede)
    assert client.get(f"/surveys/{survey.pk}/crosstab/").status_code == status


def test_a_question_that_is_gone_is_said_at_its_place(client, cast, survey):
    client.force_login(cast.sato)
    html = page(client, survey, rows="gone", columns="place")
    assert "選ばれていた設問は、なくなりました。選び直してください。" in html
    assert "<table" not in html


def test_a_filter_whose_question_is_gone_is_not_just_left_out(client, cast, survey):
    client.force_login(cast.sato)
    html = page(client, survey, rows="place", **{"f.gone": "x"})
    assert "集計の条件に、使えなくなったものがあります。" in html
    assert "<table" not in html


def test_filters_are_kept_and_shown(client, cast, survey):
    client.force_login(cast.sato)
    html = page(client, survey, rows="place", **{"f.@kind": "city", "from.voters": "5"})
    assert lines(html)["合計"] == ["1"]
    assert "5以上" in html


def test_a_saved_table_runs_over_what_is_there_then(client, cast, survey):
    client.force_login(cast.sato)
    saved = {"title": "投票所の種類", "query": "rows=place&columns=@kind", "is_shared": "1"}
    client.post(f"/surveys/{survey.pk}/crosstab/tables/", saved)
    handed_in(survey, cast.shichikashuku, cast.haru, place="hall", voters="3")
    address = re.search(r'href="([^"]+)">投票所の種類', page(client, survey))
    assert address is not None
    html = client.get(unescape(address[1])).content.decode()
    assert lines(html)["公民館"] == ["1", "1", "2"]


def test_a_saved_table_is_its_own_unless_shared_among_who_runs_the_survey(client, cast, survey):
    for title, shared in (("自分だけの集計", ""), ("みんなの集計", "1")):
        client.force_login(cast.sato)
        saved = {"title": title, "query": "rows=place", "is_shared": shared}
        client.post(f"/surveys/{survey.pk}/crosstab/tables/", saved)
        page(client, survey)  # takes the message that it was saved
    client.force_login(cast.kanda)
    html = page(client, survey)
    assert "みんなの集計" in html
    assert "自分だけの集計" not in html
    client.force_login(cast.yui)
    assert "みんなの集計" not in page(client, survey)


def test_what_makes_no_table_is_not_saved_and_what_was_typed_stays(client, cast, survey):
    client.force_login(cast.sato)
    response = client.post(f"/surveys/{survey.pk}/crosstab/tables/", {"title": "だめな集計", "query": "rows=gone"})
    assert response.status_code == 200
    assert "だめな集計" in response.content.decode()
    assert not SurveyTable.objects.exists()


def test_the_table_leaves_as_csv_and_that_is_noted(client, cast, survey):
    client.force_login(cast.sato)
    chosen = {"query": "rows=place&columns=@kind&percent=row", "format": "csv", "encoding": "utf-8-sig"}
    response = client.post(f"/surveys/{survey.pk}/crosstab/file/", chosen)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    assert rows[0] == ["問1 投票所", "市", "町", "合計", "市（％）", "町（％）", "合計（％）"]
    assert rows[1] == ["公民館", "1", "0", "1", "100.0", "0.0", "100.0"]
    noted = AuditEntry.objects.filter(action__startswith="export.").order_by("pk").first()
    assert "rows=place" in str(noted.details)


def test_the_table_leaves_as_a_workbook_with_its_conditions(client, cast, survey):
    client.force_login(cast.sato)
    chosen = {"query": "rows=place&columns=%40kind&f.%40kind=city", "format": "workbook", "encoding": "utf-8-sig"}
    response = client.post(f"/surveys/{survey.pk}/crosstab/file/", chosen)
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    cells = [[cell.value for cell in row] for row in book["クロス集計"].iter_rows()]
    assert ["公民館", 1, 0, 1] in [row[:4] for row in cells]
    assert any("団体の種別" in str(row) and "市" in str(row) for row in cells[:8])
    assert book.sheetnames == ["クロス集計", "縦持ち"]


def test_cp932_lists_what_it_cannot_hold_before_anything_is_written(client, cast):
    places = [{"key": "a", "label": "𠮷野公民館"}, {"key": "b", "label": "髙﨑小学校"}]
    survey = issued(cast, Question("place", "single_choice", "投票所", settings={"options": places}))
    handed_in(survey, cast.ishinomaki, cast.kaede, place="a")
    client.force_login(cast.sato)
    chosen = {"query": "rows=place", "format": "csv", "encoding": "cp932"}
    response = client.post(f"/surveys/{survey.pk}/crosstab/file/", chosen, follow=True)
    html = response.content.decode()
    assert "𠮷" in html
    assert "U+20BB7" in html
    assert "髙" not in html


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_a_chart_leaves_as_a_picture_and_that_is_noted(client, cast, survey, ending):
    client.force_login(cast.sato)
    response = client.get(f"/surveys/{survey.pk}/crosstab/{ending}/", {"rows": "place", "columns": "@kind"})
    assert response.status_code == 200
    assert response.content[:4] in (b"<svg", b"\x89PNG")
    assert AuditEntry.objects.filter(action="survey.chart_exported").count() == 1
    assert client.get(f"/surveys/{survey.pk}/crosstab/{ending}/", {"rows": "gone"}).status_code == 404


def test_the_page_asks_as_often_for_one_answer_as_for_many(client, cast, survey, django_assert_num_queries):
    client.force_login(cast.sato)
    chosen = {"rows": "place", "columns": "@kind"}
    page(client, survey, **chosen)
    with CaptureQueriesContext(connection) as few:
        page(client, survey, **chosen)
    handed_in(survey, cast.shichikashuku, cast.haru, place="hall", voters="3")
    with django_assert_num_queries(len(few)):
        page(client, survey, **chosen)


def test_the_list_of_exports_asks_as_often_for_one_of_a_survey_as_for_eight(
    client, cast, survey, django_assert_num_queries
):
    client.force_login(cast.sato)

    def export(name: str) -> None:
        chosen = {"query": f"rows={name}", "format": "csv", "encoding": "utf-8"}
        client.post(f"/surveys/{survey.pk}/crosstab/file/", chosen)

    export("place")
    client.get("/exports/")
    with CaptureQueriesContext(connection) as few:
        client.get("/exports/")
    once = len(few)  # the next request forgets them
    for name in ("voters", "@kind", "@region", "@state", "@organization", "@group", "@day"):
        export(name)
    with django_assert_num_queries(once):
        assert client.get("/exports/").content.decode().count("クロス集計") >= 8
