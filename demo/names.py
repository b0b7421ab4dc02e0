"""Names of people for the demonstration: invented, as they are spelt in Miyagi, rare characters included."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import jaconv

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True)
class Name:
    written: str
    kana: str

    @property
    def in_letters(self) -> str:
        """For an address: satou.misaki."""
        return jaconv.kana2alphabet(self.kana).replace(" ", ".")


def names(seed: str) -> list[Name]:
    """All combinations in an order that the seed decides, so that every start makes the same people."""
    surnames, given = _read("surnames.txt"), _read("given-names.txt")
    made = [Name(f"{s} {g}", f"{s_kana} {g_kana}") for s, s_kana in surnames for g, g_kana in given]
    random.Random(seed).shuffle(made)
    return made


def _read(name: str) -> list[tuple[str, str]]:
    """Surnames are common in the prefecture, several in forms that trouble old systems (髙 﨑 𠮷 邉 齋 濵 𣘺)."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [(written, kana) for written, kana in (line.split(" ") for line in lines)]
