"""Real files of many kinds, made by the libraries that people's programs are like, and some that lie."""

from __future__ import annotations

import io
import struct
import zipfile

import docx
import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def pdf(pages: int = 1, *, password: str | None = None, size: tuple[float, float] = A4) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=size, encrypt=password)
    for number in range(1, pages + 1):
        canvas.drawString(80, 700, f"page {number}")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def word(text: str = "本文") -> bytes:
    made = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(text)
    document.save(made)
    return made.getvalue()


def excel(text: str = "団体") -> bytes:
    made = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = text
    book.save(made)
    return made.getvalue()


def zipped(entries: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made.getvalue()


def powerpoint() -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"})


def open_document() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office/>")
    return made.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "#336699").save(made, kind, **options)
    return made.getvalue()


def photograph_with_a_place(size: tuple[int, int] = (40, 30)) -> bytes:
    """A JPEG that says where it was taken, lies on its side, and has a secret in its comment."""
    exif = Image.Exif()
    exif[0x0112] = 6  # Orientation: turn right
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", size, exif=exif.tobytes(), comment=b"SECRET-COMMENT")


def compound(*streams: str) -> bytes:
    """The smallest compound file (old Office, 一太郎) with these streams: header, one table sector, its directory."""
    names = ["Root Entry", *streams]
    directory = b""
    for name in names:
        coded = (name + "\0").encode("utf-16-le")
        directory += coded.ljust(64, b"\0") + struct.pack("<H", len(coded)) + bytes(62)
    sectors = -(-len(directory) // 512)
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    table = struct.pack("<128L", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    header = header.ljust(44, b"\0") + struct.pack("<LL", 1, 1)
    header = header.ljust(76, b"\0") + struct.pack("<109L", 0, *[0xFFFFFFFF] * 108)
    return header + table + directory.ljust(sectors * 512, b"\0")
