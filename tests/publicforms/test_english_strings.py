"""Everything that the public's pages and mails may say has its English."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ("templates/publicforms/public", "templates/mail/publicforms")
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def said() -> Iterator[tuple[str, str]]:
    """(where, what is said) of all templates and programs of the public's side."""
    for folder in TEMPLATES:
        for path in sorted((ROOT / folder).rglob("*.*")):
            program = templatize(path.read_text(encoding="utf-8"))
            for text in re.findall(r"gettext\((?:u)?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", program):
                yield str(path.relative_to(ROOT)), ast.literal_eval(text)
            for text in re.findall(r" _\((?:u)?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", program):
                yield str(path.relative_to(ROOT)), ast.literal_eval(text)
    for path in sorted((ROOT / "publicforms").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                for argument in node.args[:1]:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield str(path.relative_to(ROOT)), argument.value


def test_everything_that_is_said_has_its_english():
    with (ROOT / "locale/en/LC_MESSAGES/django.mo").open("rb") as file:
        english = gettext.GNUTranslations(file)
    texts = list(said())
    assert len(texts) > 100
    missing = {text: where for where, text in texts if JAPANESE.search(text) and JAPANESE.search(english.gettext(text))}
    assert not missing, "\n".join(f"{where}: {text!r}" for text, where in missing.items())
