"""What a file is, by looking at its bytes. Nothing is unpacked or decoded to find out."""

from __future__ import annotations

import codecs
from typing import IO

import puremagic

from core.files import formats
from core.files.compound import stream_names
from core.files.formats import Format
from core.files.zip_directory import entry_names

HEAD_BYTES = 64 * 1024

# puremagic knows these by their signatures; its first match that is listed here counts.
_BY_SIGNATURE = {
    extension: each
    for each in (
        formats.PNG,
        formats.JPEG,
        formats.GIF,
        formats.WEBP,
        formats.BMP,
        formats.TIFF,
        formats.HEIF,
        formats.SEVEN_ZIP,
        formats.RAR,
        formats.GZIP,
        formats.LZH,
        formats.PROGRAM,
    )
    for extension in each.extensions
}
_OOXML = (
    ("word/document", formats.WORD),
    ("xl/workbook", formats.EXCEL),
    ("ppt/presentation", formats.POWERPOINT),
)
_ODF = (
    (b"application/vnd.oasis.opendocument.text", formats.ODF_TEXT),
    (b"application/vnd.oasis.opendocument.spreadsheet", formats.ODF_SHEET),
    (b"application/vnd.oasis.opendocument.presentation", formats.ODF_SLIDES),
)
_COMPOUND = (
    ("EncryptedPackage", formats.LOCKED_OFFICE),
    ("WordDocument", formats.OLD_WORD),
    ("Workbook", formats.OLD_EXCEL),
    ("Book", formats.OLD_EXCEL),
    ("PowerPoint Document", formats.OLD_POWERPOINT),
)
_TEXT_CONTROLS = frozenset(b"\t\n\f\r\x1a\x1b")  # \x1b: ISO-2022-JP; \x1a: the end of a file from DOS
_CONTROLS = bytes(set(range(0x20)) - _TEXT_CONTROLS) + b"\x7f"
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def recognise(file: IO[bytes]) -> tuple[Format, str]:
    """The format, and the character set where it is text and one fits. Leaves the file at its beginning."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    found = _binary(head, file)
    charset = ""
    if found is formats.UNKNOWN and (guessed := charset_of(head)) is not None:
        charset = guessed
        found = _markup(head, charset)
    file.seek(0)
    return found, charset


def _binary(head: bytes, file: IO[bytes]) -> Format:
    if b"%PDF-" in head[:1024]:
        return formats.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(head, file)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        names = stream_names(file)
        return next((each for name, each in _COMPOUND if name in names), formats.COMPOUND)
    if head.startswith(b"{\\rtf"):
        return formats.RTF
    return _by_signature(head)


def _zip(head: bytes, file: IO[bytes]) -> Format:
    if head[30:38] == b"mimetype":
        return next((each for kind, each in _ODF if head[38:].startswith(kind)), formats.ZIP)
    names = entry_names(file)
    if "[Content_Types].xml" not in names:
        return formats.ZIP
    return next((each for start, each in _OOXML if any(name.startswith(start) for name in names)), formats.ZIP)


def _by_signature(head: bytes) -> Format:
    if charset_of(head) is not None:
        return formats.UNKNOWN  # text: some signatures are two letters, and so is the beginning of many a text
    try:
        matches = puremagic.magic_string(head[:4096])
    except (puremagic.PureError, ValueError):
        return formats.UNKNOWN
    extensions = (match.extension.lstrip(".").lower() for match in matches)
    return next((_BY_SIGNATURE[each] for each in extensions if each in _BY_SIGNATURE), formats.UNKNOWN)


def _markup(head: bytes, charset: str) -> Format:
    start = head[:2048].decode(charset or "ascii", errors="ignore").lstrip("\ufeff \t\r\n").lower()
    if start.startswith("<") and "<svg" in start:
        return formats.SVG
    if start.startswith(("<!doctype html", "<html")):
        return formats.HTML
    return formats.TEXT


def charset_of(head: bytes) -> str | None:
    """The character set of a text; empty when none of ours fits; None when it is not text at all."""
    for mark, charset in _BOMS:
        if head.startswith(mark):
            return charset
    if not head or head.translate(None, _CONTROLS) != head:
        return None
    if b"\x1b$" in head or b"\x1b(" in head:
        return "iso-2022-jp"
    for codec, charset in (("utf-8", "utf-8"), ("cp932", "shift_jis")):
        try:
            codecs.getincrementaldecoder(codec)().decode(head)  # incremental: the head may end inside a character
        except UnicodeDecodeError:
            continue
        return charset
    return ""
