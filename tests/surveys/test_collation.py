"""The total: what counts, what each kind of "no value" comes to, and that page and CSV say the same as plain sums."""

from __future__ import annotations

import random
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.people.models import AuditEntry, Kind
from core.questions.definition import Need, Question
from core.questions.models import AnswerSheet
from surveys.models import Response, Survey
from surveys.services.answering import declare_not_applicable, recall
from surveys.services.judging import RemarkAt, accept, exempt_response, return_response
from tests.cast import organization
from tests.surveys.export_reading import table_of
from tests.surveys.making import answered, handed_in, issued, response_of

pytestmark = pytest.mark.django_db

VOTERS = Question("voters", "integer", "投票者数", need=Need.REQUIRED, may_be_na=True, settings={"unit": "人"})
NOTE = Question("note", "short_text", "備考")
RATE = Question("rate", "decimal", "投票率", settings={"unit": "％", "decimals": 2, "minimum": "-100"})
COLUMNS = [{"key": "men", "kind": "integer", "label": "男", "settings": {"unit": "人"}, "total": True}]
TABLE = Question(
    "rooms", "table", "従事者",
    settings={"rows": [{"key": "r1", "label": "本庁舎"}, {"key": "r2", "label": "支所"}], "columns": COLUMNS},
)  # fmt: skip


def page_of(client, survey, path: str = "", **query) -> str:
    response = client.get(f"/surveys/{survey.pk}/collation/{path}", query)
    assert response.status_code == 200
    return response.content.decode()


def foot(client, survey, label: str) -> list[str]:
    """The numbers of one line of the foot, question by question."""
    page = client.get(f"/surveys/{survey.pk}/collation/").content.decode()
    rows = re.findall(r"<tr>.*?</tr>", page[page.index("<tfoot") :], re.S)
    (row,) = (one for one in rows if re.sub("<[^>]+>", "", one.split("</th>")[0]).startswith(label))
    return [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)][2:]


def others(number: int, kind: Kind = Kind.TOWN) -> list:
    return [organization(f"{900000 + place * 10}", f"第{place}町", kind, region="大崎圏") for place in range(number)]


def give(survey: Survey, to, by, state: str = "submitted", **answers) -> Response:
    """Handed in as the services leave it, without going through them fifty times."""
    response = response_of(survey, to)
    sheet = AnswerSheet.objects.create(
        version=survey.version, organization=to, answers=answers, completed_at=survey.issued_at
    )
    Response.objects.filter(pk=response.pk).update(
        submitted=sheet, submitted_at=survey.issued_at, submitted_by=by, state=state
    )
    return response


class TestWhatCounts:
    @pytest.fixture
    def survey(self, cast):
        return issued(cast, to=[cast.ishinomaki, cast.shiroishi, cast.shichikashuku])

    def test_what_was_handed_in_counts_and_what_is_being_written_does_not(self, cast, survey, signed_in):
        handed_in(survey, cast.ishinomaki, cast.kaede, voters="1204")
        answered(survey, cast.shiroishi, cast.yui, voters="777", note="書きかけの言葉")
        client = signed_in(cast.sato)
        assert foot(client, survey, "合計") == ["1,204", "―"]
        pages = [page_of(client, survey), page_of(client, survey, "print/"), page_of(client, survey, "note/")]
        csv_text = str(table_of(client, survey))
        for text in (*pages, csv_text):
            assert "777" not in text
            assert "書きかけの言葉" not in text

    def test_a_changed_working_sheet_changes_nothing_until_it_is_handed_in_again(self, cast, survey, signed_in):
        response = handed_in(survey, cast.ishinomaki, cast.kaede, voters="1204")
        return_response(response.pk, [RemarkAt("確認してください。")], by=cast.sato)
        assert foot(signed_in(cast.sato), survey, "差戻し中") == ["1", "1"]
        answered(survey, cast.ishinomaki, cast.kaede, voters="888")
        page = page_of(signed_in(cast.sato), survey)
        assert "差戻し" in page
        assert "1,204" not in page
        assert "888" not in page
        handed_in(survey, cast.ishinomaki, cast.kaede, voters="889")
        assert foot(signed_in(cast.sato), survey, "合計")[0] == "889"

    def test_what_was_taken_back_does_not_count(self, cast, survey, signed_in):
        response = handed_in(survey, cast.ishinomaki, cast.kaede, voters="1204")
        recall(response.pk, by=cast.kaede)
        assert foot(signed_in(cast.sato), survey, "合計") == ["―", "―"]
        assert "1204" not in str(table_of(signed_in(cast.sato), survey))

    def test_five_different_things_stay_five_different_things(self, cast, survey, signed_in):
        Survey.objects.update(visibility="answers")
        town, village = others(2)
        Response.objects.bulk_create([Response(survey=survey, organization=one) for one in (town, village)])
        give(survey, cast.ishinomaki, cast.kaede, voters=0, note={"special": "blank"})
        give(survey, cast.shiroishi, cast.yui, voters={"special": "not_applicable"}, note={"special": "not_asked"})
        declare_not_applicable(response_of(survey, cast.shichikashuku).pk, why="なし", by=cast.haru)
        exempt_response(response_of(survey, town).pk, why="対象外の団体", by=cast.sato)
        client = signed_in(cast.sato)
        found = {
            label: foot(client, survey, label)
            for label in ("回答あり", "うち0", "空欄", "該当なし", "回答不要", "対象外", "未回答", "差戻し中")
        }
        assert found == {
            "回答あり": ["1", "0"], "うち0": ["1", "―"], "空欄": ["0", "1"], "該当なし": ["2", "1"],
            "回答不要": ["1", "1"], "対象外": ["0", "1"], "未回答": ["1", "1"], "差戻し中": ["0", "0"],
        }  # fmt: skip
        adds_up = [sum(int(row[place]) for label, row in found.items() if label != "うち0") for place in (0, 1)]
        assert adds_up == [5, 5]
        words = {row["団体名"]: (row["問1 投票者数（人）"], row["問2 備考"]) for row in table_of(client, survey)}
        assert words == {
            "石巻市": ("0", "空欄"), "白石市": ("該当なし", "対象外"), "七ヶ宿町": ("該当なし", "該当なし"),
            "第0町": ("回答不要", "回答不要"), "第1町": ("未回答", "未回答"),
        }  # fmt: skip

    def test_accepting_keeps_it_in_the_total(self, cast, survey, signed_in):
        accept(handed_in(survey, cast.ishinomaki, cast.kaede, voters="5").pk, by=cast.sato)
        assert foot(signed_in(cast.sato), survey, "合計")[0] == "5"


def test_page_and_csv_equal_a_plain_sum_of_random_answers(cast, signed_in):
    everyone = [cast.ishinomaki, cast.shiroishi, cast.shichikashuku, *others(49)]
    survey = issued(cast, VOTERS, RATE, TABLE, to=everyone)
    chance = random.Random(52)
    voters, rates, rooms = 0, Decimal(0), {"r1": 0, "r2": 0}
    for one in everyone:
        number, rate = chance.randrange(0, 100_000), Decimal(chance.randrange(-5000, 9999)) / 100
        row = {key: chance.randrange(0, 50) for key in rooms}
        state = chance.choice(["submitted", "resubmitted", "accepted", "returned", "in_progress"])
        table = {key: {"men": value} for key, value in row.items()}
        give(survey, one, cast.kaede, state, voters=number, rate=str(rate), rooms=table)
        if state in ("submitted", "resubmitted", "accepted"):
            voters, rates = voters + number, rates + rate
            rooms = {key: value + row[key] for key, value in rooms.items()}
    client = signed_in(cast.sato)
    assert foot(client, survey, "合計") == [f"{voters:,}", f"{rates:,}", "―"]
    summed = page_of(client, survey, "rooms/")
    assert all(f"{value:,}" in summed for value in rooms.values())
    table = table_of(client, survey)
    assert [row["団体コード"] for row in table] == sorted(one.code for one in everyone)

    def column(name: str) -> Decimal:
        return sum((Decimal(row[name]) for row in table if row["提出状況"] in ("提出済", "再提出", "受理")), Decimal(0))

    assert (column("問1 投票者数（人）"), column("問2 投票率（％）")) == (voters, rates)
    assert column("問3 従事者：本庁舎、男（人）") == rooms["r1"]
    assert column("問3 従事者：支所、男（人）") == rooms["r2"]


def test_a_csv_runs_no_formula_and_keeps_negative_numbers(cast, signed_in):
    survey = issued(cast, RATE, NOTE, to=[cast.ishinomaki, cast.shiroishi])
    give(survey, cast.ishinomaki, cast.kaede, rate="-1.50", note="=HYPERLINK(1)")
    give(survey, cast.shiroishi, cast.yui, rate="0", note="＠ＳＵＭ")
    table = table_of(signed_in(cast.sato), survey)
    assert [(row["問1 投票率（％）"], row["問2 備考"]) for row in table] == [
        ("-1.50", "'=HYPERLINK(1)"),
        ("0", "'＠ＳＵＭ"),
    ]
    assert AuditEntry.objects.filter(action="export.downloaded", by=cast.sato).count() == 1


@pytest.mark.parametrize("path", ["collation/", "collation/voters/", "collation/rooms/?show=list", "collation/print/"])
def test_two_organizations_cost_as_many_queries_as_fifty_two(cast, signed_in, path):
    numbers = []
    client = signed_in(cast.sato)
    town = others(50)
    for to in ([cast.ishinomaki, cast.shiroishi], [cast.ishinomaki, cast.shiroishi, *town]):
        survey = issued(cast, VOTERS, NOTE, TABLE, to=to)
        for one in to:
            give(survey, one, cast.kaede, voters=3, rooms={"r1": {"men": 2}})
        client.get(f"/surveys/{survey.pk}/{path}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/surveys/{survey.pk}/{path}").status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
    assert numbers[0] < 30


def test_a_table_is_shown_summed_and_row_by_row_with_those_who_have_not_answered(cast, signed_in):
    survey = issued(cast, TABLE, to=[cast.ishinomaki, cast.shiroishi, cast.shichikashuku])
    give(survey, cast.ishinomaki, cast.kaede, rooms={"r1": {"men": 12}, "r2": {"men": 30}})
    give(survey, cast.shiroishi, cast.yui, "returned", rooms={"r1": {"men": 9999}})
    client = signed_in(cast.sato)
    assert "合計した表" in page_of(client, survey, "rooms/")
    assert f'/surveys/{survey.pk}/collation/rooms/?show=list">表（2欄）' in page_of(client, survey)
    page = page_of(client, survey, "rooms/", show="list")
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page[page.index("<tbody") :]))
    assert re.search(
        "石巻市 042021 本庁舎 12 石巻市 042021 支所 30 白石市 042064 差戻し中 七ヶ宿町 043028 未回答", text
    )
    assert "9,999" not in page


def test_one_question_shows_its_texts_in_full(cast, signed_in):
    survey = issued(cast, Question("why", "long_text", "理由"), to=[cast.ishinomaki])
    long = "商業施設での期日前投票を、" * 12 + "以上"
    give(survey, cast.ishinomaki, cast.kaede, why=long)
    client = signed_in(cast.sato)
    assert long not in page_of(client, survey)
    assert long in page_of(client, survey, "why/")
    assert client.get(f"/surveys/{survey.pk}/collation/unknown/").status_code == 404


def test_the_filter_narrows_lines_and_totals_alike(cast, signed_in):
    survey = issued(cast, to=[cast.ishinomaki, cast.shiroishi, cast.shichikashuku])
    give(survey, cast.ishinomaki, cast.kaede, voters=1)
    give(survey, cast.shiroishi, cast.yui, voters=20)
    give(survey, cast.shichikashuku, cast.haru, voters=300)
    client = signed_in(cast.sato)
    page = page_of(client, survey, region="仙南圏", kind="city")
    body = page[page.index("<tbody") : page.index("</tbody>")]
    assert ("白石市" in body, "石巻市" in body, "七ヶ宿町" in body) == (True, False, False)
    assert ">20</td>" in page[page.index("<tfoot") :]
    assert "条件に合う団体はありません" in page_of(client, survey, state="returned")


def test_while_it_is_open_the_page_asks_for_what_changes(cast, signed_in):
    survey = issued(cast)
    client = signed_in(cast.sato)
    assert 'hx-trigger="every 15s"' in page_of(client, survey)
    live = page_of(client, survey, live="1")
    assert "<html" not in live
    assert all(part in live for part in ('id="collation-progress"', 'id="collation-totals"', "団体のうち"))
    Survey.objects.filter(pk=survey.pk).update(state="closed", closed_at=survey.issued_at)
    assert "every 15s" not in page_of(client, survey)
