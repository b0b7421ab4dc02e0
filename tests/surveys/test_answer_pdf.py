"""An organization's answer as PDF: who gets which, and that it is the whole of it."""

from __future__ import annotations

from urllib.parse import unquote

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.files.pdf import PdfNotMade
from core.people.audit import label
from core.people.models import AuditEntry
from core.questions.definition import Question
from surveys.services.answering import declare_not_applicable
from surveys.services.closing import withdraw
from surveys.services.judging import RemarkAt, accept, return_response
from tests.questions.trying import only_if
from tests.surveys.making import QUESTIONS, answered, handed_in, issued, response_of

pytestmark = pytest.mark.django_db

ROOMS = Question(
    "rooms",
    "table",
    "投票所",
    settings={
        "rows": [{"key": "r1", "label": "第1投票所"}, {"key": "r2", "label": "第2投票所"}],
        "columns": [{"key": "men", "kind": "integer", "label": "従事者数", "settings": {"unit": "人"}, "total": True}],
        "row_header": "名称",
    },
)


def get(client, survey, organization, page="answer_pdf", **query):
    return client.get(reverse(f"surveys:{page}", args=[survey.pk, organization.code]), query)


def words(response) -> str:
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    with pypdfium2.PdfDocument(response.content) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return "".join("".join(texts).split())


@pytest.fixture
def survey(cast):
    return issued(cast, *QUESTIONS, ROOMS)


class TestForItsOrganization:
    def test_every_question_and_every_kind_of_no_value_is_on_it(self, cast, survey, signed_in):
        handed_in(survey, cast.ishinomaki, cast.kaede, **{"voters": "1204", "rooms.r1.men": "0"})
        found = words(get(signed_in(cast.ren), survey, cast.ishinomaki))
        assert "問1投票者数1,204人問2備考空欄問3投票所" in found
        assert "第1投票所0第2投票所空欄" in found

    def test_it_says_whose_it_is_who_asked_and_who_handed_it_in_when(self, cast, survey, signed_in):
        response = handed_in(survey, cast.ishinomaki, cast.kaede)
        accept(response.pk, by=cast.sato)
        found = words(get(signed_in(cast.kaede), survey, cast.ishinomaki))
        assert found.startswith("石巻市の回答投票者数に関する調査照会元宮城県")
        for each in (
            "石巻市（042021）",
            "状態受理",
            "提出日時20",
            "提出した人髙橋楓",
            "提出の回数1回目",
            "様式の版第1版",
        ):
            assert each in found
        assert found.endswith("1/1ページ")
        assert "提出前" not in found

    def test_names_are_printed_as_they_were_typed(self, cast, survey, signed_in):
        handed_in(survey, cast.ishinomaki, cast.kaede, voters="1", note="髙﨑 𠮷子、葛󠄀城市、㋿8年")
        assert "髙﨑𠮷子、葛󠄀城市、㋿8年" in words(get(signed_in(cast.kaede), survey, cast.ishinomaki))

    def test_before_it_is_handed_in_it_says_so_and_shows_its_own_sheet(self, cast, survey, signed_in):
        answered(survey, cast.ishinomaki, cast.kaede, voters="77")
        found = words(get(signed_in(cast.kaede), survey, cast.ishinomaki))
        assert "石巻市の回答（提出前）" in found
        assert "まだ提出していない回答の控えです。" in found
        assert "77人" in found
        assert "提出した人" not in found

    def test_where_nothing_was_begun_it_says_so(self, cast, survey, signed_in):
        assert "回答はまだありません。" in words(get(signed_in(cast.kaede), survey, cast.ishinomaki))

    def test_questions_that_were_not_asked_are_there_on_request(self, cast, signed_in):
        hidden = Question("more", "short_text", "くわしく", show_if=only_if("note"))
        survey = issued(cast, *QUESTIONS, hidden)
        handed_in(survey, cast.ishinomaki, cast.kaede, voters="1")
        client = signed_in(cast.kaede)
        assert "くわしく" not in words(get(client, survey, cast.ishinomaki))
        assert "くわしく対象外" in words(get(client, survey, cast.ishinomaki, all="1"))

    def test_the_file_is_named_by_code_organization_and_title(self, cast, signed_in):
        survey = issued(cast, title='職員数/定員の調査 "R8"?')
        handed_in(survey, cast.ishinomaki, cast.kaede)
        response = get(signed_in(cast.kaede), survey, cast.ishinomaki)
        name = unquote(response["Content-Disposition"])
        assert name == "attachment; filename*=utf-8''042021_石巻市_職員数／定員の調査 ＂R8＂？.pdf"
        assert response["X-Content-Type-Options"] == "nosniff"

    def test_taking_it_is_put_on_record(self, cast, survey, signed_in):
        handed_in(survey, cast.ishinomaki, cast.kaede)
        get(signed_in(cast.kaede), survey, cast.ishinomaki)
        entry = AuditEntry.objects.get(action="response.pdf_made")
        assert (entry.by, entry.organization) == (cast.kaede, cast.ishinomaki)
        assert label(entry.action) == "回答をPDFに書出し"

    def test_the_pages_lead_to_it(self, cast, survey, signed_in):
        handed_in(survey, cast.ishinomaki, cast.kaede)
        address = reverse("surveys:answer_pdf", args=[survey.pk, "042021"])
        for page in ("answer_sheet", "answer_print"):
            assert f'href="{address}"' in get(signed_in(cast.kaede), survey, cast.ishinomaki, page).content.decode()

    def test_other_organizations_and_the_prefecture_do_not_find_it(self, cast, survey, signed_in):
        handed_in(survey, cast.ishinomaki, cast.kaede)
        for person in (cast.yui, cast.haru, cast.sato, cast.kanda):
            assert get(signed_in(person), survey, cast.ishinomaki).status_code == 404
        assert not AuditEntry.objects.filter(action="response.pdf_made").exists()

    def test_nor_does_anybody_after_the_survey_is_withdrawn(self, cast, survey, signed_in):
        handed_in(survey, cast.ishinomaki, cast.kaede)
        withdraw(survey.pk, because="重ねて照会したため。", by=cast.sato)
        assert get(signed_in(cast.kaede), survey, cast.ishinomaki).status_code == 404

    def test_where_it_cannot_be_made_the_print_page_is_offered(self, cast, survey, signed_in, monkeypatch, caplog):
        def fail(*args, **kwargs):
            raise PdfNotMade("too long")

        monkeypatch.setattr("core.questions.pdf.make_pdf", fail)
        address = reverse("surveys:answer_pdf", args=[survey.pk, "042021"])
        page = signed_in(cast.kaede).get(address, follow=True)
        assert page.redirect_chain[-1][0] == reverse("surveys:answer_print", args=[survey.pk, "042021"])
        assert "PDFを作れませんでした" in page.content.decode()
        assert "no PDF" in caplog.text
        assert not AuditEntry.objects.filter(action="response.pdf_made").exists()


class TestForWhoRunsTheSurvey:
    def test_it_is_what_was_handed_in_and_never_what_is_being_written(self, cast, survey, signed_in):
        response = handed_in(survey, cast.ishinomaki, cast.kaede, voters="1204")
        return_response(response.pk, [RemarkAt("合計")], by=cast.sato)
        answered(survey, cast.ishinomaki, cast.kaede, voters="9876")
        found = words(get(signed_in(cast.sato), survey, cast.ishinomaki, "response_pdf"))
        assert "1,204人" in found
        assert "状態差戻し" in found
        assert "9,876" not in found
        assert "9,876" in words(get(signed_in(cast.kaede), survey, cast.ishinomaki))

    def test_an_answer_in_progress_does_not_exist(self, cast, survey, signed_in):
        answered(survey, cast.ishinomaki, cast.kaede, voters="9876")
        assert get(signed_in(cast.sato), survey, cast.ishinomaki, "response_pdf").status_code == 404
        assert get(signed_in(cast.sato), survey, cast.shiroishi, "response_pdf").status_code == 404

    def test_nor_does_one_that_was_taken_back_for_not_applicable(self, cast, survey, signed_in):
        response = handed_in(survey, cast.ishinomaki, cast.kaede)
        return_response(response.pk, [RemarkAt("該当しますか")], by=cast.sato)
        declare_not_applicable(response.pk, why="ないため。", by=cast.kaede)
        assert response_of(survey, cast.ishinomaki).submitted is not None
        assert get(signed_in(cast.sato), survey, cast.ishinomaki, "response_pdf").status_code == 404

    def test_the_page_leads_to_it_once_there_is_something_to_take(self, cast, survey, signed_in):
        address = reverse("surveys:response_pdf", args=[survey.pk, "042021"])
        client = signed_in(cast.sato)
        assert address not in get(client, survey, cast.ishinomaki, "response").content.decode()
        handed_in(survey, cast.ishinomaki, cast.kaede)
        assert f'href="{address}"' in get(client, survey, cast.ishinomaki, "response").content.decode()

    @pytest.mark.parametrize(("visibility", "status"), [("own", 404), ("status", 404), ("answers", 200)])
    def test_others_take_what_the_survey_lets_them_read_without_names(self, cast, signed_in, visibility, status):
        survey = issued(cast, visibility=visibility)
        handed_in(survey, cast.ishinomaki, cast.kaede, voters="1204", note="期日前を含む")
        response = get(signed_in(cast.yui), survey, cast.ishinomaki, "response_pdf")
        assert response.status_code == status
        if status == 200:
            found = words(response)
            assert "期日前を含む" in found
            assert "髙橋" not in found
            assert "状態" not in found
        assert get(signed_in(cast.haru), survey, cast.ishinomaki, "response_pdf").status_code == 404

    def test_a_code_that_no_database_keeps_is_not_found(self, cast, survey, signed_in):
        assert signed_in(cast.sato).get(f"/surveys/{survey.pk}/responses/999999/pdf/").status_code == 404


@pytest.mark.parametrize(("person", "page"), [("kaede", "answer_pdf"), ("sato", "response_pdf")])
def test_a_long_answer_costs_as_many_queries_as_a_short_one(cast, signed_in, person, page):
    numbers = []
    client = signed_in(getattr(cast, person))
    for count in (1, 8):
        questions = [Question(f"q{number}", "short_text", f"設問{number}") for number in range(count)]
        survey = issued(cast, *questions, title=f"{count}問の調査")
        handed_in(survey, cast.ishinomaki, cast.kaede, **{one.key: "港" for one in questions})
        get(client, survey, cast.ishinomaki, page)
        with CaptureQueriesContext(connection) as queries:
            assert get(client, survey, cast.ishinomaki, page).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
