"""Invented citizens of 石巻市: what they type into the fields that every form has."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass

import jaconv

from demo.names import Name

# Real postcodes and towns; the house numbers mean nobody.
TOWNS = (
    ("986-0822", "中央"),
    ("986-0825", "穀町"),
    ("986-0853", "門脇"),
    ("986-0861", "蛇田"),
    ("986-0805", "大橋"),
    ("986-0868", "恵み野"),
    ("987-1101", "前谷地"),
    ("986-1111", "鹿又"),
)


@dataclass(frozen=True)
class Applicant:
    name: Name
    birthday: datetime.date
    postcode: str
    street: str
    phone: str
    mail: str

    def fields(self) -> dict[str, list[str]]:
        """Name with its reading."""
        family, given = self.name.written.split(" ")
        family_kana, given_kana = self.name.kana.split(" ")
        return {
            "a.name.family": [family],
            "a.name.given": [given],
            "a.name.family_kana": [family_kana],
            "a.name.given_kana": [given_kana],
        }

    def address(self) -> dict[str, list[str]]:
        return {
            "a.address.postcode": [self.postcode],
            "a.address.region": ["宮城県"],
            "a.address.city": ["石巻市"],
            "a.address.street": [self.street],
        }


def applicant(name: Name, dice: random.Random, today: datetime.date) -> Applicant:
    postcode, town = dice.choice(TOWNS)
    romaji = jaconv.kana2alphabet(name.kana).replace(" ", ".")
    return Applicant(
        name=name,
        birthday=today - datetime.timedelta(days=dice.randint(19 * 365, 76 * 365)),
        postcode=postcode,
        street=f"{town}{dice.randint(1, 4)}丁目{dice.randint(1, 20)}-{dice.randint(1, 15)}",
        phone=f"090-{dice.randint(1000, 9999)}-{dice.randint(1000, 9999)}",
        mail=f"{romaji}{dice.randint(1, 99)}@mail.example.jp",
    )
