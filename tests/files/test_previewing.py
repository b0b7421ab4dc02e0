"""Pages are drawn by a worker; what cannot be drawn says so and disturbs nobody."""

from __future__ import annotations

import logging
import signal
import struct
import subprocess
import zlib

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from core.files.models import StoredFile, preview_path
from core.files.services import previewing
from core.files.services.previewing import draw_preview
from core.jobs.models import Job
from core.jobs.running import run_one
from tests.files import samples


def drawn(file: StoredFile) -> StoredFile:
    draw_preview(file)
    file.refresh_from_db()
    return file


def preview(file: StoredFile, number: int = 1) -> Image.Image:
    with default_storage.open(preview_path(file, number), "rb") as content:
        picture = Image.open(content)
        picture.load()
        return picture


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that would become so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    header = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_a_worker_draws_every_page(stored, db):
    file = stored("別紙.pdf", samples.pdf(3))
    assert run_one("files")
    file.refresh_from_db()
    assert (file.pages, file.previews) == (3, 3)
    assert [preview(file, number).width for number in (1, 2, 3)] == [1200, 1200, 1200]
    assert Job.objects.get(kind="files.preview").state == Job.State.DONE


def test_thirty_pages_are_enough(stored):
    file = drawn(stored("長い.pdf", samples.pdf(32)))
    assert (file.pages, file.previews) == (32, 30)


def test_drawing_again_after_a_crash_gives_the_same(stored):
    file = drawn(stored("別紙.pdf", samples.pdf(2)))
    again = drawn(file)
    assert (again.pages, again.previews) == (2, 2)
    assert len(default_storage.listdir(f"previews/{file.pk.hex[:2]}/{file.pk.hex}")[1]) == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("鍵付き.pdf", samples.pdf(password="secret")),
        ("壊れた.pdf", b"%PDF-1.7\n" + b"garbage " * 100),
        ("途中まで.pdf", samples.pdf()[:600]),
        ("大きすぎる.png", png_that_claims(10_000, 5_001)),
        ("途中まで.jpg", samples.picture("JPEG", (400, 400))[:700]),
        ("頭だけ.gif", b"GIF89a\x10\x00\x10\x00\xf7\x00\x00"),
    ],
)
def test_what_cannot_be_drawn_is_not_shown_and_that_is_no_error(stored, name, content, caplog):
    file = stored(name, content)
    with caplog.at_level(logging.WARNING):
        assert run_one("files")
    file.refresh_from_db()
    assert file.previews == 0
    assert file.note_on_preview
    assert Job.objects.get(kind="files.preview").state == Job.State.DONE
    assert not caplog.records


@pytest.mark.parametrize("size", [(20_000, 10), (10, 20_000), (14_400, 14_400)])
def test_pages_of_absurd_size_stay_small_pictures(stored, size):
    file = drawn(stored("図面.pdf", samples.pdf(size=size)))
    picture = preview(file)
    assert picture.width <= 1200
    assert picture.height <= 3600


def test_a_picture_loses_everything_but_what_is_seen(stored):
    file = drawn(stored("写真.jpg", samples.photograph_with_a_place((400, 200))))
    picture = preview(file)
    assert picture.size == (200, 400)  # upright
    assert not picture.getexif()
    with default_storage.open(preview_path(file, 1), "rb") as content:
        assert b"SECRET" not in content.read()
    assert file.pages is None


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "JPEG"])
def test_pictures_are_made_smaller(stored, kind):
    file = drawn(stored(f"図.{kind.lower()}", samples.picture(kind, (2400, 1200))))
    assert preview(file).size == (1600, 800)


def test_a_file_that_kills_the_drawing_program_is_not_shown(stored, monkeypatch):
    """A crash inside the library is that of a process of its own."""
    done = subprocess.CompletedProcess([], -signal.SIGSEGV, b"", b"")
    monkeypatch.setattr(previewing.subprocess, "run", lambda *args, **kwargs: done)
    assert drawn(stored()).previews == 0


def test_a_file_that_takes_for_ever_is_not_shown(stored, monkeypatch):
    monkeypatch.setattr(previewing, "TIMEOUT_SECONDS", 0.01)
    assert drawn(stored()).previews == 0


@pytest.mark.expects_errors
def test_a_program_that_was_ended_or_is_broken_is_tried_again(stored, monkeypatch):
    file = stored()
    done = subprocess.CompletedProcess([], -signal.SIGTERM, b"", b"")
    monkeypatch.setattr(previewing.subprocess, "run", lambda *args, **kwargs: done)
    assert run_one("files")
    assert Job.objects.get(kind="files.preview").state == Job.State.WAITING
    file.refresh_from_db()
    assert file.previews is None


def test_the_drawing_program_knows_no_secrets(stored, monkeypatch):
    seen = {}
    real = subprocess.run

    def watched(*args, **kwargs):
        seen.update(kwargs["env"])
        return real(*args, **kwargs)

    monkeypatch.setattr(previewing.subprocess, "run", watched)
    drawn(stored())
    assert set(seen) == {"PATH"}


def test_a_file_that_was_removed_meanwhile_is_no_error(stored):
    file = stored()
    StoredFile.objects.filter(pk=file.pk).delete()
    assert run_one("files")
    assert Job.objects.get(kind="files.preview").state == Job.State.DONE
