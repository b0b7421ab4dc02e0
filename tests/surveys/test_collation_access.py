"""Whose answers an organization finds in the total, by what the survey shows (S6); and the files in one ZIP."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.files.models import StoredFile
from core.people.audit_words import describe
from core.people.models import AuditEntry
from core.questions.definition import Question
from core.questions.services.attaching import attach
from surveys.models import Survey
from surveys.services.answering import start, submit
from surveys.services.closing import close, withdraw
from surveys.services.judging import RemarkAt, return_response
from tests.surveys.making import QUESTIONS, answered, controls, handed_in, issued, make_survey, response_of

pytestmark = pytest.mark.django_db

FILE = Question("map", "file", "位置図")
OWN, OTHERS, WORKING = "石巻の合言葉", "白石の秘密の備考", "白石が直している途中"
ALL = ("collation/", "collation/note/", "collation/print/", "export/", "files.zip")
# What a person may find: nothing at all, only how far the others have come, or everything.
LEVELS = {"nothing": (404,) * 5, "states": (200, 404, 404, 404, 404), "answers": (200,) * 5}


@pytest.fixture
def make(cast):
    """A survey that 石巻市 and 白石市 have answered, each with a file."""

    def make(visibility: str) -> Survey:
        survey = issued(cast, *QUESTIONS, FILE, visibility=visibility)
        for place, by, note in ((cast.ishinomaki, cast.kaede, OWN), (cast.shiroishi, cast.yui, OTHERS)):
            hand_in_with_files(survey, place, by, [("図.TXT", note.encode())], note=note)
        return survey

    return make


def hand_in_with_files(survey, place, by, files: list[tuple[str, bytes]], note: str = "備考"):
    response = start(response_of(survey, place).pk, by=by)
    given = attach(response.sheet, "map", [SimpleUploadedFile(name, content) for name, content in files], by=by)
    typed = controls(voters="5", note=note) | {"a.map": [str(one.file_id) for one in given]}
    submit(response.pk, typed, edit=response_of(survey, place).sheet.edit, by=by)


def everything(client, survey) -> tuple[tuple[int, ...], str]:
    """The statuses of all pages, and all that they say."""
    statuses, texts = [], []
    for path in ALL:
        response = client.get(f"/surveys/{survey.pk}/{path}")
        statuses.append(response.status_code)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        texts.append(content.decode(errors="replace"))
    return tuple(statuses), "\n".join(texts)


@pytest.mark.parametrize(
    ("visibility", "before", "after"),
    [
        ("own", "nothing", "nothing"),
        ("status", "states", "states"),
        ("after_due", "states", "answers"),
        ("answers", "answers", "answers"),
    ],
)
def test_an_organization_finds_of_the_others_what_the_survey_says(
    cast, make, signed_in, move_clock, visibility, before, after
):
    survey = make(visibility)
    client = signed_in(cast.kaede)
    for level in (before, after):
        statuses, text = everything(client, survey)
        assert statuses == LEVELS[level]
        assert (OTHERS in text, "042064_白石市" in text) == (level == "answers", level == "answers")
        assert ("白石市" in text) == (level != "nothing")
        move_clock(datetime.timedelta(days=15))


def test_closing_early_shows_the_answers_that_are_shown_after_the_due_date(cast, make, signed_in):
    survey = make("after_due")
    close(survey.pk, by=cast.sato)
    assert OTHERS in everything(signed_in(cast.kaede), survey)[1]


@pytest.mark.parametrize("visibility", ["own", "status", "after_due", "answers"])
def test_who_is_not_asked_finds_nothing_and_who_runs_it_everything(cast, make, signed_in, visibility):
    survey = make(visibility)
    statuses, text = everything(signed_in(cast.haru), survey)
    assert statuses == LEVELS["nothing"]
    assert not any(word in text for word in (OWN, OTHERS))
    for user in (cast.sato, cast.kanda):
        statuses, text = everything(signed_in(user), survey)
        assert statuses == LEVELS["answers"]
        assert all(word in text for word in (OWN, OTHERS))


def test_nobody_without_signing_in(cast, make, client):
    survey = make("answers")
    assert [client.get(f"/surveys/{survey.pk}/{path}").status_code for path in ALL] == [302] * 5


def test_a_survey_that_was_withdrawn_is_gone_for_those_who_were_asked(cast, make, signed_in):
    survey = make("answers")
    withdraw(survey.pk, because="誤り", by=cast.sato)
    assert everything(signed_in(cast.kaede), survey)[0] == LEVELS["nothing"]
    assert everything(signed_in(cast.sato), survey)[0] == LEVELS["answers"]


def test_a_draft_comes_to_nothing(cast, signed_in):
    survey = make_survey(cast)
    assert everything(signed_in(cast.sato), survey)[0] == LEVELS["nothing"]


def test_what_was_returned_and_what_is_being_mended_is_shown_to_nobody_else(cast, make, signed_in):
    survey = make("answers")
    return_response(response_of(survey, cast.shiroishi).pk, [RemarkAt("図が古いものです。", "map")], by=cast.sato)
    answered(survey, cast.shiroishi, cast.yui, voters="4321", note=WORKING)
    for user in (cast.kaede, cast.sato):
        _, text = everything(signed_in(user), survey)
        assert not any(word in text for word in (OTHERS, WORKING, "4321", "4,321", "042064_白石市"))
        assert OWN in text


def test_lines_lead_to_the_answers_that_the_person_may_open(cast, make, signed_in):
    survey = make("answers")
    client = signed_in(cast.kaede)
    others, own = f"/surveys/{survey.pk}/responses/042064/", f"/surveys/{survey.pk}/answer/042021/sheet/"
    page = client.get(f"/surveys/{survey.pk}/collation/").content.decode()
    assert (others in page, own in page) == (True, True)
    assert [client.get(address).status_code for address in (others, own)] == [200, 200]
    return_response(response_of(survey, cast.shiroishi).pk, [RemarkAt("確認してください。")], by=cast.sato)
    assert others not in client.get(f"/surveys/{survey.pk}/collation/").content.decode()
    assert others in signed_in(cast.sato).get(f"/surveys/{survey.pk}/collation/").content.decode()


class TestFiles:
    @staticmethod
    def unpacked(client, survey) -> dict[str, bytes]:
        response = client.get(f"/surveys/{survey.pk}/files.zip")
        assert response.status_code == 200
        content = b"".join(response.streaming_content)
        assert len(content) == int(response["Content-Length"])
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name) for name in archive.namelist()}

    @pytest.fixture
    def survey(self, cast):
        several = Question("map", "file", "位置図", settings={"max_files": 5})
        return issued(cast, *QUESTIONS, several)

    def test_files_are_named_by_code_organization_question_and_number(self, cast, survey, signed_in):
        files = [("図.TXT", b"1"), ("図.TXT", b"2"), ("写真の説明", b"3")]
        hand_in_with_files(survey, cast.ishinomaki, cast.kaede, files)
        assert self.unpacked(signed_in(cast.sato), survey) == {
            "042021_石巻市_問3_1.txt": b"1", "042021_石巻市_問3_2.txt": b"2", "042021_石巻市_問3_3": b"3",
        }  # fmt: skip
        assert AuditEntry.objects.filter(action="survey.files_downloaded", by=cast.sato).count() == 1

    def test_a_file_that_vanished_is_named_instead_of_failing(self, cast, survey, signed_in):
        hand_in_with_files(survey, cast.ishinomaki, cast.kaede, [("a.txt", b"1"), ("b.txt", b"2")])
        gone = StoredFile.objects.get(name="a.txt")
        gone.content.storage.delete(gone.content.name)
        client = signed_in(cast.sato)
        found = self.unpacked(client, survey)
        assert found["042021_石巻市_問3_2.txt"] == b"2"
        said = found["取得できなかったファイル.txt"].decode("utf-8-sig")
        assert "次の1件のファイル" in said
        assert said.splitlines()[-1] == "042021_石巻市_問3_1.txt"
        assert len(found) == 2
        entry = AuditEntry.objects.get(action="survey.files_downloaded")
        assert entry.details == {"files": 2, "missing": ["042021_石巻市_問3_1.txt"]}
        assert ("取得できなかったファイル", "042021_石巻市_問3_1.txt") in describe(entry.details)
        assert (
            "1件の提出ファイルを取得できませんでした。"
            in client.get(f"/surveys/{survey.pk}/collation/").content.decode()
        )

    def test_a_zip_that_has_everything_says_nothing_of_missing_files(self, cast, survey, signed_in):
        hand_in_with_files(survey, cast.ishinomaki, cast.kaede, [("a.txt", b"1")])
        client = signed_in(cast.sato)
        assert list(self.unpacked(client, survey)) == ["042021_石巻市_問3_1.txt"]
        assert AuditEntry.objects.get(action="survey.files_downloaded").details == {"files": 1}
        assert "取得できません" not in client.get(f"/surveys/{survey.pk}/collation/").content.decode()

    def test_a_file_that_is_not_part_of_the_answer_any_more_is_left_out(self, cast, survey, signed_in):
        hand_in_with_files(survey, cast.ishinomaki, cast.kaede, [("古い図.txt", b"old")])
        return_response(response_of(survey, cast.ishinomaki).pk, [RemarkAt("図が古いものです。")], by=cast.sato)
        hand_in_with_files(survey, cast.ishinomaki, cast.kaede, [("新しい図.txt", b"new")])
        assert self.unpacked(signed_in(cast.sato), survey) == {"042021_石巻市_問3_1.txt": b"new"}

    def test_without_any_file_there_is_no_zip_and_no_button(self, cast, survey, signed_in):
        handed_in(survey, cast.ishinomaki, cast.kaede, voters="5")
        client = signed_in(cast.sato)
        assert client.get(f"/surveys/{survey.pk}/files.zip").status_code == 404
        assert "files.zip" not in client.get(f"/surveys/{survey.pk}/collation/").content.decode()
