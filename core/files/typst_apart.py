"""Typst as our programs use it: with the fonts of packages and with nothing of the machine.

The fonts come from packages so that every machine makes the same pages and pictures.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import typst

FAMILIES = {"Noto Sans CJK JP", "Noto Sans"}
FONT_PACKAGES = ("noto_cjk_sans_jp_regular", "noto_cjk_sans_jp_bold", "fontpkg_noto_sans")


def compiled(document: str | bytes, inputs: dict[str, str], **more: Any) -> bytes:
    """A Typst file, or the text of one, as PDF or what `format` says. What is wrong with it ends the program."""
    folders = [str(file.parent) for file in font_files()]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    if missing := FAMILIES - set(fonts.families()):  # without a font Typst leaves the text out, and says nothing
        sys.exit(f"These fonts were not found: {missing}")
    try:
        return typst.compile(document, font_paths=fonts, sys_inputs=inputs, **more)
    except typst.TypstError as error:
        sys.exit(error.diagnostic)


def font_files() -> list[Path]:
    """In the order of FONT_PACKAGES."""
    return [_font_of(package) for package in FONT_PACKAGES]


def _font_of(package: str) -> Path:
    """The upright font of a package, found without running anything of it."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"The fonts of {package} are not installed.")
    return next(path for path in sorted(Path(found.origin).parent.rglob("*.[ot]tf")) if "Italic" not in path.name)
