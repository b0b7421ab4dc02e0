"""Every page of making a form: who gets it, and that it keeps the rules of a page in every state of the form."""

from __future__ import annotations

import re

import pytest

from core import clock
from core.questions.definition import Question
from core.questions.services.composing import start_draft
from publicforms.grants import grant_to_person
from publicforms.models import Form, FormVerb, Submission
from publicforms.services.ending import close, withdraw
from publicforms.services.handling import set_status
from publicforms.services.publishing import publish
from publicforms.services.submitting import submit
from tests.house.page_rules import broken_rules
from tests.house.undefined import undefined_variables
from tests.publicforms.making import entry_for, make_form, opened, submitted

pytestmark = pytest.mark.django_db

FOR_ALL = ("", "questions/", "sharing/", "sharing/qr.svg", "sharing/qr.png", "preview/", "preview/frame/")
FOR_EDITORS = (
    "settings/",
    "places/",
    "statuses/",
    "rights/",
    "publication/",
    "closing/",
    "reopening/",
    "withdrawal/",
    "deletion/",
    "questions/moving-on/",
)
EDITORS_ASKED = ("settings/", "statuses/", "publication/", "reopening/", "withdrawal/", "questions/moving-on/")
STATES = ("empty", "draft", "open", "closed", "withdrawn", "moving on", "anonymous", "internal", "erased")
POSTS = (*FOR_EDITORS, "statuses/order/")


def addresses(form: Form) -> list[str]:
    """All of them, with a status that may be removed."""
    status = form.statuses.filter(is_first=False).first()
    more = (f"statuses/{status.pk}/", f"statuses/{status.pk}/removal/")
    return [f"/forms/manage/{form.pk}/{tail}" for tail in (*FOR_ALL, *FOR_EDITORS, *more)]


def test_another_organization_and_a_colleague_without_rights_find_nothing(cast, signed_in):
    form = make_form(cast)
    for person in (cast.akira, cast.kanda, cast.kaede):
        client = signed_in(person)
        for address in addresses(form):
            assert client.get(address).status_code == 404, f"{person} {address}"
        for tail in POSTS:
            assert client.post(f"/forms/manage/{form.pk}/{tail}").status_code == 404, f"{person} {tail}"


def test_who_only_sees_submissions_reads_and_changes_nothing(cast, signed_in):
    form = make_form(cast)
    grant_to_person(form, cast.kaede, [FormVerb.SEE])
    client = signed_in(cast.kaede)
    for tail in FOR_ALL:
        assert client.get(f"/forms/manage/{form.pk}/{tail}").status_code == 200, tail
    for tail in FOR_EDITORS:
        assert client.get(f"/forms/manage/{form.pk}/{tail}").status_code == 403, tail
    for tail in POSTS:
        assert client.post(f"/forms/manage/{form.pk}/{tail}").status_code == 403, tail
    page = client.get(f"/forms/manage/{form.pk}/").content.decode()
    assert f"/forms/manage/{form.pk}/settings/" not in page
    assert "下書きを削除" not in page


def test_a_form_that_is_not_there_is_not_found(cast, signed_in):
    client = signed_in(cast.midori)
    assert client.get("/forms/manage/999999/").status_code == 404
    form = make_form(cast)
    other = make_form(cast).statuses.first()
    assert client.get(f"/forms/manage/{form.pk}/statuses/{other.pk}/").status_code == 404
    assert client.get(f"/forms/manage/{form.pk}/statuses/{other.pk}/removal/").status_code == 404


@pytest.mark.parametrize("state", STATES)
def test_the_pages_keep_the_rules_in_every_state(cast, signed_in, state):
    form, client = _form_in(cast, state), signed_in(cast.midori)
    wrong, shown = [], 0
    with undefined_variables() as undefined:
        for address in ["/forms/manage/", "/forms/manage/new/", "/forms/manage/new/?start=empty", *addresses(form)]:
            response = client.get(address)
            assert response.status_code in (200, 302), address
            if response.status_code == 200 and "html" in response["Content-Type"]:
                shown += 1
                wrong += [f"{address}: {rule}" for rule in broken_rules(response.content.decode(), whole=True)]
    assert shown > 10
    assert not wrong, "\n".join(wrong)
    assert not undefined, "\n".join(sorted(undefined))


@pytest.mark.parametrize("state", ["draft", "open", "closed", "moving on"])
def test_pages_that_come_back_with_errors_keep_the_rules(cast, signed_in, state):
    form = _form_in(cast, state)
    client = signed_in(cast.midori)
    stale = {"title": "題名", "slug": form.slug, "purpose": "目的", "contact": "連絡先", "edit": "0", "keep_days": "9"}
    stale |= {"closes_at_date": "2036年1月1日", "closes_at_time": "9:00", "audience": "anyone"}
    posts: list[tuple[str, dict[str, object]]] = [(tail, {}) for tail in EDITORS_ASKED]
    posts += [("settings/", stale), ("places/", {"limit": "多い"}), ("rights/", {"add": "1", "person": cast.ren.pk})]
    checking = form.statuses.get(name="確認中")
    posts += [(f"statuses/{checking.pk}/", {"name": ""}), (f"statuses/{checking.pk}/removal/", {"into": "0"})]
    set_status(form, form.submissions.values_list("pk", flat=True), checking, by=cast.midori)
    wrong, shown = [], 0
    with undefined_variables() as undefined:
        for tail, data in posts:
            response = client.post(f"/forms/manage/{form.pk}/{tail}", data)
            assert response.status_code in (200, 302, 409, 422), tail
            if response.status_code != 302:
                shown += 1
                wrong += [f"{tail}: {rule}" for rule in broken_rules(response.content.decode(), whole=True)]
    assert shown > 4
    assert not wrong, "\n".join(wrong)
    assert not undefined, "\n".join(sorted(undefined))


def _form_in(cast, state: str) -> Form:
    if state == "empty":
        return make_form(cast, purpose="", contact="", closes_at=None, keep_days=None)
    if state == "draft":
        return make_form(cast, places={("", ""): 3, ("job", "gone"): 2}, audience="signed_in")
    if state == "anonymous":
        options = {"options": [{"key": "x", "label": "20代"}]}
        age = Question("age", "single_choice", "年代", settings=options)
        form = opened(cast, age, audience="colleagues", is_anonymous=True, by_codes=True, passcode="あいことば")
        submit(form, entry_for(form, {"a.age": ["x"]}, channel=Submission.Channel.PAPER))
        return form
    if state == "internal":
        form = make_form(cast, audience="signed_in")
        form.participants.set([cast.ishinomaki, cast.shiroishi])
        return publish(form.pk, by=cast.midori)
    form = opened(cast, places={("", ""): 3, ("job", "clerk"): 1}, embed_origins=["https://www.city.example.jp"])
    submitted(form)
    if state in ("closed", "erased"):
        close(form.pk, by=cast.midori)
    if state == "erased":
        Form.objects.filter(pk=form.pk).update(erased_at=clock.now())
    if state == "withdrawn":
        withdraw(form.pk, because="中止のため", by=cast.midori)
    if state == "moving on":
        start_draft(form.questionnaire, by=cast.midori)
    return form


def test_no_link_leads_to_a_refusal(cast, signed_in):
    form = opened(cast)
    submitted(form)
    grant_to_person(form, cast.kaede, [FormVerb.SEE])
    client, address = signed_in(cast.kaede), f"/forms/manage/{form.pk}/"
    links = set(re.findall(rf'href="({address}[^"]*)"', client.get(address).content.decode()))
    assert f"{address}crosstab/" in links
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)
