"""What was posted from the editor of keyed lines, before anything is judged, and what becomes of it."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from core.questions.definition import KEY, RESERVED, new_key
from core.questions.forms.line_labels import duplicates, fault_of, shortened

OUTDATED = "画面の内容を読み取れませんでした。ページを開き直して、もう一度入力してください。"


@dataclass(frozen=True, slots=True)
class Row:
    """One text field with what stands beside it. A row without a key was added by script."""

    key: str
    typed_label: str
    position: str = ""
    removed: bool = False

    @property
    def label(self) -> str:
        return self.typed_label.strip()

    @property
    def is_blank(self) -> bool:
        """A row that was added and left empty counts for nothing."""
        return not self.key and not self.label


@dataclass(frozen=True)
class TypedLines:
    """All controls of the editor. `gone` are the items that were removed before; they have no text field."""

    rows: tuple[Row, ...] = ()
    added: str = ""
    gone: tuple[Mapping[str, Any], ...] = ()
    restored: frozenset[str] = frozenset()
    merge: str = ""  # this item …
    into: str = ""  # … counts as that one from now on
    is_readable: bool = True

    @classmethod
    def of(cls, items: Iterable[Mapping[str, Any]]) -> Self:
        """The editor as it is opened."""
        there = [item for item in items if not item.get("gone")]
        rows = (Row(item["key"], str(item["label"]), str(place)) for place, item in enumerate(there, 1))
        return cls(tuple(rows), gone=tuple(item for item in items if item.get("gone")))

    @classmethod
    def from_data(cls, data: Any, name: str) -> Self:
        removed = set(_all(data, f"{name}-remove"))
        keys, labels = _all(data, f"{name}-key"), _all(data, f"{name}-label")
        positions = _all(data, f"{name}-position")
        gone, is_readable = _gone(data.get(f"{name}-gone", ""))
        rows = zip(keys, labels, [*positions, *[""] * len(keys)], strict=False)
        return cls(
            rows=tuple(Row(key, label, position, bool(key) and key in removed) for key, label, position in rows),
            added=data.get(f"{name}-added", ""),
            gone=gone,
            restored=frozenset(_all(data, f"{name}-restore")),
            merge=data.get(f"{name}-merge", ""),
            into=data.get(f"{name}-into", ""),
            is_readable=is_readable and len(keys) == len(labels),
        )

    @property
    def new_labels(self) -> list[str]:
        """The lines of the text area, blank ones left out."""
        return [line.strip() for line in self.added.splitlines() if line.strip()]

    def items(self, *, prefix: str, noun: str, keep_removed: bool) -> tuple[list[dict[str, Any]], list[str]]:
        """The list as it was meant, and what is wrong with it, in words. With faults the list is not to be used."""
        keys = [row.key for row in self.rows if row.key] + [str(item["key"]) for item in self.gone]
        if not self.is_readable or len(set(keys)) < len(keys) or not all(_is_key(key) for key in keys):
            return [], [OUTDATED]
        taken = set(keys)
        offered: list[dict[str, Any]] = []
        gone: list[dict[str, Any]] = []
        for row in self._in_order():
            item = {"key": row.key or _fresh(prefix, taken), "label": row.label}
            (gone if row.removed else offered).append(item)
        for item in self.gone:
            back = item["key"] in self.restored
            (offered if back else gone).append(_plain(item) if back else dict(item))
        offered += [{"key": _fresh(prefix, taken), "label": label} for label in self.new_labels]
        faults = [*self._faults(noun), *duplicates(offered)]
        merged, trouble = self._merged(offered, noun)
        faults += trouble
        offered = [item for item in offered if not item.get("gone")]
        old = {item["key"] for item in self.gone}
        gone = [{**item, "gone": True} for item in gone if keep_removed or item["key"] in old]
        return [*offered, *merged, *gone], faults

    def wrong_rows(self) -> frozenset[int]:
        """Places of the rows whose own text or position is at fault."""
        times = Counter([row.label for row in self.rows if not row.removed] + self.new_labels)

        def is_wrong(row: Row) -> bool:
            return bool(fault_of(row.label)) or _place(row) is None or (not row.removed and times[row.label] > 1)

        return frozenset(place for place, row in enumerate(self.rows) if not row.is_blank and is_wrong(row))

    def _in_order(self) -> list[Row]:
        """Rows whose number was changed land at that place; the others keep their order around them."""
        stay: list[tuple[int, Row]] = []
        move: list[tuple[int, Row]] = []
        for place, row in enumerate(self.rows, 1):
            if not row.is_blank:
                wanted = _place(row) or place
                (stay if wanted == place else move).append((wanted, row))
        ordered = [row for _, row in stay]
        for wanted, row in sorted(move, key=lambda pair: pair[0]):
            ordered.insert(max(0, wanted - 1), row)
        return ordered

    def _faults(self, noun: str) -> list[str]:
        faults = []
        for place, row in enumerate(self.rows, 1):
            if row.is_blank:
                continue
            if not row.label:
                faults.append(
                    f"{place}番目の{noun}の名前が空です。名前を入力してください。要らないときは「外す」にチェックを付けてください。"
                )
            elif fault := fault_of(row.label):
                faults.append(f"{noun}「{shortened(row.label)}」：{fault}")
            if _place(row) is None:
                faults.append(f"{noun}「{shortened(row.label)}」の順番を、1からの数で入力してください。")
        faults += [f"{noun}「{shortened(label)}」：{fault}" for label in self.new_labels if (fault := fault_of(label))]
        return faults

    def _merged(self, offered: list[dict[str, Any]], noun: str) -> tuple[list[dict[str, Any]], list[str]]:
        """Marks the item that is to count as another one; it leaves what is offered."""
        if not self.merge and not self.into:
            return [], []
        by_key = {item["key"]: item for item in offered}
        if not self.merge or not self.into:
            return [], [f"まとめる{noun}と、まとめる先の{noun}の両方を選んでください。"]
        if self.merge not in by_key or self.into not in by_key:
            return [], [f"まとめる{noun}とまとめる先には、外さずに残す{noun}を選んでください。"]
        if self.merge == self.into:
            return [], [f"まとめる先には、別の{noun}を選んでください。"]
        by_key[self.merge]["gone"] = True
        return [{**by_key[self.merge], "into": self.into}], []


def _all(data: Any, name: str) -> list[str]:
    return list(data.getlist(name)) if hasattr(data, "getlist") else list(data.get(name, ()))


def _gone(text: str) -> tuple[tuple[Mapping[str, Any], ...], bool]:
    """The removed items as the hidden field holds them, and whether it could be read."""
    if not text:
        return (), True
    try:
        items = tuple(
            {**_plain(item), "gone": True, **({"into": item["into"]} if item.get("into") else {})}
            for item in json.loads(text)
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return (), False
    return items, all(isinstance(value, (str, bool)) for item in items for value in item.values())


def _plain(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"key": item["key"], "label": item["label"]}


def _is_key(key: str) -> bool:
    return KEY.fullmatch(key) is not None and key not in RESERVED


def _fresh(prefix: str, taken: set[str]) -> str:
    key = new_key(prefix, taken)
    taken.add(key)
    return key


def _place(row: Row) -> int | None:
    """The number in front of a row, full-width digits too; 0 where there is none, None where it is no number."""
    text = unicodedata.normalize("NFKC", row.position).strip()
    if not text:
        return 0
    return int(text) if text.isdecimal() and len(text) < 7 and int(text) > 0 else None
