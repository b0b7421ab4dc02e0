"""Questions about a survey: asked by one organization, answered to it alone or once for all."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.notifications.models import Message
from surveys.messages_out import tell_inquiry_answered
from surveys.models import Inquiry
from surveys.services.inquiring import answer, ask
from tests.surveys.making import issued

pytestmark = pytest.mark.django_db
CANARY = "かなりあ支所"


@pytest.fixture
def survey(cast):
    return issued(cast)


def at(survey, name="inquiries", *more) -> str:
    return reverse(f"surveys:{name}", args=[survey.pk, *more])


@pytest.fixture
def inquiry(cast, survey):
    return ask(survey, cast.ishinomaki, f"石巻市の{CANARY}は含みますか。", by=cast.kaede)


def reply(client, inquiry, **typed):
    known = {"text": "含みません。", "to": "everyone", "shared_question": "支所は含みますか。", "seen": ""}
    return client.post(at(inquiry.survey, "inquiry", inquiry.pk), known | typed)


def test_an_organization_asks_and_the_office_is_told(cast, survey, signed_in):
    page = signed_in(cast.kaede).post(at(survey, "inquiry_new"), {
        "organization": cast.ishinomaki.pk, "question": "期日前投票を含みますか。",
    }, follow=True)  # fmt: skip
    assert "問い合わせを送りました" in page.content.decode()
    inquiry = Inquiry.objects.get()
    assert (inquiry.organization, inquiry.asked_by) == (cast.ishinomaki, cast.kaede)
    assert Message.objects.filter(kind="surveys.inquiry_asked").count() == 1


@pytest.mark.parametrize("question", ["", "   ", "問" * 5001])
def test_a_question_that_cannot_be_sent_is_kept_on_the_page(cast, survey, signed_in, question):
    typed = {"organization": cast.ishinomaki.pk, "question": question}
    page = signed_in(cast.kaede).post(at(survey, "inquiry_new"), typed)
    assert page.status_code == 422
    assert question.strip() in page.content.decode()
    assert not Inquiry.objects.exists()


def test_nobody_asks_in_the_name_of_another(cast, survey, signed_in):
    typed = {"organization": cast.shiroishi.pk, "question": "これは何ですか。"}
    assert signed_in(cast.kaede).post(at(survey, "inquiry_new"), typed).status_code == 422
    assert signed_in(cast.sato).post(at(survey, "inquiry_new"), typed).status_code == 403
    assert signed_in(cast.haru).post(at(survey, "inquiry_new"), typed).status_code == 404
    assert not Inquiry.objects.exists()


def test_an_answer_to_the_asker_alone_is_seen_by_nobody_else(cast, survey, inquiry, signed_in):
    reply(signed_in(cast.sato), inquiry, to="private")
    own = signed_in(cast.ren).get(at(survey, "inquiry", inquiry.pk)).content.decode()
    assert "含みません。" in own
    other = signed_in(cast.yui)
    assert other.get(at(survey, "inquiry", inquiry.pk)).status_code == 404
    assert "含みません。" not in other.get(at(survey)).content.decode()


def test_what_is_shared_betrays_neither_the_organization_nor_the_person(cast, survey, inquiry, signed_in):
    assert reply(signed_in(cast.sato), inquiry).status_code == 302
    inquiry.refresh_from_db()
    tell_inquiry_answered(inquiry)
    other = signed_in(cast.yui)
    for address in (at(survey), at(survey, "inquiry", inquiry.pk)):
        page = other.get(address).content.decode()
        assert "支所は含みますか。" in page
        assert "含みません。" in page
        for canary in (CANARY, "石巻市", cast.kaede.name, cast.kaede.email, "この質問のやり取り"):
            assert canary not in page
    shared = Message.objects.filter(kind="surveys.inquiry_answered", notifications__user=cast.yui).get()
    for canary in (CANARY, "石巻市", cast.kaede.name):
        assert canary not in f"{shared.title}{shared.context}{shared.path}"


def test_the_asker_reads_what_was_asked_and_what_the_others_see_of_it(cast, survey, inquiry, signed_in):
    reply(signed_in(cast.sato), inquiry)
    page = signed_in(cast.ren).get(at(survey, "inquiry", inquiry.pk)).content.decode()
    assert CANARY in page
    assert "支所は含みますか。" in page
    assert "この質問のやり取り" in page


@pytest.mark.parametrize("field", ["shared_question", "text"])
def test_the_askers_name_is_not_let_through_to_all(cast, inquiry, signed_in, field):
    page = reply(signed_in(cast.sato), inquiry, **{field: "石巻市については、含みません。"})
    assert page.status_code == 422
    assert "「石巻市」と書かれています" in page.content.decode()
    inquiry.refresh_from_db()
    assert not inquiry.answer


def test_sharing_needs_a_question_and_keeps_the_answer_that_was_typed(cast, inquiry, signed_in):
    page = reply(signed_in(cast.sato), inquiry, shared_question=" ")
    assert page.status_code == 422
    assert "すべての団体に見せる質問を書いてください" in page.content.decode()
    assert "含みません。" in page.content.decode()


def test_the_form_offers_the_question_to_be_edited(cast, survey, inquiry, signed_in):
    form = signed_in(cast.sato).get(at(survey, "inquiry", inquiry.pk)).context["form"]
    assert form["shared_question"].value() == inquiry.question
    assert form["to"].value() == "private"


def test_a_colleagues_answer_is_not_written_over_unseen(cast, inquiry, signed_in):
    answer(inquiry, "先の回答です。", by=cast.kanda)
    client = signed_in(cast.sato)
    page = reply(client, inquiry, to="private")
    assert page.status_code == 422
    assert "ほかの職員がこの問い合わせに回答しました" in page.content.decode()
    assert "先の回答です。" in page.content.decode()
    inquiry.refresh_from_db()
    assert inquiry.answer == "先の回答です。"
    reply(client, inquiry, to="private", seen=page.context["form"]["seen"].value())
    inquiry.refresh_from_db()
    assert inquiry.answer == "含みません。"


def test_only_who_runs_the_survey_answers(cast, survey, inquiry, signed_in):
    assert reply(signed_in(cast.kaede), inquiry).status_code == 403
    assert reply(signed_in(cast.yui), inquiry).status_code == 404
    inquiry.refresh_from_db()
    assert inquiry.answered_at is None


def test_the_office_sees_what_waits_first(cast, survey, inquiry, signed_in):
    newer = ask(survey, cast.shiroishi, "あとの質問", by=cast.yui)
    answer(newer, "答え", by=cast.sato)
    page = signed_in(cast.sato).get(at(survey))
    assert [one.inquiry for one in page.context["inquiries"]] == [inquiry, newer]
    assert page.context["unanswered"] == 1


def test_the_list_costs_as_many_queries_for_eight_as_for_one(cast, survey, inquiry, signed_in):
    counts = []
    for user in (cast.sato, cast.kaede):
        client = signed_in(user)
        for wanted in (1, 8):
            while Inquiry.objects.count() < wanted:
                ask(survey, cast.ishinomaki, "もう1つ", by=cast.ren)
            client.get(at(survey))
            with CaptureQueriesContext(connection) as queries:
                client.get(at(survey))
            counts.append(len(queries))
        Inquiry.objects.exclude(pk=inquiry.pk).delete()
    assert counts[0] == counts[1]
    assert counts[2] == counts[3]


def test_who_is_not_asked_finds_nothing(cast, survey, inquiry, signed_in):
    for address in (at(survey), at(survey, "inquiry_new"), at(survey, "inquiry", inquiry.pk)):
        assert signed_in(cast.haru).get(address).status_code == 404
