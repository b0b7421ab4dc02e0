"""The texts of a form in English and in plain Japanese: who writes them, what becomes of them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.people.models import AuditEntry
from core.questions.definition import Question
from core.questions.models import Version
from core.questions.services.composing import start_draft
from publicforms.forms.texts import name_of
from publicforms.grants import grant_to_person
from publicforms.making.texts import newest_definition, untranslated_texts, written_texts
from publicforms.models import Form, FormVerb
from publicforms.services.settings import ChangedMeanwhile
from publicforms.services.translating import write_texts
from tests.publicforms.making import make_form, opened

TITLE, JOB = ("title",), ("questions", "job", "label")
WITNESS = ("questions", "job", "options", "witness")


def address(form: Form, language: str = "en") -> str:
    return f"/forms/manage/{form.pk}/texts/{language}/"


def fields(form: Form, texts: dict, edit: int | None = None) -> dict[str, str]:
    """What the page posts: every field, those that were filled in and the empty ones."""
    everything = {name_of(path): "" for path in written_texts(form, newest_definition(form))}
    typed = {name_of(path): text for path, text in texts.items()}
    return everything | typed | {"edit": str(form.edit if edit is None else edit)}


def test_midori_writes_the_english_beside_the_japanese(cast, signed_in):
    form = make_form(cast)
    client = signed_in(cast.midori)
    page = client.get(address(form))
    assert page.status_code == 200
    html = page.content.decode()
    for text in ("希望する仕事", "投票立会人", form.title, form.purpose, form.contact):
        assert text in html
    answer = client.post(address(form), fields(form, {TITLE: "Polling staff", JOB: "Job", WITNESS: "Observer"}))
    assert answer["Location"] == address(form)
    form.refresh_from_db()
    questions = {"job": {"label": "Job", "options": {"witness": "Observer"}}}
    assert form.texts == {"en": {"title": "Polling staff", "questions": questions}}
    entry = AuditEntry.objects.get(action="form.translated")
    assert (entry.by, entry.details["language"]) == (cast.midori, "English")
    again = unescape(client.get(address(form)).content.decode())
    assert 'value="Polling staff"' in again
    assert 'value="Observer"' in again
    assert "Englishの文を保存しました。" in again


def test_a_visitor_reads_them_and_the_rest_in_japanese(cast, client):
    form = opened(cast)
    write_texts(form, "en", {TITLE: "Polling staff", JOB: "Which job?", WITNESS: "Observer"}, edit=1, by=cast.midori)
    page = client.get(f"/forms/{form.slug}/", {"lang": "en"}).content.decode()
    for text in ("Polling staff", "Which job?", "Observer", "選挙事務従事者", "お名前", "Family name", "Required"):
        assert text in page
    assert "Which job?" not in client.get(f"/forms/{form.slug}/").content.decode()


def test_plain_japanese_goes_on_from_page_to_page(cast, client):
    form = opened(cast)
    write_texts(form, "ja-easy", {JOB: "したい しごと"}, edit=1, by=cast.midori)
    page = client.get(f"/forms/{form.slug}/", {"lang": "ja-easy"}).content.decode()
    assert "したい しごと" in page
    assert '<html lang="ja">' in page
    assert '<input type="hidden" name="lang" value="ja-easy">' in page
    assert 'href="?lang=ja"' in page
    assert 'href="?lang=ja-easy"' not in page


def test_each_language_has_texts_of_its_own(cast):
    form = make_form(cast)
    form = write_texts(form, "en", {JOB: "Job"}, edit=1, by=cast.midori)
    form = write_texts(form, "ja-easy", {JOB: "したい しごと"}, edit=2, by=cast.midori)
    assert set(form.texts) == {"en", "ja-easy"}
    form = write_texts(form, "en", {JOB: " "}, edit=3, by=cast.midori)
    assert form.texts == {"ja-easy": {"questions": {"job": {"label": "したい しごと"}}}}


def test_what_is_missing_is_told_once_a_language_was_begun(cast):
    form = make_form(cast)
    assert untranslated_texts(form, "en") == []
    form = write_texts(form, "en", {JOB: "Job"}, edit=1, by=cast.midori)
    missing = untranslated_texts(form, "en")
    assert missing[0] == form.title
    assert "投票立会人" in missing
    assert "希望する仕事" not in missing
    everything = dict.fromkeys(written_texts(form, newest_definition(form)), "x")
    assert untranslated_texts(write_texts(form, "en", everything, edit=2, by=cast.midori), "en") == []


def test_a_question_that_only_the_version_outside_has_keeps_its_words(cast, signed_in):
    form = opened(cast)
    note = ("questions", "note", "label")
    write_texts(form, "en", {JOB: "Job", note: "Anything else?"}, edit=1, by=cast.midori)
    draft = start_draft(form.questionnaire, by=cast.midori)
    Version.objects.filter(pk=draft.pk).update(content=draft.definition.without("note").to_json())
    form = Form.objects.get(pk=form.pk)
    page = signed_in(cast.midori).get(address(form)).content.decode()
    assert "配慮が必要なこと" not in page
    signed_in(cast.midori).post(address(form), fields(form, {JOB: "The job"}))
    form.refresh_from_db()
    questions = {"job": {"label": "The job"}, "note": {"label": "Anything else?"}}
    assert form.texts["en"]["questions"] == questions


# --- Who may ---


def test_only_those_who_may_edit_the_form_see_the_page(cast, signed_in):
    form = make_form(cast)
    grant_to_person(form, cast.kaede, [FormVerb.SEE, FormVerb.HANDLE])
    expected = {cast.midori: 200, cast.kaede: 403, cast.ren: 404, cast.akira: 404, cast.sato: 404}
    assert {person: signed_in(person).get(address(form)).status_code for person in expected} == expected
    grant_to_person(form, cast.ren, [FormVerb.EDIT])
    assert signed_in(cast.ren).get(address(form)).status_code == 200


def test_nobody_writes_who_may_not_edit(cast, signed_in):
    form = make_form(cast)
    grant_to_person(form, cast.kaede, [FormVerb.SEE])
    for person, status in ((cast.kaede, 403), (cast.akira, 404)):
        assert signed_in(person).post(address(form), fields(form, {JOB: "Job"})).status_code == status
    form.refresh_from_db()
    assert form.texts == {}


@pytest.mark.parametrize("language", ["ja", "fr", "ja-easy2"])
def test_there_is_no_page_for_another_language(cast, signed_in, language):
    form = make_form(cast)
    assert signed_in(cast.midori).get(address(form, language)).status_code == 404


# --- Two at once ---


def test_who_saves_second_sees_both_and_keeps_what_they_typed(cast, signed_in):
    form = make_form(cast)
    write_texts(form, "en", {JOB: "Kaede's words"}, edit=1, by=cast.midori)
    answer = signed_in(cast.midori).post(address(form), fields(form, {JOB: "Midori's words"}, edit=1))
    assert answer.status_code == 409
    html = unescape(answer.content.decode())
    assert "ほかの人が先に保存しました。" in html
    assert "Kaede's words" in html
    assert 'value="Midori\'s words"' in html
    form.refresh_from_db()
    assert form.texts["en"]["questions"]["job"]["label"] == "Kaede's words"
    # The page knows of it now: saving again decides.
    typed = fields(form, {JOB: "Midori's words"}, edit=int(re.search(r'name="edit" value="(\d+)"', html)[1]))
    assert signed_in(cast.midori).post(address(form), typed).status_code == 302
    form.refresh_from_db()
    assert form.texts["en"]["questions"]["job"]["label"] == "Midori's words"


def test_a_form_that_was_read_before_another_language_was_saved_does_not_undo_it(cast):
    form = make_form(cast)
    stale = Form.objects.get(pk=form.pk)
    write_texts(form, "en", {JOB: "Job"}, edit=1, by=cast.midori)
    for edit in (1, 2):
        with pytest.raises(ChangedMeanwhile) as meanwhile:
            write_texts(stale, "ja-easy", {JOB: "しごと"}, edit=edit, by=cast.midori)
        assert meanwhile.value.current.texts == {"en": {"questions": {"job": {"label": "Job"}}}}
    assert AuditEntry.objects.filter(action="form.translated").count() == 1


# --- Bad input ---


@pytest.mark.parametrize(
    ("typed", "said"),
    [("x" * 501, "いまは501文字です。"), ("a\x00b", "ヌル文字"), ("x" * 100_000, "500文字以内")],
)
def test_what_cannot_be_kept_is_told_at_its_place_and_stays(cast, signed_in, typed, said):
    form = make_form(cast)
    answer = signed_in(cast.midori).post(address(form), fields(form, {JOB: typed, TITLE: "Polling staff"}))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert said in html
    assert f'href="#id_{name_of(JOB)}"' in html
    assert 'value="Polling staff"' in html
    form.refresh_from_db()
    assert form.texts == {}


@pytest.mark.parametrize("edit", ["", "x", "0", "-1", "9" * 30])
def test_a_page_that_does_not_say_which_edit_it_was_overwrites_nothing(cast, signed_in, edit):
    form = make_form(cast)
    answer = signed_in(cast.midori).post(address(form), fields(form, {JOB: "Job"}) | {"edit": edit})
    assert answer.status_code in (409, 422)
    form.refresh_from_db()
    assert form.texts == {}


def test_fields_of_nothing_that_is_asked_are_not_kept(cast, signed_in):
    form = make_form(cast)
    posted = fields(form, {JOB: "<b>Job</b> 🗳 مرحبا"}) | {"t-questions-gone-label": "x", "t-slug": "x", "texts": "x"}
    assert signed_in(cast.midori).post(address(form), posted).status_code == 302
    form.refresh_from_db()
    assert form.texts == {"en": {"questions": {"job": {"label": "<b>Job</b> 🗳 مرحبا"}}}}
    assert "<b>Job" not in signed_in(cast.midori).get(address(form)).content.decode()


def test_units_are_written_once_whatever_letters_they_have(cast, signed_in):
    units = ("人", "人", "m/s²")
    asked = [Question(f"n{place}", "integer", "数", settings={"unit": unit}) for place, unit in enumerate(units)]
    form = make_form(cast, *asked)
    people, speed = ("questions", "", "units", "人"), ("questions", "", "units", "m/s²")
    assert signed_in(cast.midori).get(address(form)).content.decode().count(">単位<") == 2
    signed_in(cast.midori).post(address(form), fields(form, {people: "people", speed: "m/s2"}))
    form.refresh_from_db()
    assert form.texts["en"]["questions"] == {"": {"units": {"人": "people", "m/s²": "m/s2"}}}


def test_the_page_costs_the_same_for_one_question_and_for_eight(cast, signed_in):
    client, costs = signed_in(cast.midori), []
    for number in (1, 1, 8):
        form = make_form(cast, *(Question(f"q{place}", "short_text", f"設問{place}") for place in range(number)))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(form)).status_code == 200
        costs.append(len(queries))
    assert costs[1] == costs[2], costs
