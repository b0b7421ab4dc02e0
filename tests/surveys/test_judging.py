"""Reading what was handed in, returning it with remarks, accepting it, letting an organization off."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.urls import reverse

from core.notifications.models import Message
from core.questions.definition import Question
from surveys.models import Remark, Response, Survey
from surveys.services.answering import declare_not_applicable, recall, send_back_inside
from surveys.services.judging import RemarkAt, accept, ask_again, return_response
from surveys.services.moving import WrongState
from surveys.states import State
from tests.surveys.making import answered, handed_in, issued, response_of

pytestmark = pytest.mark.django_db
SECRET = "まだ出していない数字"


def address(name, survey, organization, *more) -> str:
    return reverse(f"surveys:{name}", args=[survey.pk, organization.code, *more])


@pytest.fixture
def survey(cast):
    return issued(cast)


class TestReading:
    def test_what_was_handed_in_is_shown_with_its_history(self, cast, survey, signed_in):
        handed_in(survey, cast.ishinomaki, cast.kaede, voters="1204", note="期日前を含む")
        page = signed_in(cast.sato).get(address("response", survey, cast.ishinomaki)).content.decode()
        assert "1,204" in page
        assert "期日前を含む" in page
        assert "楓" in page or cast.kaede.name in page
        assert "受理する" in page

    @pytest.mark.parametrize("prepare", ["working", "in review", "recalled"])
    def test_before_it_is_handed_in_only_the_state_is_told(self, cast, signed_in, prepare):
        survey = issued(cast, internal_review=prepare == "in review")
        if prepare == "working":
            answered(survey, cast.ishinomaki, cast.kaede, voters="5", note=SECRET)
        else:
            response = handed_in(survey, cast.ishinomaki, cast.kaede, voters="5", note=SECRET)
        if prepare == "recalled":
            recall(response.pk, by=cast.kaede)
        for query in ("", "?all=1"):
            page = signed_in(cast.sato).get(address("response", survey, cast.ishinomaki) + query)
            assert page.status_code == 200
            assert SECRET not in page.content.decode()
            assert "入力中の内容は見られません" in page.content.decode()

    def test_what_is_being_mended_after_a_return_is_not_shown_the_returned_answer_is(self, cast, survey, signed_in):
        response = handed_in(survey, cast.ishinomaki, cast.kaede, voters="7", note="前の値")
        return_response(response.pk, [RemarkAt("合計", "voters")], by=cast.sato)
        answered(survey, cast.ishinomaki, cast.kaede, voters="8", note=SECRET)
        page = signed_in(cast.sato).get(address("response", survey, cast.ishinomaki)).content.decode()
        assert "前の値" in page
        assert SECRET not in page

    def test_what_people_of_an_organization_wrote_to_each_other_stays_theirs(self, cast, signed_in):
        survey = issued(cast, internal_review=True)
        response = handed_in(survey, cast.ishinomaki, cast.kaede)
        send_back_inside(response.pk, why=SECRET, by=cast.midori)
        page = signed_in(cast.sato).get(address("response", survey, cast.ishinomaki)).content.decode()
        assert "入力に戻しました" in page
        assert SECRET not in page

    @pytest.mark.parametrize(("visibility", "status"), [("own", 404), ("status", 404), ("answers", 200)])
    def test_others_who_are_asked_read_what_the_survey_lets_them(self, cast, signed_in, visibility, status):
        survey = issued(cast, visibility=visibility)
        handed_in(survey, cast.ishinomaki, cast.kaede, voters="1204", note="期日前を含む")
        page = signed_in(cast.yui).get(address("response", survey, cast.ishinomaki))
        assert page.status_code == status
        if status == 200:
            text = page.content.decode()
            assert "期日前を含む" in text
            assert cast.kaede.name not in text
            assert "差し戻す" not in text
            assert "経過" not in text

    def test_others_read_nothing_that_is_not_handed_in(self, cast, signed_in):
        survey = issued(cast, visibility="answers")
        response = handed_in(survey, cast.ishinomaki, cast.kaede)
        return_response(response.pk, [RemarkAt("合計")], by=cast.sato)
        assert signed_in(cast.yui).get(address("response", survey, cast.ishinomaki)).status_code == 404
        assert signed_in(cast.haru).get(address("response", survey, cast.ishinomaki)).status_code == 404

    def test_an_answer_to_an_older_version_is_marked(self, cast, survey, signed_in):
        response = handed_in(survey, cast.ishinomaki, cast.kaede)
        other = issued(cast, Question("other", "short_text", "別"), title="別の調査")
        Survey.objects.filter(pk=survey.pk).update(version=other.version)
        page = signed_in(cast.sato).get(address("response", survey, cast.ishinomaki)).content.decode()
        assert "前の版で回答されています" in page
        assert response.submitted.version_id != other.version_id

    def test_a_resubmission_shows_what_it_changed(self, cast, survey, signed_in):
        response = handed_in(survey, cast.ishinomaki, cast.kaede, voters="1204")
        return_response(response.pk, [RemarkAt("合計", "voters")], by=cast.sato)
        response = handed_in(survey, cast.ishinomaki, cast.kaede, voters="1210")
        first, second = response.transitions.filter(submitted_edit__isnull=False).order_by("pk")
        client = signed_in(cast.sato)
        page = client.get(address("submission", survey, cast.ishinomaki, second.submitted_edit)).content.decode()
        assert "1,204" in page
        assert "1,210" in page
        earlier = client.get(address("submission", survey, cast.ishinomaki, first.submitted_edit)).content.decode()
        assert "1,204" in earlier
        assert "1,210" not in earlier
        assert client.get(address("submission", survey, cast.ishinomaki, 999)).status_code == 404
        own = signed_in(cast.ren).get(address("submission", survey, cast.ishinomaki, first.submitted_edit))
        assert own.status_code == 200
        Survey.objects.update(visibility="answers")
        other = signed_in(cast.yui).get(address("submission", survey, cast.ishinomaki, first.submitted_edit))
        assert other.status_code == 404


class TestReturning:
    def test_remarks_at_questions_and_the_whole_go_to_the_organization(self, cast, survey, signed_in):
        handed_in(survey, cast.ishinomaki, cast.kaede)
        typed = {"remark.voters": "合計が合いません。", "general": "もう一度確かめてください。"}
        page = signed_in(cast.sato).post(address("return", survey, cast.ishinomaki), typed, follow=True)
        assert "指摘2件を付けて、差し戻しました" in page.content.decode()
        assert response_of(survey, cast.ishinomaki).state == State.RETURNED
        remarks = Remark.objects.values_list("question", "text")
        assert list(remarks) == [("", "もう一度確かめてください。"), ("voters", "合計が合いません。")]
        assert Message.objects.filter(kind="surveys.returned").count() == 1

    def test_without_a_remark_it_is_refused(self, cast, survey, signed_in):
        handed_in(survey, cast.ishinomaki, cast.kaede)
        page = signed_in(cast.sato).post(address("return", survey, cast.ishinomaki), {"general": "  "})
        assert page.status_code == 422
        assert "1か所以上書いてください" in page.content.decode()
        assert response_of(survey, cast.ishinomaki).state == State.SUBMITTED

    def test_a_refusal_keeps_what_was_typed(self, cast, survey, signed_in):
        handed_in(survey, cast.ishinomaki, cast.kaede)
        typed = {"general": "あ" * 1001, "remark.voters": "<b>残る</b>"}
        page = signed_in(cast.sato).post(address("return", survey, cast.ishinomaki), typed)
        assert page.status_code == 422
        assert "あ" * 1001 in page.content.decode()
        assert "&lt;b&gt;残る&lt;/b&gt;" in page.content.decode()

    def test_a_remark_names_its_place_in_a_table_and_a_place_alone_says_nothing(self, cast, signed_in):
        columns = [{"key": "c1", "label": "男", "kind": "integer"}]
        settings = {"rows": [{"key": "r1", "label": "本庁舎"}], "columns": columns}
        survey = issued(cast, Question("t", "table", "内訳", settings=settings))
        handed_in(survey, cast.ishinomaki, cast.kaede, **{"t.r1.c1": "3"})
        client = signed_in(cast.sato)
        page = client.post(address("return", survey, cast.ishinomaki), {"place.t": "本庁舎"})
        assert page.status_code == 422
        assert "この箇所をどう直すかを書いてください" in page.content.decode()
        client.post(address("return", survey, cast.ishinomaki), {"place.t": "本庁舎", "remark.t": "多すぎます。"})
        assert list(Remark.objects.values_list("question", "place", "text")) == [("t", "本庁舎", "多すぎます。")]
        shown = client.get(address("response", survey, cast.ishinomaki)).content.decode()
        assert "多すぎます。" in shown

    def test_what_waits_for_the_approval_inside_cannot_be_returned(self, cast, signed_in):
        survey = issued(cast, internal_review=True)
        response = handed_in(survey, cast.ishinomaki, cast.kaede)
        assert response.state == State.IN_REVIEW
        with pytest.raises(WrongState):
            return_response(response.pk, [RemarkAt("合計")], by=cast.sato)
        assert response_of(survey, cast.ishinomaki).state == State.IN_REVIEW

    def test_not_applicable_can_be_returned_with_a_remark_at_the_whole(self, cast, survey, signed_in):
        response = response_of(survey, cast.ishinomaki)
        declare_not_applicable(response.pk, why="ありません。", by=cast.kaede)
        client = signed_in(cast.sato)
        assert "ありません。" in client.get(address("response", survey, cast.ishinomaki)).content.decode()
        client.post(address("return", survey, cast.ishinomaki), {"general": "該当があるはずです。"})
        assert response_of(survey, cast.ishinomaki).state == State.RETURNED


def test_who_comes_second_reads_what_the_first_did_and_loses_nothing(cast, survey, signed_in):
    response = handed_in(survey, cast.ishinomaki, cast.kaede)
    return_response(response.pk, [RemarkAt("合計")], by=cast.kanda)
    page = signed_in(cast.sato).post(address("acceptance", survey, cast.ishinomaki))
    assert page.status_code == 409
    assert f"{cast.kanda.name}さんが" in page.content.decode()
    assert "差戻し" in page.content.decode()
    page = signed_in(cast.sato).post(address("return", survey, cast.ishinomaki), {"general": "長い指摘"})
    assert page.status_code == 409
    assert "長い指摘" in page.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locks", [True, False], ids=["as it is", "control: without the lock and the condition"])
def test_two_who_return_and_accept_at_once_take_one_step(cast, monkeypatch, locks):
    response = handed_in(issued(cast), cast.ishinomaki, cast.kaede)
    together, done = threading.Barrier(2), []
    if not locks:
        _without_protection(monkeypatch, together)

    def click(step):
        if locks:
            together.wait()
        try:
            step()
            done.append("did")
        except WrongState:
            done.append("too late")
        finally:
            connection.close()

    steps = [
        lambda: accept(response.pk, by=cast.sato),
        # The control's second accepts too: an answer that is accepted may be returned afterwards, in good order.
        lambda: return_response(response.pk, [RemarkAt("合計")], by=cast.kanda),
    ]
    threads = [threading.Thread(target=click, args=[step]) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    origins = list(response.transitions.order_by("pk").values_list("origin", "to"))[-2:]
    taken_from_submitted = [to for origin, to in origins if origin == State.SUBMITTED and to != State.SUBMITTED]
    if locks:
        assert len(taken_from_submitted) == 1
    else:
        assert sorted(taken_from_submitted) == [State.ACCEPTED, State.RETURNED]


def _without_protection(monkeypatch, together) -> None:
    """Both read the response before either of them writes, and write whatever stands there."""
    from surveys.models import Transition
    from surveys.services import judging

    def read(response_id):
        found = Response.objects.select_related("survey").get(pk=response_id)
        together.wait()
        return found

    def write(response, to, *, by, why="", **fields):
        origin = response.state
        Response.objects.filter(pk=response.pk).update(state=to, **fields)
        return Transition.objects.create(response=response, origin=origin, to=to, by=by, why=why)

    monkeypatch.setattr(judging, "locked", read)
    monkeypatch.setattr(judging, "move", write)


class TestExemption:
    def test_an_organization_is_let_off_and_asked_again(self, cast, survey, signed_in):
        client = signed_in(cast.sato)
        client.post(address("exemption", survey, cast.ishinomaki), {"why": "災害対応のため"})
        assert response_of(survey, cast.ishinomaki).state == State.EXEMPT
        assert "回答不要を取り消す" in client.get(address("exemption", survey, cast.ishinomaki)).content.decode()
        client.post(address("exemption", survey, cast.ishinomaki), {"why": "落ち着いたため", "undo": "1"})
        assert response_of(survey, cast.ishinomaki).state == State.RECEIVED

    def test_a_reason_is_needed(self, cast, survey, signed_in):
        page = signed_in(cast.sato).post(address("exemption", survey, cast.ishinomaki), {"why": " "})
        assert page.status_code == 422
        assert response_of(survey, cast.ishinomaki).state == State.NOT_RECEIVED

    def test_letting_off_twice_says_who_did_it(self, cast, survey, signed_in):
        for staff, status in ((cast.kanda, 302), (cast.sato, 409)):
            page = signed_in(staff).post(address("exemption", survey, cast.ishinomaki), {"why": "災害"})
            assert page.status_code == status

    def test_only_an_exemption_is_taken_back(self, cast, survey):
        with pytest.raises(WrongState):
            ask_again(response_of(survey, cast.ishinomaki).pk, why="x", by=cast.sato)


def test_addresses_that_no_database_knows_are_not_found(cast, survey, signed_in):
    client = signed_in(cast.sato)
    for path in ("responses/%00/", "responses/x/", f"responses/{cast.ishinomaki.code}/submissions/{'9' * 20}/"):
        assert client.get(f"/surveys/{survey.pk}/{path}").status_code == 404
    assert client.get(f"/surveys/{'9' * 20}/board/").status_code == 404
    assert client.get(f"/surveys/{survey.pk}/board/?state=%00&region=%00&page=%00&sort=%00").status_code == 200


@pytest.mark.parametrize("name", ["return", "acceptance", "exemption", "extension", "proxy"])
def test_an_organization_cannot_judge_itself_and_does_not_find_the_others(cast, survey, signed_in, name):
    handed_in(survey, cast.ishinomaki, cast.kaede)
    assert signed_in(cast.midori).post(address(name, survey, cast.ishinomaki), {"why": "x"}).status_code == 403
    assert signed_in(cast.akira).post(address(name, survey, cast.ishinomaki), {"why": "x"}).status_code == 404
    assert response_of(survey, cast.ishinomaki).state == State.SUBMITTED
