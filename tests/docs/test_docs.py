"""The documents name what exists: links, pictures, settings, commands, decisions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def anchors(text: str) -> set[str]:
    """As GitHub makes them from headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document):
    text = document.read_text(encoding="utf-8")
    for target in LINK.findall(text):
        assert not target.startswith("http"), "the documents must be readable without a network"
        name, _, anchor = target.partition("#")
        place = (document.parent / name).resolve() if name else document
        assert place.exists(), target
        if anchor:
            assert anchor in anchors(place.read_text(encoding="utf-8")), target


def test_every_setting_is_in_the_operations_manual():
    settings = (ROOT / "portal" / "settings.py").read_text(encoding="utf-8")
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    named = set(re.findall(r'(?:env\.\w+|one_of|secret|has|database)\(\s*"([A-Z_]+)"', settings))
    assert named
    assert not {name for name in named if f"`{name}`" not in manual}


def test_every_command_of_the_makefile_is_explained():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    explained = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].split()
    assert not {name for name in targets if name != "clean" and f"`make {name}`" not in explained}


def test_every_decision_is_listed():
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    decisions = [path.name for path in (ROOT / "docs" / "decisions").glob("0*.md")]
    assert decisions
    assert not {name for name in decisions if f"({name})" not in listed}


def test_every_picture_is_used_at_some_width():
    told = "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    shots = {path.name.rpartition("-")[0] for path in (ROOT / "docs" / "screenshots").glob("*.png")}
    assert not {name for name in shots if f"screenshots/{name}-" not in told}
