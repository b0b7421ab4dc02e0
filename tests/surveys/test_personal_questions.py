"""What is marked as personal (P6): other organizations never read it, whatever else of an answer they may read (S6)."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.questions.definition import Condition, Question, Test
from core.questions.services.attaching import attach
from surveys.models import Survey
from surveys.services.answering import start, submit
from surveys.services.replacing import replace_form_sheet
from surveys.states import State
from tests.surveys.making import controls, handed_in, issued, response_of
from tests.surveys.test_issuing import newer

pytestmark = pytest.mark.django_db

NAME, SCAN, OPEN = "髙﨑担当者の名", "担当者の写真の中身", "誰が読んでもよい備考"
QUESTIONS = (
    Question("who", "short_text", "担当者", personal=True),
    Question("photo", "file", "担当者の写真", personal=True),
    Question("note", "short_text", "備考"),
)
CROSSTAB = "crosstab/?rows=note&columns=@organization"
PAGES = ("collation/", "collation/note/", "collation/print/", "responses/042021/", CROSSTAB)


@pytest.fixture
def survey(cast) -> Survey:
    return answered_with(cast, *QUESTIONS)


def answered_with(cast, *questions: Question) -> Survey:
    """石巻市 has answered; everybody asked may read the others."""
    survey = issued(cast, *questions, visibility="answers")
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


def test_what_depends_on_it_is_still_read(client, cast):
    """Its condition or its formula names a question that others do not see."""
    survey = issued(
        cast,
        Question("ill", "integer", "療養中の職員", personal=True),
        Question("all", "integer", "職員"),
        Question("share", "calculated", "割合", settings={"formula": "{ill} / {all} * 100", "unit": "%"}),
        Question("why", "short_text", "事情", show_if=Condition((Test("ill", "gt", "3"),))),
        Question("note", "short_text", "備考"),
        visibility="answers",
    )
    handed_in(survey, cast.ishinomaki, cast.kaede, ill="73", all="100", why="年度末のため", note=OPEN)
    client.force_login(cast.yui)
    for path in (*PAGES, "collation/share/", "collation/why/", "crosstab/simple/"):
        text = read(client, survey, path)
        assert "療養中の職員" not in text, path
        assert OPEN in text or "share" in path or "why" in path or "simple" in path, path
    assert "年度末のため" in read(client, survey, "responses/042021/")
    assert "年度末のため" in read(client, survey, "collation/why/")


# --- Where the mark comes or goes while answers are in ----------------------------------------------------------------


def replaced_by(cast, survey: Survey, *questions: Question) -> Survey:
    version = newer(survey, cast, *questions)
    replace_form_sheet(survey.pk, number=version.number, text="様式を改めました。", by=cast.sato)
    assert response_of(survey, cast.ishinomaki).state == State.SUBMITTED
    return Survey.objects.get(pk=survey.pk)


@pytest.fixture(params=["marked afterwards", "unmarked afterwards"])
def remarked(request, cast) -> Survey:
    """石巻市's answer stands, on a version that says otherwise of the first two questions than today's."""
    plain = tuple(replace(question, personal=False) for question in QUESTIONS)
    first, then = (plain, QUESTIONS) if request.param == "marked afterwards" else (QUESTIONS, plain)
    return replaced_by(cast, answered_with(cast, *first), *then)


@pytest.mark.parametrize("path", PAGES)
def test_a_mark_that_comes_or_goes_later_hides_what_stands(client, cast, remarked, path):
    """Marked later: at once, for whoever answered before. Unmarked later: who answered under the mark is kept to it."""
    client.force_login(cast.yui)
    text = read(client, remarked, path)
    assert OPEN in text
    assert NAME not in text
    assert "写真.txt" not in text


def test_a_mark_that_comes_or_goes_later_hides_the_files_and_the_pdf(client, cast, remarked):
    file = response_of(remarked, cast.ishinomaki).submitted.files.get().file_id
    client.force_login(cast.yui)
    assert client.get(f"/files/{file}/").status_code == 404
    assert client.get(f"/surveys/{remarked.pk}/files.zip").status_code == 404
    assert NAME not in read(client, remarked, "responses/042021/pdf/")
    assert client.get(f"/surveys/{remarked.pk}/crosstab/?rows=who").context["spec"].troubles
    client.force_login(cast.sato)
    assert client.get(f"/files/{file}/").status_code == 200
    assert NAME in read(client, remarked, "collation/")


def test_what_nobody_answered_under_a_mark_is_read_once_it_is_gone(client, cast):
    """The control: of an older version that nobody answered on no mark is left."""
    survey = issued(cast, *QUESTIONS, visibility="answers")
    version = newer(survey, cast, *(replace(question, personal=False) for question in QUESTIONS))
    replace_form_sheet(survey.pk, number=version.number, text="様式を改めました。", by=cast.sato)
    handed_in(survey, cast.ishinomaki, cast.kaede, who=NAME, note=OPEN)
    client.force_login(cast.yui)
    for path in PAGES:
        assert NAME in read(client, survey, path) or path in ("collation/note/", CROSSTAB), path
