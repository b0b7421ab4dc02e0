"""What Typst makes has its words: from fonts of packages, or not at all."""

from __future__ import annotations

import pytest

from core.files import typst_apart
from core.files.typst_apart import compiled

PAGE = '#set text(font: "Noto Sans CJK JP")\n石巻市'.encode()


def test_words_are_set_in_the_font_that_was_asked_for():
    assert b"NotoSansCJKjp" in compiled(PAGE, {})


def test_without_one_of_them_it_makes_nothing(monkeypatch):
    monkeypatch.setattr(typst_apart, "FONT_PACKAGES", typst_apart.FONT_PACKAGES[:2])
    with pytest.raises(SystemExit, match="Noto Sans"):
        compiled(PAGE, {})


def test_a_package_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setattr(typst_apart, "FONT_PACKAGES", ("no_such_font",))
    with pytest.raises(ModuleNotFoundError, match="no_such_font"):
        compiled(PAGE, {})


def test_what_is_wrong_with_the_document_is_said():
    with pytest.raises(SystemExit, match="unclosed delimiter"):
        compiled(b"#foo(", {})
