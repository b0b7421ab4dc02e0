"""Files given in answer to a question."""

from __future__ import annotations

import uuid
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.template.loader import render_to_string

from core.files.models import StoredFile
from core.questions.asking import ask, typed_of
from core.questions.definition import Definition, Need
from core.questions.kinds import kind_of
from core.questions.models import AnswerSheet, SheetFile
from core.questions.services.attaching import attach, detach
from core.questions.services.saving import save
from core.questions.showing import show
from core.questions.specials import Special, stored
from tests.questions.kinds.asking_one import a, answer_to, column_values, facet_values, problems, sheets_of

ONE, TWO, THREE = (str(uuid.UUID(int=number)) for number in (1, 2, 3))
FILES = {ONE: "位置図.pdf", TWO: "内訳𠮷.txt"}


def upload(name: str = "内訳.txt", content: bytes = "内訳".encode()) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def png() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


@pytest.fixture
def sheet(cast):
    [made] = sheets_of(cast.ishinomaki, a("file"), [None])
    return made


# --- What the form sends ---


def test_the_answer_is_the_files_that_stay():
    question = a("file")
    assert answer_to(question, {"": [ONE, TWO, ONE]}, files=FILES) == [ONE, TWO]
    assert answer_to(question, {"": [ONE, TWO], "remove": [ONE]}, files=FILES) == [TWO]
    assert answer_to(question, {"": [ONE], "remove": [ONE]}, files=FILES) == stored(Special.BLANK)
    assert answer_to(question, {"remove": [ONE]}, files=FILES) == stored(Special.BLANK)


def test_a_required_file_that_is_taken_away_is_missing():
    question = a("file", need=Need.REQUIRED)
    assert problems(question, {"": [ONE], "remove": [ONE]}, files=FILES) == [("", "ファイルを選んでください。")]


def test_only_files_of_this_sheet_are_taken():
    for foreign in (THREE, "no id", "\x00"):
        [(_, message)] = problems(a("file"), {"": [ONE, foreign]}, files=FILES)
        assert "取り除かれたファイル" in message


def test_too_many_are_refused():
    [(_, message)] = problems(a("file", max_files=1), {"": [ONE, TWO]}, files=FILES)
    assert message == "ファイルは1個までです。いまは2個あります。取り除くものを選んでください。"


def test_the_form_shows_what_is_there_and_takes_more():
    definition = Definition((a("file", max_files=3, families=["pdf", "image"]),))
    typed = {**typed_of(definition, {"q1": [ONE, TWO]}), "a.q1.remove": [TWO]}
    [asked] = ask(definition, typed, files=FILES)
    page = render_to_string("questions/_question.html", {"asked": asked})
    assert page.count('type="hidden" name="a.q1"') == 2
    assert 'type="file" name="f.q1" id="a-q1" multiple' in page
    assert f'name="a.q1.remove" value="{TWO}" checked' in page
    assert f'href="/files/{ONE}/"' in page
    assert "PDF・画像、3個まで、1個100" in page


def test_the_sheet_links_to_its_files_and_says_which_are_gone():
    definition = Definition((a("file"),))
    [shown] = show(definition, {"q1": [ONE, THREE]}, files=FILES)
    page = render_to_string(shown.kind.shown, {"shown": shown})
    assert f'<a href="/files/{ONE}/">位置図.pdf</a>' in page
    assert "取り除かれたファイル" in page
    assert shown.text == "ファイル2個"
    [blank] = show(definition, {"q1": stored(Special.BLANK)}, files=FILES)
    assert "空欄" in render_to_string(blank.kind.shown, {"shown": blank})


# --- Attaching and taking away ---


def test_an_upload_belongs_to_the_sheet_at_once(cast, sheet):
    [attached] = attach(sheet, "q1", [upload("位置図 𠮷.txt")], by=cast.kaede)
    assert sheet.file_names == {str(attached.file_id): "位置図 𠮷.txt"}
    assert attached.file.owner == cast.ishinomaki
    assert attached.file.uploaded_by == cast.kaede
    saved, checked = save(sheet, {"a.q1": [str(attached.file_id)]}, edit=1, by=cast.kaede, complete=True)
    assert checked.is_valid
    assert saved.answers == {"q1": [str(attached.file_id)]}


def test_a_file_of_another_sheet_cannot_be_given_as_an_answer(cast, sheet):
    [other] = sheets_of(cast.shiroishi, a("file"), [None])
    [theirs] = attach(other, "q1", [upload()], by=cast.yui)
    _, checked = save(sheet, {"a.q1": [str(theirs.file_id)]}, edit=1, by=cast.kaede, complete=False)
    assert not checked.is_valid
    assert detach(sheet, [str(theirs.file_id)], by=cast.kaede) == 0
    assert SheetFile.objects.get() == theirs


@pytest.mark.parametrize("key", ["q1", "q9"])
def test_nothing_is_attached_to_what_takes_no_files(cast, key):
    [sheet] = sheets_of(cast.ishinomaki, a("short_text"), [None])
    with pytest.raises(ValidationError, match="この設問には"):
        attach(sheet, key, [upload()], by=cast.kaede)
    assert not StoredFile.objects.exists()


def test_too_many_uploads_are_refused_as_a_whole(cast):
    [sheet] = sheets_of(cast.ishinomaki, a("file", max_files=2), [None])
    [first] = attach(sheet, "q1", [upload()], by=cast.kaede)
    with pytest.raises(ValidationError, match="2個まで"):
        attach(sheet, "q1", [upload("a.txt"), upload("b.txt")], by=cast.kaede)
    assert SheetFile.objects.count() == 1
    # What the same form takes away makes room.
    attach(sheet, "q1", [upload("a.txt"), upload("b.txt")], by=cast.kaede, removed=[str(first.file_id), "no id"])
    assert SheetFile.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_once_are_counted_one_after_the_other(cast):
    """The second waits until the first is committed; had it counted before, it would have found room."""
    [sheet] = sheets_of(cast.ishinomaki, a("file", max_files=1), [None])
    refused: list[ValidationError] = []

    def second() -> None:
        try:
            attach(AnswerSheet.objects.get(pk=sheet.pk), "q1", [upload("b.txt")], by=cast.kaede)
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    other = Thread(target=second)
    with transaction.atomic():
        attach(sheet, "q1", [upload("a.txt")], by=cast.kaede)
        other.start()
        other.join(0.5)
        assert other.is_alive()
    other.join(10)
    assert [error.code for error in refused] == ["too_many"]
    assert SheetFile.objects.get().file.name == "a.txt"


def test_the_kind_of_file_is_told_by_its_bytes(cast):
    [sheet] = sheets_of(cast.ishinomaki, a("file", families=["pdf", "image"]), [None])
    with pytest.raises(ValidationError, match="受け付けられません。PDF・画像のファイルを"):
        attach(sheet, "q1", [upload()], by=cast.kaede)
    with pytest.raises(ValidationError):
        attach(sheet, "q1", [upload("図.png")], by=cast.kaede)
    [attached] = attach(sheet, "q1", [upload("図.png", png())], by=cast.kaede)
    assert attached.file.family == "image"


def test_an_empty_file_is_refused_in_words(cast, sheet):
    with pytest.raises(ValidationError, match="空（0バイト）"):
        attach(sheet, "q1", [upload(), upload("空.txt", b"")], by=cast.kaede)
    assert not SheetFile.objects.exists()


def test_what_is_taken_away_is_gone_with_its_bytes(cast, sheet, django_capture_on_commit_callbacks):
    [attached] = attach(sheet, "q1", [upload()], by=cast.kaede)
    path = attached.file.content.name
    assert default_storage.exists(path)
    with django_capture_on_commit_callbacks(execute=True):
        assert detach(sheet, [str(attached.file_id), "no id"], by=cast.kaede) == 1
    assert not default_storage.exists(path)
    assert sheet.file_names == {}
    assert not StoredFile.objects.exists()


# --- Counting, changing ---


def test_the_export_names_the_files(cast, sheet):
    question = a("file")
    first, second = attach(sheet, "q1", [upload("い.txt"), upload("ろ.txt")], by=cast.kaede)
    ids = [str(second.file_id), str(first.file_id)]
    sheets = sheets_of(cast.ishinomaki, question, [ids, stored(Special.NOT_APPLICABLE), None])
    assert column_values(question, sheets) == {"": ["ろ.txt / い.txt", None, None], "count": [2, None, None]}
    assert facet_values(question, sheets) == {"count": ["2", None, None]}
    assert kind_of(question).cells(question) == []


def test_differences_and_changes_in_words():
    question = a("file")
    kind = kind_of(question)
    assert kind.differences(question, [ONE, TWO], [TWO, ONE]) == []
    [difference] = kind.differences(question, [ONE, TWO], [TWO, THREE])
    assert difference.new == "ファイル2個（1個追加、1個取り除き）"
    one, pdf = a("file", max_files=1), a("file", families=["pdf"])
    assert [effect for effect, _ in kind.changes(question, one)] == ["stricter"]
    assert [effect for effect, _ in kind.changes(one, question)] == ["looser"]
    assert [effect for effect, _ in kind.changes(question, pdf)] == ["stricter"]
    assert [effect for effect, _ in kind.changes(pdf, question)] == ["looser"]
    assert kind.summary(pdf) == "5個まで、PDF"
