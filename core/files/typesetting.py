"""Sets one PDF. A program of its own: `python -m core.files.typesetting TEMPLATE` (a Typst file under templates/).

Reads from standard input a JSON object: "data" (what the template shows) and "at" (when the document is made, in
seconds). Writes the PDF to standard output. What people typed goes into the template as data and is never read as its
markup. It works apart (core.files.apart) so that a large document can take neither a web server's memory nor its time.

What none of the fonts can draw stands there by its number, 〔U+1F363〕, and data["has_unprintable"] says so.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from typing import Any

from fontTools.ttLib import TTFont

from core.files.apart import ROOT, keep_within
from core.files.typst_apart import compiled, font_files

CPU_SECONDS = 60
TEMPLATES = ROOT / "templates"
# Letters of other languages' names, which the Japanese font has in part or puts together badly: Dvořák, Nguyễn.
FOREIGN_LETTERS = "[\u0100-\u024f\u1e00-\u1eff]"
# Picture or text form of a sign; other selectors choose between the forms of one kanji.
_PRESENTATION = frozenset("\ufe0e\ufe0f")


class Typefaces:
    """The fonts, and what they can draw."""

    def __init__(self) -> None:
        main, _, foreign = font_files()
        with TTFont(main, lazy=True) as font:
            tables = font["cmap"].tables
            self.characters = {chr(code) for code in font.getBestCmap()}
            self.forms = {
                chr(code) + chr(selector)
                for table in tables
                if table.format == 14
                for selector, pairs in table.uvsDict.items()
                for code, _ in pairs
            }
        with TTFont(foreign, lazy=True) as font:
            letters = re.compile(FOREIGN_LETTERS)
            self.characters |= {chr(code) for code in font.getBestCmap() if letters.match(chr(code))}

    def lacks(self, character: str, before: str) -> bool:
        """Whether it could not be seen on the page. `before` is the character it follows."""
        if _is_selector(character):
            return character not in _PRESENTATION and before + character not in self.forms
        if character in self.characters or character == "\n":
            return False
        return unicodedata.category(character) != "Cf"  # a sign without a form of its own


class Printable:
    """Makes texts printable, and remembers whether anything was not."""

    def __init__(self, typefaces: Typefaces) -> None:
        self.typefaces = typefaces
        self.found_unprintable = False

    def all(self, data: Any) -> Any:
        """The same JSON with every text in it printable."""
        if isinstance(data, str):
            return self.text(data)
        if isinstance(data, list):
            return [self.all(each) for each in data]
        if isinstance(data, dict):
            return {key: self.all(each) for key, each in data.items()}
        return data

    def text(self, text: str) -> str:
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
        if self.typefaces.characters.issuperset(text):
            return text
        return "".join(map(self._character, text, "\n" + text))

    def _character(self, character: str, before: str) -> str:
        if not self.typefaces.lacks(character, before):
            return character
        self.found_unprintable = True
        return f"〔U+{ord(character):04X}〕"


def set_pdf(template: str, data: dict[str, Any], at: int) -> bytes:
    printable = Printable(Typefaces())
    shown = printable.all(data)
    shown["has_unprintable"] = printable.found_unprintable
    inputs = {"data": json.dumps(shown, ensure_ascii=False), "foreign": FOREIGN_LETTERS}
    return compiled(str(TEMPLATES / template), inputs, root=str(TEMPLATES), timestamp=at)


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def main(template: str) -> None:
    keep_within(CPU_SECONDS)
    asked = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(set_pdf(template, asked["data"], asked["at"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
