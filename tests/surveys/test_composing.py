"""Writing a survey through its pages, up to its being issued."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.people.japanese_dates import format_japanese_date
from core.people.models import Role, Section
from core.questions.services.composing import create
from surveys.models import Survey
from surveys.services.closing import withdraw
from surveys.services.issuing import issue
from tests.cast import Cast, person
from tests.surveys.making import handed_in, issued, make_questionnaire, make_survey

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def written(cast: Cast, *, days: int = 14, **changes):
    due = clock.today() + datetime.timedelta(days=days)
    return {
        "owner": cast.prefecture.pk,
        "title": "投票者数に関する調査",
        "purpose": "選挙の執行状況を把握するため。",
        "due_at_date": format_japanese_date(due),
        "due_at_time": "17:00",
        "visibility": "own",
        "reminder_days": ["-7", "-1", "1"],
        "to_organizations": [cast.ishinomaki.pk],
        **changes,
    }


def test_a_survey_is_written_confirmed_and_issued(cast, signed_in):
    client = signed_in(cast.sato)
    form = written(cast, questionnaire=make_questionnaire(cast).pk, to_groups=[cast.cities.pk], confirm="1")
    response = client.post("/surveys/new/", form)
    survey = Survey.objects.get()
    assert response.url == f"/surveys/{survey.pk}/issue/"
    page = client.get(response.url).content.decode()
    assert "2団体、5人に照会します" in page
    assert "期限の7日前・1日前・1日後に" in page
    response = client.post(response.url)
    assert response.url == f"/surveys/{survey.pk}/"
    survey.refresh_from_db()
    assert survey.is_open
    assert survey.reminder_days == [-7, -1, 1]
    assert survey.due_at.astimezone(clock.TOKYO).hour == 17
    assert [r.organization for r in survey.responses.all()] == [cast.ishinomaki, cast.shiroishi]


def test_a_draft_is_kept_however_little_is_written(cast, signed_in):
    response = signed_in(cast.sato).post(
        "/surveys/new/", {"owner": cast.prefecture.pk, "title": "あとで書く調査", "visibility": "own"}
    )
    survey = Survey.objects.get()
    assert response.url == f"/surveys/{survey.pk}/edit/"
    assert survey.is_draft
    page = signed_in(cast.sato).get(f"/surveys/{survey.pk}/issue/").content.decode()
    for trouble in ("調査の目的を入力", "様式を選んで", "回答期限を入力", "対象団体がありません"):
        assert trouble in page
    assert ">照会する</button>" not in page


def test_a_due_date_in_the_past_is_refused_and_what_was_typed_stays(cast, signed_in):
    response = signed_in(cast.sato).post("/surveys/new/", written(cast, days=-1))
    assert response.status_code == 200
    assert "これから先の日時" in str(response.context["form"].errors["due_at"])
    assert "選挙の執行状況を把握するため。" in response.content.decode()
    assert not Survey.objects.exists()


def test_an_issue_without_what_it_needs_changes_nothing_and_says_what_is_missing(cast, signed_in):
    survey = make_survey(cast, to=[])
    response = signed_in(cast.sato).post(f"/surveys/{survey.pk}/issue/")
    assert response.status_code == 422
    assert "対象団体がありません" in response.content.decode()
    survey.refresh_from_db()
    assert survey.is_draft


def test_a_second_click_issues_once(cast, signed_in):
    client, survey = signed_in(cast.sato), make_survey(cast)
    client.post(f"/surveys/{survey.pk}/issue/")
    response = client.post(f"/surveys/{survey.pk}/issue/", follow=True)
    assert response.status_code == 200
    assert survey.responses.count() == 2


def test_who_saves_second_sees_both_and_loses_nothing(cast, signed_in):
    survey = make_survey(cast)
    signed_in(cast.kanda).post(f"/surveys/{survey.pk}/edit/", written(cast, edit=1, title="神田の件名"))
    client = signed_in(cast.sato)
    response = client.post(f"/surveys/{survey.pk}/edit/", written(cast, edit=1, title="佐藤の件名"))
    assert response.status_code == 409
    page = response.content.decode()
    assert "神田の件名" in page
    assert "佐藤の件名" in page
    survey.refresh_from_db()
    assert survey.title == "神田の件名"
    edit = response.context["form"].data["edit"]
    assert client.post(f"/surveys/{survey.pk}/edit/", written(cast, edit=edit, title="佐藤の件名")).status_code == 302
    survey.refresh_from_db()
    assert survey.title == "佐藤の件名"


def test_saving_a_draft_that_was_issued_meanwhile_changes_nothing(cast, signed_in):
    survey = make_survey(cast)
    issue(survey.pk, by=cast.kanda)
    response = signed_in(cast.sato).post(f"/surveys/{survey.pk}/edit/", written(cast, edit=1, title="遅い件名"))
    assert response.url == f"/surveys/{survey.pk}/"
    survey.refresh_from_db()
    assert survey.title == "投票者数に関する調査"


def test_a_refused_file_loses_neither_the_words_nor_the_other_files(cast, signed_in):
    files = [SimpleUploadedFile("別紙1.pdf", PDF, "application/pdf"), SimpleUploadedFile("空.txt", b"", "text/plain")]
    response = signed_in(cast.sato).post("/surveys/new/", written(cast, files=files))
    assert response.status_code == 422
    assert "「空.txt」は空" in response.content.decode()
    survey = Survey.objects.get()
    assert f'action="/surveys/{survey.pk}/edit/"' in response.content.decode()  # saving again makes no second draft
    assert [one.file.name for one in survey.files.all()] == ["別紙1.pdf"]
    detach = written(cast, edit=1, detach=[survey.files.get().pk])
    signed_in(cast.sato).post(f"/surveys/{survey.pk}/edit/", detach)
    assert not survey.files.exists()


def test_a_restricted_survey_needs_a_section_that_its_writer_belongs_to(cast, signed_in):
    other = Section.objects.create(organization=cast.prefecture, name="財政班")
    client = signed_in(cast.sato)
    response = client.post("/surveys/new/", written(cast, is_restricted="on"))
    assert "担当を選んでください" in response.content.decode()
    response = client.post("/surveys/new/", written(cast, is_restricted="on", section=other.pk))
    assert "開けなくなります" in response.content.decode()
    assert not Survey.objects.exists()


def test_a_restricted_survey_does_not_exist_for_other_sections(cast, signed_in):
    section = Section.objects.get(organization=cast.prefecture, name="市町村課 行政第一班")
    survey = make_survey(cast, section=section, is_restricted=True)
    goto = person("goto@pref.example.jp", "後藤 進", cast.prefecture, Role.STAFF, "財政班")
    assert signed_in(goto).get(f"/surveys/{survey.pk}/").status_code == 404
    assert signed_in(cast.kanda).get(f"/surveys/{survey.pk}/").status_code == 200
    assert survey.title not in signed_in(goto).get("/surveys/").content.decode()


def test_another_organizations_questionnaire_cannot_be_chosen(cast, signed_in):
    foreign = create(cast.ishinomaki, "石巻市の様式", by=cast.midori)
    response = signed_in(cast.sato).post("/surveys/new/", written(cast, questionnaire=foreign.pk))
    assert response.context["form"].errors["questionnaire"]


def test_a_draft_is_deleted_and_an_issued_one_is_not(cast, signed_in):
    client = signed_in(cast.sato)
    draft = make_survey(cast)
    assert "元に戻せません" in client.get(f"/surveys/{draft.pk}/deletion/").content.decode()
    assert client.post(f"/surveys/{draft.pk}/deletion/").url == "/surveys/"
    survey = issued(cast)
    assert client.post(f"/surveys/{survey.pk}/deletion/").url == f"/surveys/{survey.pk}/"
    assert list(Survey.objects.all()) == [survey]


def test_a_copy_is_next_years_draft_that_names_the_one_before(cast, signed_in):
    survey = issued(cast)
    response = signed_in(cast.sato).post(f"/surveys/{survey.pk}/copies/")
    copied = Survey.objects.exclude(pk=survey.pk).get()
    assert response.url == f"/surveys/{copied.pk}/edit/"
    assert copied.previous == survey
    page = signed_in(cast.sato).get(response.url).content.decode()
    assert f'<option value="{survey.pk}" selected>' in page


def test_a_copy_of_what_was_withdrawn_is_for_the_same_year(cast, signed_in):
    survey = issued(cast)
    withdraw(survey.pk, because="様式に誤りがあったため", by=cast.sato)
    signed_in(cast.sato).post(f"/surveys/{survey.pk}/copies/")
    copied = Survey.objects.exclude(pk=survey.pk).get()
    assert copied.due_at == survey.due_at
    assert copied.previous is None


def test_those_who_may_not_publish_cannot_compose(cast, signed_in):
    assert signed_in(cast.midori).get("/surveys/new/").status_code == 403
    assert signed_in(cast.midori).get("/surveys/asked-before/").status_code == 403
    survey = make_survey(cast)
    assert signed_in(cast.midori).get(f"/surveys/{survey.pk}/edit/").status_code == 404
    issue(survey.pk, by=cast.sato)
    assert signed_in(cast.midori).get(f"/surveys/{survey.pk}/closing/").status_code == 403


def test_what_was_asked_before_is_found_with_who_answered(cast, signed_in):
    survey = issued(cast)
    handed_in(survey, cast.ishinomaki, cast.kaede)
    client = signed_in(cast.sato)
    page = client.get("/surveys/asked-before/", {"q": "投票者数を記入してください"}).content.decode()
    assert survey.title in page
    assert "1／2団体" in page
    assert f"/surveys/{survey.pk}/collation/voters/" in page
    other = make_questionnaire(cast)
    page = client.get("/surveys/asked-before/", {"questionnaire": other.pk}).content.decode()
    assert f"/surveys/{survey.pk}/collation/voters/" in page
    page = client.get("/surveys/asked-before/", {"q": "公用車の保有台数"}).content.decode()
    assert "似た設問は見つかりませんでした" in page


def test_what_another_section_asked_in_confidence_is_not_found(cast, signed_in):
    section = Section.objects.get(organization=cast.prefecture, name="市町村課 行政第一班")
    survey = issued(cast, section=section, is_restricted=True)
    goto = person("goto@pref.example.jp", "後藤 進", cast.prefecture, Role.STAFF, "財政班")
    assert survey.title not in signed_in(goto).get("/surveys/asked-before/?q=投票者数").content.decode()
    assert survey.title in signed_in(cast.sato).get("/surveys/asked-before/?q=投票者数").content.decode()
