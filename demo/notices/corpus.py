"""What the notices say: reads data/notices/*.toml (its README tells what the keys mean)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "data" / "notices"


@dataclass(frozen=True)
class Source:
    """Who issues, and who at the prefecture (or at another owner) handles it."""

    name: str
    series: str
    a_year: int
    section: str = ""
    owner: str = ""

    @property
    def is_external(self) -> bool:
        """From outside: the prefecture passes it on."""
        return not self.owner and not self.name.startswith("宮城県")


@dataclass(frozen=True)
class Template:
    """One entry of the corpus."""

    category: str
    title: str
    issuer: Source
    about: str
    items: list[str] = field(default_factory=list)
    number: str = ""
    month: int = 0
    months: list[int] = field(default_factory=list)
    every: str = ""
    weekday: int = 4
    to: list[str] = field(default_factory=lambda: ["全市町村"])
    important: bool = False
    acknowledge: int = 0
    due: int = 14
    tags: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    newest: bool = False
    state: str = "published"
    in_days: int = 0
    days_ago: int = 0
    because: str = ""


def read() -> list[Template]:
    """All entries, in the order of the files."""
    issuers = {key: Source(**fields) for key, fields in _load("issuers.toml").items()}
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        if path.name == "issuers.toml":
            continue
        content = _load(path.name)
        for entry in content["notice"]:
            fields = {"category": content.get("category"), **entry, "issuer": issuers[entry["issuer"]]}
            found.append(Template(**fields))
    return found


def _load(name: str) -> dict:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
