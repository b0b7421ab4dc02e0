"""A person's name, address, consent and papers, from the empty form to the handed-in sheet, without script."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.files.models import StoredFile
from core.questions.services.building import add
from core.questions.services.composing import create
from tests.questions.controls_page import CONSENT, DEFINITION
from tests.questions.trying import Form, a_trial

pytestmark = pytest.mark.django_db

PERSON = {
    "name__family": "髙﨑",
    "name__given": "𠮷葛󠄀花",
    "name__family_kana": "たかさき",
    "name__given_kana": "ﾖｼｶ",
    "home__postcode": "〒９８６ー０８２２",
    "home__region": "宮城県",
    "home__city": "石巻市",
    "home__street": "中央二丁目11-21",
    "email": "ｙｏｓｈｉｋａ@example.jp",
    "phone": "022-211-2333（内線2333）",
    "reason": "1行目\r\n2行目",
    "consent": "1",
}


@pytest.fixture
def form(cast, signed_in) -> Form:
    form = Form(signed_in(cast.sato), a_trial(cast.prefecture, cast.sato, *DEFINITION))
    form.open()
    return form


def drawing(name: str = "位置図.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"\x89PNG\r\n\x1a\n" + b"\x00" * 40)


def upload(form: Form, *files: SimpleUploadedFile, button: str = "save", **typed):
    fields = form._fields(1, typed) | {button: "1", "f.papers": list(files)}
    return form.client.post(form.address(), fields)


def test_the_button_fills_the_address(form):
    typed = {"home__postcode": "９８６０８２２", "name__family": "髙﨑"}
    response = form.press("lookup", "home", **typed)
    assert response.url.endswith("#a-home-question")
    page = form.open().content.decode()
    assert '<option value="宮城県" selected>宮城県</option>' in page
    assert 'value="石巻市"' in page
    assert 'value="中央"' in page
    assert 'value="髙﨑"' in page


@pytest.mark.parametrize(
    ("typed", "words"), [("999-9999", "見つかりませんでした"), ("仙台", "7桁の数字"), ("", "7桁の数字")]
)
def test_a_postcode_that_leads_nowhere_is_told(form, typed, words):
    form.press("lookup", "home", home__postcode=typed)
    assert words in form.open().content.decode()


def test_from_the_empty_form_to_the_handed_in_sheet(form, cast):
    upload(form, drawing(), button="confirm", **PERSON)
    shown = form.confirm().content.decode()
    for words in ("髙﨑　𠮷葛󠄀花（たかさき　ﾖｼｶ）", "宮城県石巻市中央二丁目11-21", "位置図.png", "同意します"):
        assert words in shown
    form.hand_in()
    answers = form.sheet.answers
    [file] = StoredFile.objects.all()
    assert answers["name"]["given"] == "𠮷葛󠄀花"
    assert answers["home"]["postcode"] == "986-0822"
    assert answers["email"] == "yoshika@example.jp"
    assert answers["reason"] == "1行目\n2行目"
    assert answers["papers"] == [str(file.pk)]
    assert answers["consent"] is True
    sheet = form.client.get(form.address("trial_sheet")).content.decode()
    assert f'href="/files/{file.pk}/"' in sheet
    assert form.client.get(f"/files/{file.pk}/").status_code == 200


def test_nobody_else_opens_the_papers(form, cast, signed_in):
    upload(form, drawing())
    [file] = StoredFile.objects.all()
    assert signed_in(cast.kaede).get(f"/files/{file.pk}/").status_code == 404


def test_papers_come_and_go(form, django_capture_on_commit_callbacks):
    upload(form, drawing("1.png"), drawing("2.png"))
    one, two = form.sheet.answers["papers"]
    form.open()
    # The third comes in the place of the first.
    with django_capture_on_commit_callbacks(execute=True):
        upload(form, drawing("3.png"), drawing("4.png"), papers=[one, two], papers__remove=[one])
    names = dict(form.sheet.files.values_list("file__name", "file_id"))
    assert list(names) == ["2.png", "3.png", "4.png"]
    assert form.sheet.answers["papers"] == [str(names[name]) for name in names]
    assert StoredFile.objects.count() == 3


def test_what_is_no_paper_is_refused_and_the_rest_is_kept(form):
    page = upload(form, SimpleUploadedFile("内訳.txt", "内訳".encode()), email="a@example.jp").content.decode()
    assert "受け付けられません。PDF・画像" in page
    assert 'value="a@example.jp"' in page
    assert not StoredFile.objects.exists()


def test_consent_is_asked_with_its_text(form):
    assert CONSENT.split("\n")[0] in form.open().content.decode()
    form.press("save", consent="1")
    assert form.sheet.answers["consent"] is True
    form.open()
    form.press("save")  # the box is unticked
    assert "consent" not in form.sheet.answers


@pytest.mark.parametrize("kind", ["person_name", "address", "email", "phone"])
def test_what_is_asked_of_a_person_starts_as_personal_data(cast, kind):
    questionnaire = create(cast.prefecture, "募集", by=cast.sato)
    assert add(questionnaire, kind, after=None, by=cast.sato).personal
    assert not add(questionnaire, "short_text", after=None, by=cast.sato).personal
