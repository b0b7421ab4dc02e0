"""Making a form in the office: from a template, from nothing, from another form; who sees it; the list."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.people.granting import group_of_role, group_of_section
from core.people.models import Membership, Role, Section
from core.questions.library import library
from publicforms.grants import grant_to_group, grant_to_person, grants_on, revoke_from_group
from publicforms.making.starts import templates
from publicforms.models import Form, FormVerb, Status, Submission
from publicforms.services.ending import close, withdraw
from publicforms.services.publishing import publish
from tests.publicforms.making import make_form, opened, submitted

pytestmark = pytest.mark.django_db
NEW = "/forms/manage/new/"


def titles(response) -> list[str]:
    return [form.title for form in response.context["object_list"]]


def test_midori_makes_a_form_from_a_template(cast, signed_in):
    client = signed_in(cast.midori)
    page = client.get(NEW).content.decode()
    assert "?start=library-polling-staff" in page
    form_page = client.get(f"{NEW}?start=library-polling-staff")
    assert form_page.context["form"]["title"].value() == "投票立会人・選挙事務従事者の募集"
    given = {"title": "市長選の投票立会人", "owner": cast.ishinomaki.pk, "audience": "anyone"}
    response = client.post(f"{NEW}?start=library-polling-staff", given)
    form = Form.objects.get()
    assert response["Location"] == f"/forms/manage/{form.pk}/"
    assert form.questionnaire.draft.definition == library()["polling-staff"].definition
    assert "選任" in form.purpose
    assert form.keep_days == 365
    assert [status.name for status in form.statuses.all()] == ["受付", "確認中", "決定", "見送り"]
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("start", [start.code for start in templates()])
def test_every_template_becomes_a_form_with_settings_that_the_table_takes(cast, signed_in, start):
    client = signed_in(cast.kaede)
    page = client.get(f"{NEW}?start={start}")
    audience = page.context["form"]["audience"].value()
    client.post(f"{NEW}?start={start}", {"title": "題名", "owner": cast.ishinomaki.pk, "audience": audience})
    form = Form.objects.get()
    assert form.audience == audience
    assert client.get(f"/forms/manage/{form.pk}/settings/").status_code == 200
    assert form.is_anonymous == (start == "library-staff-questionnaire")
    assert list(form.participants.all()) == ([cast.ishinomaki] if start == "library-temperature" else [])


def test_an_anonymous_template_for_everybody_is_not_anonymous(cast, signed_in):
    given = {"title": "アンケート", "owner": cast.ishinomaki.pk, "audience": "anyone"}
    signed_in(cast.kaede).post(f"{NEW}?start=library-staff-questionnaire", given)
    assert not Form.objects.get().is_anonymous


def test_a_start_that_nobody_knows_leads_to_the_choice(cast, signed_in):
    client = signed_in(cast.kaede)
    assert "何から作りますか" in client.get(f"{NEW}?start=form-999").content.decode()
    assert client.post(f"{NEW}?start=nothing", {"title": "題名"}).status_code == 422
    assert not Form.objects.exists()


def test_who_holds_two_posts_says_whose_form_it_is(cast, signed_in):
    Membership.objects.create(user=cast.kaede, organization=cast.shiroishi, role=Role.MEMBER)
    client = signed_in(cast.kaede)
    assert not client.get(f"{NEW}?start=empty").context["form"]["owner"].is_hidden
    client.post(f"{NEW}?start=empty", {"title": "白石の催し", "owner": cast.shiroishi.pk, "audience": "anyone"})
    assert Form.objects.get().owner == cast.shiroishi


def test_the_section_must_be_the_owners(cast, signed_in):
    elsewhere = Section.objects.get(organization=cast.shiroishi, name="総務課")
    given = {"title": "題名", "owner": cast.ishinomaki.pk, "audience": "anyone", "section": elsewhere.pk}
    response = signed_in(cast.kaede).post(f"{NEW}?start=empty", given)
    assert response.status_code == 422
    assert not Form.objects.exists()


def test_a_form_of_another_organization_cannot_be_made(cast, signed_in):
    given = {"title": "題名", "owner": cast.shiroishi.pk, "audience": "anyone"}
    assert signed_in(cast.kaede).post(f"{NEW}?start=empty", given).status_code == 422


def test_a_title_of_two_lines_is_refused_and_kept(cast, signed_in):
    given = {"title": "一行目\n二行目", "owner": cast.ishinomaki.pk, "audience": "anyone"}
    response = signed_in(cast.kaede).post(f"{NEW}?start=empty", given)
    assert response.status_code == 422
    assert "1行で" in response.content.decode()


# --- Copies ---


def test_a_copy_has_settings_places_statuses_and_rights_but_no_submissions(cast, signed_in):
    section = Section.objects.get(organization=cast.ishinomaki, name="選挙管理委員会事務局")
    form = make_form(cast, places={("", ""): 40, ("job", "count"): 5}, section=section, has_waitlist=True)
    grant_to_person(form, cast.ren, [FormVerb.SEE, FormVerb.SEE_PERSONAL])
    Status.objects.create(form=form, name="抽選待ち", position=9)
    publish(form.pk, by=cast.midori)
    submitted(Form.objects.for_visitors().get(pk=form.pk))
    response = signed_in(cast.midori).post(
        f"{NEW}?start=form-{form.pk}", {"title": "次の選挙", "owner": cast.ishinomaki.pk}
    )
    made = Form.objects.exclude(pk=form.pk).get()
    assert response["Location"] == f"/forms/manage/{made.pk}/"
    assert made.is_draft
    assert made.slug != form.slug
    assert (made.purpose, made.keep_days, made.has_waitlist) == (form.purpose, 365, True)
    assert (made.opens_at, made.closes_at) == (None, None)
    limits = {(place.question, place.option): (place.limit, place.taken) for place in made.places.all()}
    assert limits == {("", ""): (40, 0), ("job", "count"): (5, 0)}
    assert [status.name for status in made.statuses.all()][-1] == "抽選待ち"
    assert made.statuses.filter(is_first=True).count() == 1
    assert grants_on(made) == grants_on(form)
    assert not Submission.objects.filter(form=made).exists()
    assert made.questionnaire.draft.definition == form.questionnaire.published.definition


def test_a_copy_does_not_give_the_section_back_what_was_taken_from_it(cast, signed_in):
    section = Section.objects.get(organization=cast.ishinomaki, name="総務課")
    form = make_form(cast, section=section)
    revoke_from_group(form, group_of_section(section), FormVerb)
    signed_in(cast.midori).post(f"{NEW}?start=form-{form.pk}", {"title": "写し", "owner": cast.ishinomaki.pk})
    made = Form.objects.exclude(pk=form.pk).get()
    assert made.section == section
    assert group_of_section(section) not in grants_on(made)


def test_nobody_copies_what_they_cannot_see(cast, signed_in):
    form = make_form(cast)
    for person in (cast.kaede, cast.akira, cast.sato):
        response = signed_in(person).post(f"{NEW}?start=form-{form.pk}", {"title": "写し", "owner": 1})
        assert response.status_code == 422, person
    assert Form.objects.count() == 1


# --- The list ---


def test_each_sees_the_forms_granted_to_them(cast, signed_in):
    form = make_form(cast, title="石巻市の募集")
    make_form(cast, title="白石市の募集", owner=cast.shiroishi, by=cast.akira)
    assert titles(signed_in(cast.midori).get("/forms/manage/")) == ["石巻市の募集"]
    assert titles(signed_in(cast.kaede).get("/forms/manage/")) == []
    assert titles(signed_in(cast.kanda).get("/forms/manage/")) == []
    grant_to_group(form, group_of_role(cast.ishinomaki.pk, Role.MEMBER), [FormVerb.SEE])
    assert titles(signed_in(cast.kaede).get("/forms/manage/")) == ["石巻市の募集"]


def test_the_list_says_what_to_do_when_it_is_empty(cast, signed_in):
    page = signed_in(cast.kaede).get("/forms/manage/").content.decode()
    assert "フォームは、まだありません。" in page
    assert NEW in page


def test_the_list_is_filtered_by_the_clock(cast, signed_in, move_clock):
    draft = make_form(cast, title="準備中の募集")
    running = opened(cast, title="受付中の募集", closes=3)
    opened(cast, title="これからの募集", opens=2, closes=9)
    withdraw(opened(cast, title="やめた募集").pk, because="中止", by=cast.midori)
    close(opened(cast, title="終えた募集").pk, by=cast.midori)
    client = signed_in(cast.midori)

    def shown(state: str) -> list[str]:
        found = client.get(f"/forms/manage/?state={state}")
        assert {str(form.moment_now) for form in found.context["object_list"]} == {state}
        return titles(found)

    assert shown("hidden") == [draft.title]
    assert shown("open") == [running.title]
    assert shown("before") == ["これからの募集"]
    assert shown("after") == ["終えた募集"]
    assert shown("withdrawn") == ["やめた募集"]
    move_clock(datetime.timedelta(days=3, seconds=1))
    assert shown("open") == ["これからの募集"]
    assert sorted(shown("after")) == sorted(["終えた募集", running.title])


def test_the_list_is_filtered_by_text_and_audience_and_sorted(cast, signed_in):
    make_form(cast, title="ウォーキング大会", closes=9)
    make_form(cast, title="職員の声", audience="colleagues", closes=2)
    client = signed_in(cast.midori)
    assert titles(client.get("/forms/manage/?q=大会")) == ["ウォーキング大会"]
    assert titles(client.get("/forms/manage/?audience=colleagues")) == ["職員の声"]
    assert titles(client.get("/forms/manage/?sort=closes")) == ["職員の声", "ウォーキング大会"]
    assert titles(client.get("/forms/manage/?sort=-closes")) == ["ウォーキング大会", "職員の声"]
    assert "条件に合うフォームはありません。" in client.get("/forms/manage/?q=ない").content.decode()
    assert client.get("/forms/manage/?state=nonsense&sort=nonsense").status_code == 200


def test_the_list_counts_who_is_in_and_who_waits(cast, signed_in):
    form = opened(cast, places={("", ""): 2}, has_waitlist=True)
    for _ in range(3):
        submitted(form)
    found = signed_in(cast.midori).get("/forms/manage/").context["object_list"][0]
    assert (found.counted, found.waiting) == (2, 1)


def test_the_list_costs_the_same_for_one_form_and_for_eight(cast, signed_in):
    client = signed_in(cast.midori)
    make_form(cast)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/forms/manage/").status_code == 200
        return len(queries)

    cost()
    one = cost()
    for _ in range(7):
        make_form(cast)
    assert cost() == one
