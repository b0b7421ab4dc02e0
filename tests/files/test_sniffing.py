"""What a file is, by its bytes; nothing is unpacked to find out."""

import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.files import formats
from core.files.sniffing import recognise
from tests.files import samples

KINDS = {
    "pdf": (samples.pdf, formats.PDF),
    "docx": (samples.word, formats.WORD),
    "xlsx": (samples.excel, formats.EXCEL),
    "pptx": (samples.powerpoint, formats.POWERPOINT),
    "ods": (samples.open_document, formats.ODF_SHEET),
    "zip": (lambda: samples.zipped({"a.txt": b"a"}), formats.ZIP),
    "empty zip": (lambda: samples.zipped({}), formats.ZIP),
    "png": (samples.picture, formats.PNG),
    "jpeg": (lambda: samples.picture("JPEG"), formats.JPEG),
    "jpeg with exif": (samples.photograph_with_a_place, formats.JPEG),
    "gif": (lambda: samples.picture("GIF"), formats.GIF),
    "webp": (lambda: samples.picture("WEBP"), formats.WEBP),
    "bmp": (lambda: samples.picture("BMP"), formats.BMP),
    "tiff": (lambda: samples.picture("TIFF"), formats.TIFF),
    "doc": (lambda: samples.compound("1Table", "WordDocument"), formats.OLD_WORD),
    "xls": (lambda: samples.compound("a", "b", "c", "d", "e", "Workbook"), formats.OLD_EXCEL),
    "ppt": (lambda: samples.compound("PowerPoint Document"), formats.OLD_POWERPOINT),
    "xlsx with a password": (lambda: samples.compound("EncryptionInfo", "EncryptedPackage"), formats.LOCKED_OFFICE),
    "jtd": (lambda: samples.compound("JSRV_SegmentInformation"), formats.COMPOUND),
    "svg": (lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', formats.SVG),
    "html": (lambda: b"\n<!DOCTYPE html><html><script>alert(1)</script>", formats.HTML),
    "rtf": (lambda: b"{\\rtf1\\ansi}", formats.RTF),
    "exe": (lambda: b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200), formats.PROGRAM),
    "7z": (lambda: b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(50), formats.SEVEN_ZIP),
    "lzh": (lambda: b"\x20\x00-lh5-" + bytes(50), formats.LZH),
    "noise": (lambda: b"\x01\x02\x93\x00" * 20, formats.UNKNOWN),
    "a text that begins like a program": (lambda: b"MZ is what it begins with", formats.TEXT),
}


@pytest.mark.parametrize("kind", KINDS)
def test_real_files_are_recognised(kind):
    make, expected = KINDS[kind]
    assert recognise(io.BytesIO(make()))[0] is expected


@pytest.mark.parametrize(
    ("codec", "charset"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp932", "shift_jis"), ("utf-16", "utf-16")],
)
def test_the_character_set_of_a_text_is_told(codec, charset):
    text = "団体コード,団体名\r\n042021,石巻市\r\n043028,七ヶ宿町\r\n"
    assert recognise(io.BytesIO(text.encode(codec))) == (formats.TEXT, charset)


def test_a_text_that_is_longer_than_what_is_read_may_be_cut_inside_a_character():
    assert recognise(io.BytesIO(("a" + "漢" * 40_000).encode())) == (formats.TEXT, "utf-8")


def test_a_bomb_is_recognised_without_being_unpacked():
    bomb = samples.zipped(
        {"[Content_Types].xml": b"0" * 60_000_000, "word/document.xml": b"0" * 60_000_000, "mimetype": b"x"}
    )
    tracemalloc.start()
    assert recognise(io.BytesIO(bomb))[0] is formats.WORD
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_a_directory_larger_than_any_document_has_is_not_read():
    many = samples.zipped({"[Content_Types].xml": b"", "word/document.xml": b""} | {f"{n}": b"" for n in range(10_001)})
    assert recognise(io.BytesIO(many))[0] is formats.ZIP


def test_a_compound_file_that_points_at_itself_ends():
    looping = bytearray(samples.compound("x"))
    looping[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")  # the directory's sector names itself as the next
    assert recognise(io.BytesIO(bytes(looping)))[0] is formats.COMPOUND


@given(
    st.sampled_from(
        [b"", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-", b"\xff\xd8\xff"]
    ),
    st.binary(max_size=2000),
)
def test_any_bytes_are_something(start, rest):
    file = io.BytesIO(start + rest)
    found, _ = recognise(file)
    assert isinstance(found, formats.Format)
    assert file.tell() == 0


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx", "doc", "xls", "pdf", "png"])
def test_a_file_that_was_cut_short_is_something(kind):
    whole = KINDS[kind][0]()
    for length in range(1, len(whole), max(1, len(whole) // 50)):
        recognise(io.BytesIO(whole[:length]))
