"""Files come in whole and as what they say they are, or not at all."""

import errno
import hashlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.db import transaction

from core.files.models import StoredFile
from core.files.services.removing import remove
from core.files.services.storing import store
from core.jobs.models import Job
from tests.files import samples


def bytes_on_the_disk(storage: Path) -> list[str]:
    return sorted(str(path.relative_to(storage)) for path in storage.rglob("*") if path.is_file())


def test_what_is_stored_is_what_was_given(stored, cast):
    content = samples.pdf(2)
    file = stored("別紙1　髙﨑𠮷葛󠄀㋿—.pdf", content)
    file.refresh_from_db()
    assert file.name == "別紙1　髙﨑𠮷葛󠄀㋿—.pdf"
    assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (file.family, file.content_type) == (StoredFile.Family.PDF, "application/pdf")
    assert (file.owner, file.uploaded_by) == (cast.ishinomaki, cast.kaede)
    with file.content.open("rb") as kept:
        assert kept.read() == content


def test_on_the_disk_a_file_is_only_its_id(stored, storage):
    file = stored("../../etc/passwd.pdf")
    assert bytes_on_the_disk(storage) == [f"files/{file.pk.hex[:2]}/{file.pk.hex}"]
    assert (storage / file.content.name).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "content", "family"),
    [
        ("様式.docx", samples.word(), "word"),
        ("集計.XLSX", samples.excel(), "excel"),
        ("説明.pptx", samples.powerpoint(), "powerpoint"),
        ("一覧.csv", "団体名,数\n石巻市,1\n".encode("cp932"), "text"),
        ("様式一式.zip", samples.zipped({"a": b"a"}), "archive"),
        ("パスワード付き.xlsx", samples.compound("EncryptedPackage"), "other"),
        ("古い様式.xls", samples.compound("Workbook"), "excel"),
        ("文書.jtd", samples.compound("JSRV"), "other"),
        ("写真.JPG", samples.picture("JPEG"), "image"),
        ("DocuWorks.xdw", b"`\x0e\x82I\x01\x00", "other"),
        ("拡張子なし", samples.pdf(), "pdf"),
    ],
)
def test_what_offices_send_each_other_is_taken(stored, name, content, family):
    assert stored(name, content).family == family


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("報告.pdf", samples.word(), "中身はWordのファイル"),
        ("報告.pdf", b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200), "中身はプログラム"),
        ("報告.pdf", b"\x01\x02\x93\x00" * 9, "中身はPDFではありません"),
        ("写真.jpg", samples.picture("PNG"), "中身はPNG画像"),
        ("写真.png", b"<svg xmlns='x' onload='alert(1)'/>", "中身はSVG画像"),
        ("様式.xlsx", samples.zipped({"a": b"a"}), "中身はZIPファイル"),
        ("様式.xlsx", samples.compound("WordDocument"), "中身はWordのファイル"),
        ("様式.docx", samples.word()[:2000], "拡張子（.docx）"),
        ("一覧.csv", samples.excel(), "中身はExcelのファイル"),
        ("一覧.txt", b"\x00\x01\x02" * 9, "中身はテキストではありません"),
        ("書庫.zip", samples.pdf(), "中身はPDF"),
    ],
)
def test_a_lying_ending_is_refused(stored, storage, name, content, words):
    with pytest.raises(ValidationError) as refused:
        stored(name, content)
    assert refused.value.code == "lying_extension"
    assert f"「{name}」" in refused.value.messages[0]
    assert words in refused.value.messages[0]
    assert not StoredFile.objects.exists()
    assert bytes_on_the_disk(storage) == []


def test_an_empty_file_is_refused(stored, storage):
    with pytest.raises(ValidationError, match="空（0バイト）"):
        stored("空.pdf", b"")
    assert bytes_on_the_disk(storage) == []


def test_one_byte_too_many_is_refused_whatever_the_upload_says_of_its_size(cast, settings, storage):
    settings.ATTACHMENT_MAX_BYTES = 1000
    upload = samples.upload("大きい.txt", b"a" * 1001)
    upload.size = 10
    with pytest.raises(ValidationError, match="大きすぎます"):
        store(upload, owner=cast.ishinomaki, by=cast.kaede)
    assert bytes_on_the_disk(storage) == []
    assert store(samples.upload("ちょうど.txt", b"a" * 1000), owner=cast.ishinomaki, by=cast.kaede).size == 1000


def test_a_name_that_cannot_be_kept_is_refused(stored):
    with pytest.raises(ValidationError, match="ファイル名"):
        stored("報告\u202efdp.exe", b"a")


def test_what_cannot_be_put_on_record_leaves_no_bytes(stored, storage, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("core.files.services.storing.enqueue", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        stored()
    assert bytes_on_the_disk(storage) == []
    assert not StoredFile.objects.exists()


@pytest.mark.expects_errors
def test_a_full_disk_is_said_in_words_and_leaves_nothing(stored, storage, monkeypatch):
    def write_half(self, name, content):
        path = Path(self.path(name))
        path.parent.mkdir(parents=True)
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", write_half)
    with pytest.raises(ValidationError, match="空き容量が足りない"):
        stored()
    assert bytes_on_the_disk(storage) == []
    assert not StoredFile.objects.exists()


def test_what_can_be_shown_is_put_to_work(stored):
    shown, plain = stored("a.pdf", samples.pdf()), stored("a.docx", samples.word())
    assert Job.objects.get(kind="files.preview").payload == {"file": str(shown.pk)}
    assert (shown.previews, plain.previews) == (None, 0)


def test_a_removed_file_takes_its_bytes_with_it(stored, storage, django_capture_on_commit_callbacks):
    file = stored()
    with django_capture_on_commit_callbacks(execute=True):
        remove(file)
        assert bytes_on_the_disk(storage) != []
    assert bytes_on_the_disk(storage) == []
    assert not StoredFile.objects.exists()
