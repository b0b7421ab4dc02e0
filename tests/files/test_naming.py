"""A name is kept exactly, or refused with a message."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.files.naming import clean_name, extension_of

UNSTORABLE = ("Cc", "Cs", "Zl", "Zp")
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    "name",
    [
        "別紙1_投票所における感染症対策.pdf",
        "髙﨑𠮷葛󠄀㋿—.xlsx",
        "か゚.txt",
        "全角　空白.docx",
        "外字\ue000.docx",
        "A&amp;B.pdf",
        "50%引き?.csv",
        ".bashrc",
        "様" * 251 + ".pdf",
    ],
)
def test_what_people_call_their_files_is_kept(name):
    assert clean_name(name) == name


@pytest.mark.parametrize("folder", ["../", "../../etc/", "/tmp/", "C:\\Users\\me\\", "\\\\server\\share\\", "a/b\\"])
def test_only_the_folder_is_taken_off(folder):
    assert clean_name(f"{folder}報告.pdf") == "報告.pdf"


@pytest.mark.parametrize("bad", ["\x00", "\r", "\n", "\r\n", "\t", "\x1b", "\x7f", "\u2028", "\u202e", "\ud800"])
def test_control_characters_are_refused(bad):
    with pytest.raises(ValidationError) as refused:
        clean_name(f"報告{bad}.pdf")
    assert refused.value.code == "name_control"


@pytest.mark.parametrize("name", ["", None, ".", "..", "　", "folder/", "\\"])
def test_a_file_without_a_name_is_refused(name):
    with pytest.raises(ValidationError) as refused:
        clean_name(name)
    assert refused.value.code == "name_empty"


def test_256_characters_are_refused_and_not_cut():
    with pytest.raises(ValidationError) as refused:
        clean_name("様" * 252 + ".pdf")
    assert refused.value.code == "name_long"
    assert "256文字" in refused.value.messages[0]


@given(st.text(max_size=300))
def test_any_name_is_kept_exactly_but_for_its_folder_or_refused(name):
    try:
        kept = clean_name(name)
    except ValidationError:
        return
    assert name.endswith(kept)
    assert name == kept or name[: -len(kept)][-1] in "/\\"
    assert 1 <= len(kept) <= 255
    assert not any(each in "/\\" or each in TURNING or unicodedata.category(each) in UNSTORABLE for each in kept)


@pytest.mark.parametrize(
    ("name", "extension"), [("a.PDF", "pdf"), ("a.tar.gz", "gz"), (".pdf", ""), ("表", ""), ("第1.", "")]
)
def test_the_ending_of_a_name(name, extension):
    assert extension_of(name) == extension
