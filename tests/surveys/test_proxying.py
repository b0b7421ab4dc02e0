"""Proxy entry: the prefecture enters what came on paper, marked, with its reason and evidence."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.files.models import StoredFile
from core.notifications.models import Message
from surveys.file_access import openable_by
from surveys.models import ProxyEvidence
from surveys.services.closing import close
from surveys.services.judging import RemarkAt, return_response
from surveys.services.proxying import NoEvidence, start_proxy, submit_proxy
from surveys.states import State
from tests.surveys.making import answered, controls, handed_in, issued, response_of

pytestmark = pytest.mark.django_db
SECRET = "団体が書きかけの数字"
BECAUSE = "総務課からファクスで届いたため"


@pytest.fixture
def survey(cast):
    return issued(cast)


def at(survey, organization, page="proxy") -> str:
    return reverse(f"surveys:{page}", args=[survey.pk, organization.code])


def fax(name="fax.txt"):
    return SimpleUploadedFile(name, "投票者数 12人".encode())


def begin(client, survey, organization, because=BECAUSE):
    return client.post(at(survey, organization), {"because": because, "files": [fax()]})


def enter(client, survey, organization, **typed):
    """Type, go to the confirmation, hand in."""
    sheet = response_of(survey, organization).proxy
    form = at(survey, organization, "proxy_form")
    client.post(form, {"edit": sheet.edit, "page": 1, "confirm": "1", **controls(**typed)})
    page = client.get(at(survey, organization, "proxy_confirm"))
    assert page.status_code == 200
    return client.post(at(survey, organization, "proxy_confirm"), {"seen": page.context["seen"]}, follow=True)


def test_what_came_by_fax_becomes_the_answer_marked_with_its_reason_and_evidence(cast, survey, signed_in):
    client = signed_in(cast.sato)
    assert begin(client, survey, cast.ishinomaki).url == at(survey, cast.ishinomaki, "proxy_form")
    assert "代理入力" in client.get(at(survey, cast.ishinomaki, "proxy_form")).content.decode()
    page = enter(client, survey, cast.ishinomaki, voters="12").content.decode()
    response = response_of(survey, cast.ishinomaki)
    assert (response.state, response.is_proxy, response.proxy_because) == (State.SUBMITTED, True, BECAUSE)
    assert response.submitted.answers["voters"] == 12
    assert (response.submitted_by, response.transitions.get().is_proxy) == (cast.sato, True)
    assert "代理入力" in page
    assert "fax.txt" in page
    assert BECAUSE in page
    assert "代理入力" in client.get(reverse("surveys:board", args=[survey.pk])).content.decode()
    assert Message.objects.filter(kind="surveys.receipt").count() == 1


@pytest.mark.parametrize(
    "posted", [{"because": BECAUSE}, {"because": "  ", "files": True}], ids=["no evidence", "no reason"]
)
def test_it_needs_its_reason_and_evidence(cast, survey, signed_in, posted):
    if posted.get("files"):
        posted = posted | {"files": [fax()]}
    page = signed_in(cast.sato).post(at(survey, cast.ishinomaki), posted)
    assert page.status_code == 422
    assert response_of(survey, cast.ishinomaki).proxy is None
    assert not ProxyEvidence.objects.exists()


def test_an_evidence_file_that_is_refused_keeps_the_reason_and_starts_nothing(cast, survey, signed_in):
    empty = SimpleUploadedFile("empty.txt", b"")
    page = signed_in(cast.sato).post(at(survey, cast.ishinomaki), {"because": BECAUSE, "files": [empty]})
    assert page.status_code == 422
    assert BECAUSE in page.content.decode()
    assert response_of(survey, cast.ishinomaki).proxy is None


def test_the_service_too_refuses_without_evidence(cast, survey):
    response = response_of(survey, cast.ishinomaki)
    sheet = start_proxy(response.pk, by=cast.sato)
    with pytest.raises(NoEvidence):
        submit_proxy(response.pk, controls(voters="1"), edit=sheet.edit, because=BECAUSE, by=cast.sato)


def test_no_page_of_it_shows_what_the_organization_is_writing(cast, survey, signed_in):
    answered(survey, cast.ishinomaki, cast.kaede, voters="987654", note=SECRET)
    client = signed_in(cast.sato)
    begin(client, survey, cast.ishinomaki)
    sheet = response_of(survey, cast.ishinomaki).proxy
    draft = {"edit": sheet.edit, "page": 1, **controls(voters="12")}
    client.post(at(survey, cast.ishinomaki, "proxy_draft"), draft)
    for name in ("proxy", "proxy_form", "proxy_confirm", "proxy_merge", "response"):
        page = client.get(at(survey, cast.ishinomaki, name), follow=True).content.decode()
        assert SECRET not in page
        assert "987654" not in page.replace(",", "")


def test_what_the_organization_had_typed_stays_in_the_past_of_its_own_sheet(cast, survey, signed_in):
    before = answered(survey, cast.ishinomaki, cast.kaede, voters="9", note=SECRET)
    client = signed_in(cast.sato)
    begin(client, survey, cast.ishinomaki)
    page = enter(client, survey, cast.ishinomaki, voters="12").content.decode()
    assert SECRET not in page
    assert SECRET in str(list(before.sheet.past.values_list("answers", flat=True)))
    assert response_of(survey, cast.ishinomaki).sheet.answers["voters"] == 12


def test_the_organization_opens_the_evidence_others_do_not(cast, survey, signed_in):
    begin(signed_in(cast.sato), survey, cast.ishinomaki)
    file = ProxyEvidence.objects.get().file
    may = {
        user.name: StoredFile.objects.filter(openable_by(user), pk=file.pk).exists()
        for user in (cast.sato, cast.kaede, cast.yui, cast.haru)
    }
    assert list(may.values()) == [True, True, False, False]


def test_who_has_handed_in_is_not_entered_for(cast, survey, signed_in):
    client = signed_in(cast.sato)
    begin(client, survey, cast.ishinomaki)
    sheet = response_of(survey, cast.ishinomaki).proxy
    client.post(
        at(survey, cast.ishinomaki, "proxy_form"),
        {"edit": sheet.edit, "page": 1, "confirm": "1", **controls(voters="1")},
    )
    seen = client.get(at(survey, cast.ishinomaki, "proxy_confirm")).context["seen"]
    handed_in(survey, cast.ishinomaki, cast.kaede, voters="7")
    page = client.post(at(survey, cast.ishinomaki, "proxy_confirm"), {"seen": seen}, follow=True)
    assert "代理で入力できません" in page.content.decode()
    response = response_of(survey, cast.ishinomaki)
    assert (response.submitted.answers["voters"], response.is_proxy) == (7, False)


def test_after_a_return_the_prefecture_may_enter_the_correction(cast, survey, signed_in):
    response = handed_in(survey, cast.ishinomaki, cast.kaede, voters="7")
    return_response(response.pk, [RemarkAt("合計", "voters")], by=cast.sato)
    client = signed_in(cast.sato)
    begin(client, survey, cast.ishinomaki)
    enter(client, survey, cast.ishinomaki, voters="8")
    assert response_of(survey, cast.ishinomaki).state == State.RESUBMITTED


def test_a_correction_needs_a_reason_and_evidence_of_its_own(cast, survey, signed_in):
    client = signed_in(cast.sato)
    begin(client, survey, cast.ishinomaki)
    enter(client, survey, cast.ishinomaki, voters="12")
    return_response(response_of(survey, cast.ishinomaki).pk, [RemarkAt("合計", "voters")], by=cast.sato)
    page = client.get(at(survey, cast.ishinomaki))
    assert page.context["form"]["because"].value() == ""
    assert "fax.txt" not in page.content.decode()
    said = client.post(at(survey, cast.ishinomaki), {"because": "電話で確かめたため"})
    assert said.status_code == 422
    assert "根拠資料のファイルを選んでください" in said.content.decode()
    page = enter(client, survey, cast.ishinomaki, voters="13").content.decode()  # by the address of the form
    assert "代理で入力する理由と、根拠資料が必要です" in page
    assert response_of(survey, cast.ishinomaki).state == State.RETURNED
    again = {"because": "電話で確かめたため", "files": [fax("電話の記録.txt")]}
    assert client.post(at(survey, cast.ishinomaki), again).status_code == 302
    page = enter(client, survey, cast.ishinomaki, voters="13").content.decode()
    response = response_of(survey, cast.ishinomaki)
    assert (response.state, response.proxy_because) == (State.RESUBMITTED, "電話で確かめたため")
    assert [one.round for one in response.evidence.all()] == [1, 2]
    assert "fax.txt" in page
    assert "電話の記録.txt" in page


def test_a_closed_survey_takes_no_proxy_entry(cast, survey, signed_in):
    close(survey.pk, by=cast.sato)
    page = begin(signed_in(cast.sato), survey, cast.ishinomaki)
    assert page.status_code == 422
    assert "締め切られました" in page.content.decode()
    assert not ProxyEvidence.objects.exists()


@pytest.mark.parametrize("name", ["proxy", "proxy_form", "proxy_draft", "proxy_confirm", "proxy_merge"])
def test_it_is_for_who_runs_the_survey_alone(cast, survey, signed_in, name):
    begin(signed_in(cast.sato), survey, cast.ishinomaki)
    method = "post" if name == "proxy_draft" else "get"
    statuses = [
        getattr(signed_in(user), method)(at(survey, cast.ishinomaki, name)).status_code
        for user in (cast.kaede, cast.midori, cast.akira, cast.haru)
    ]
    assert statuses == [403, 403, 404, 404]


def test_without_its_beginning_there_is_no_form(cast, survey, signed_in):
    assert signed_in(cast.sato).get(at(survey, cast.ishinomaki, "proxy_form")).status_code == 404
