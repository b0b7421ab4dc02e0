"""What is marked as personal (P6): other organizations never read it, whatever else of an answer they may read (S6)."""

from __future__ import annotations

import io
import zipfile

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.questions.definition import Question
from core.questions.services.attaching import attach
from surveys.models import Survey
from surveys.services.answering import start, submit
from tests.surveys.making import controls, issued, response_of

pytestmark = pytest.mark.django_db

NAME, SCAN, OPEN = "髙﨑担当者の名", "担当者の写真の中身", "誰が読んでもよい備考"
QUESTIONS = (
    Question("who", "short_text", "担当者", personal=True),
    Question("photo", "file", "担当者の写真", personal=True),
    Question("note", "short_text", "備考"),
)
PAGES = (
    "collation/",
    "collation/note/",
    "collation/print/",
    "responses/042021/",
    "crosstab/?rows=note&columns=@organization",
)


@pytest.fixture
def survey(cast) -> Survey:
    """石巻市 has answered; everybody asked may read the others."""
    survey = issued(cast, *QUESTIONS, visibility="answers")
    response = start(response_of(survey, cast.ishinomaki).pk, by=cast.kaede)
    given = attach(response.sheet, "photo", [SimpleUploadedFile("写真.txt", SCAN.encode())], by=cast.kaede)
    typed = controls(who=NAME, note=OPEN) | {"a.photo": [str(one.file_id) for one in given]}
    submit(response.pk, typed, edit=response_of(survey, cast.ishinomaki).sheet.edit, by=cast.kaede)
    return survey


def read(client, survey: Survey, path: str) -> str:
    response = client.get(f"/surveys/{survey.pk}/{path}")
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"%PDF"):
        with pypdfium2.PdfDocument(content) as document:
            return "".join(page.get_textpage().get_text_range() for page in document)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    return content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_others_read_the_answer_without_it(client, cast, survey, path):
    client.force_login(cast.yui)
    text = read(client, survey, path)
    assert OPEN in text
    assert NAME not in text
    assert "写真.txt" not in text


def test_others_see_no_answers_of_it_counted(client, cast, survey):
    client.force_login(cast.yui)
    text = read(client, survey, "crosstab/simple/")
    assert "問3" in text
    assert "問1" not in text


def test_others_find_the_questions_numbers_unchanged(client, cast, survey):
    client.force_login(cast.yui)
    assert "問3 備考" in read(client, survey, "collation/")
    assert "問1" not in read(client, survey, "collation/")


def test_there_is_no_page_nor_file_of_it_for_others(client, cast, survey):
    file = response_of(survey, cast.ishinomaki).submitted.files.get().file_id
    client.force_login(cast.yui)
    assert client.get(f"/surveys/{survey.pk}/collation/who/").status_code == 404
    assert client.get(f"/surveys/{survey.pk}/files.zip").status_code == 404
    assert client.get(f"/files/{file}/").status_code == 404
    assert NAME not in read(client, survey, "responses/042021/pdf/")
    assert OPEN in read(client, survey, "responses/042021/pdf/")


@pytest.mark.parametrize("who", ["kaede", "sato"])
def test_the_organization_and_who_runs_the_survey_read_it(client, cast, survey, who):
    """The control."""
    client.force_login(getattr(cast, who))
    assert NAME in read(client, survey, "responses/042021/")
    assert NAME in read(client, survey, "responses/042021/pdf/")
    file = response_of(survey, cast.ishinomaki).submitted.files.get().file_id
    assert client.get(f"/files/{file}/").status_code == 200


def test_who_runs_the_survey_collates_it(client, cast, survey):
    client.force_login(cast.sato)
    assert NAME in read(client, survey, "collation/")
    assert SCAN in read(client, survey, "files.zip")
