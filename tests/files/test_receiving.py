"""Uploads as browsers send them: Django's parser must not change a name on the way."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from core.files.naming import clean_name

BOUNDARY = "----boundary"


def receive(*parts: tuple[str, bytes], field: bytes = b"files"):
    """Post files with these names, byte for byte as a browser would; returns what the views get."""
    body = b""
    for name, content in parts:
        head = b'Content-Disposition: form-data; name="' + field + b'"; filename="' + name.encode() + b'"\r\n'
        body += f"--{BOUNDARY}\r\n".encode() + head + b"Content-Type: application/pdf\r\n\r\n" + content + b"\r\n"
    body += f"--{BOUNDARY}--\r\n".encode()
    request = RequestFactory().post("/", body, content_type=f"multipart/form-data; boundary={BOUNDARY}")
    return request.FILES.getlist(field.decode())


@pytest.mark.parametrize(
    "name",
    [
        "全角　空白.pdf",
        "外字\ue000.pdf",
        "A&amp;B&copy.pdf",
        "葛󠄀城.pdf",
        "様" * 251 + ".pdf",
        "様" * 260 + ".pdf",  # refused later, not cut
        "1." + "長" * 200,  # what stands behind the dot is no ending, and too long for a temporary file
        "%22引用%22.pdf",
    ],
)
def test_the_name_arrives_as_it_was_sent(name):
    (file,) = receive((name, b"x"))
    assert file.name == name


def test_only_the_folder_is_taken_off():
    names = [file.name for file in receive(("../../etc/passwd", b"x"), ("C:\\\\Users\\\\me\\\\報告.pdf", b"y"))]
    assert names == ["passwd", "報告.pdf"]


def test_a_name_that_is_only_a_folder_is_not_dropped_silently():
    (file,) = receive(("folder/", b"x"))
    assert file.name == "."


def test_control_characters_arrive_so_that_they_can_be_refused():
    (file,) = receive(("報告\x1b.pdf", b"x"))
    assert file.name == "報告\x1b.pdf"


def test_a_line_break_in_a_name_cannot_pass_for_a_name():
    (file,) = receive(("報告\r\nX-Header: a.pdf", b"x"))
    with pytest.raises(ValidationError, match="使えない文字"):
        clean_name(file.name)


def test_several_files_keep_their_order_and_bytes():
    files = receive(("b.pdf", b"1" * 100_000), ("a.pdf", b""), ("b.pdf", b"3"))
    assert [(file.name, file.size, file.read()) for file in files] == [
        ("b.pdf", 100_000, b"1" * 100_000),
        ("a.pdf", 0, b""),
        ("b.pdf", 1, b"3"),
    ]


def test_no_more_than_may_be_kept_is_written_to_the_disk(settings):
    settings.ATTACHMENT_MAX_BYTES = 100_000
    (file,) = receive(("big.pdf", b"a" * 1_000_000))
    assert file.size == 1_000_000  # so that it is refused
    assert os.stat(file.temporary_file_path()).st_size < 300_000


def test_an_upload_that_breaks_off_leaves_nothing_behind(settings, tmp_path: Path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n'.encode()

    class BreaksOff(io.BytesIO):
        def read(self, size: int = -1) -> bytes:
            data = super().read(size)
            if not data:
                raise OSError("connection reset")
            return data

    request = RequestFactory().generic(
        "POST", "/", b"x", content_type=f"multipart/form-data; boundary={BOUNDARY}", CONTENT_LENGTH="1000000"
    )
    request._stream = BreaksOff(head + b"a" * 50_000)
    with pytest.raises(OSError, match="connection reset"):
        _ = request.FILES
    assert list(tmp_path.iterdir()) == []


def test_ours_is_the_handler_that_is_set(settings):
    assert settings.FILE_UPLOAD_HANDLERS == ["core.files.receiving.ExactNameUploadHandler"]
