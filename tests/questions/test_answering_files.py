"""Files on the form of a trial: taken in with whatever button was pressed, gone when nothing names them any more."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.files.models import StoredFile
from core.questions.definition import Question
from tests.questions.trying import Form, Need, a_trial, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(cast, signed_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    plan = Question("plan", "file", "位置図", need=Need.REQUIRED, settings={"max_files": 2})
    return Form(signed_in(cast.sato), a_trial(cast.prefecture, cast.sato, text("name"), plan))


def a_file(name: str = "位置図.txt", content: bytes = "内容".encode()) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def upload(form: Form, button: str, *files: SimpleUploadedFile, **typed):
    fields = form._fields(1, typed) | {button: "1", "f.plan": list(files)}
    return form.client.post(form.address(), fields)


def test_a_file_is_taken_in_and_named_in_the_answer(form):
    upload(form, "confirm", a_file(), name="髙橋")
    stored = StoredFile.objects.get()
    assert "位置図.txt" in form.confirm().content.decode()
    form.hand_in()
    assert form.sheet.answers["plan"] == [str(stored.pk)]


def test_a_file_that_is_not_taken_loses_nothing_else(form):
    response = upload(form, "confirm", a_file("空.txt", b""), name="残る")
    page = response.content.decode()
    assert response.status_code == 422
    assert "空（0バイト）" in page
    assert 'value="残る"' in page
    assert 'value="残る"' in form.open().content.decode()
    assert not StoredFile.objects.exists()


def test_more_files_than_wanted_are_refused_all(form):
    response = upload(form, "save", *(a_file(f"{number}.txt") for number in range(3)))
    assert response.status_code == 422
    assert "ファイルは2個まで" in response.content.decode()
    assert not StoredFile.objects.exists()


def test_a_file_ticked_for_removal_goes_with_the_save(form, django_capture_on_commit_callbacks):
    upload(form, "save", a_file("古い.txt"))
    old = StoredFile.objects.get()
    form.open()
    with django_capture_on_commit_callbacks(execute=True):
        upload(form, "save", a_file("新しい.txt"), plan=str(old.pk), plan__remove=str(old.pk))
    assert [file.name for file in StoredFile.objects.all()] == ["新しい.txt"]
    assert form.sheet.answers["plan"] == [str(StoredFile.objects.get().pk)]


def test_control_a_file_that_is_still_named_stays(form):
    upload(form, "save", a_file())
    kept = StoredFile.objects.get()
    form.open()
    form.press("save", plan=str(kept.pk), other__remove=str(kept.pk))
    assert StoredFile.objects.exists()


def test_somebody_elses_file_cannot_be_named_or_removed(form, cast, signed_in):
    upload(form, "save", a_file())
    kept = StoredFile.objects.get()
    other = Form(signed_in(cast.kanda), a_trial(cast.prefecture, cast.sato, *form.trial.sheet.definition.questions))
    response = other.press("save", plan=str(kept.pk), plan__remove=str(kept.pk))
    other.press("save", plan=str(kept.pk))
    assert response.status_code in (302, 422)
    assert "plan" not in other.sheet.answers
    assert StoredFile.objects.exists()


def test_files_for_a_question_that_takes_none(form):
    response = form.client.post(form.address(), form._fields(1, {}) | {"f.name": a_file(), "f.ghost": a_file()})
    assert response.status_code == 422
    assert not StoredFile.objects.exists()


def test_removing_the_trial_removes_its_files(form, django_capture_on_commit_callbacks):
    upload(form, "save", a_file())
    with django_capture_on_commit_callbacks(execute=True):
        form.client.post(form.address("trial_removal"))
    assert not StoredFile.objects.exists()
