"""Lists whose items have keys: options, candidates, rows of a table.

An item is {"key": "o7k2m9x", "label": "移動支援"}. What was published once never leaves its list: a removed item stays
as {"gone": true}, so that old answers keep their words, and one that was merged names its successor: {"into": "o…"}.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext, gettext_noop

from core.questions.wording import with_remark

Item = Mapping[str, Any]
FORGOTTEN = gettext_noop("削除された項目")  # in the place of the words of a key that nobody remembers
MOST_NAMED = 20  # more changes of one sort are told in one sentence


@dataclass(frozen=True)
class KeyedLines:
    """One such list, for looking items up by key. An unknown key was in no published version."""

    items: Sequence[Item]

    @cached_property
    def by_key(self) -> Mapping[str, Item]:
        return {item["key"]: item for item in self.items}

    @cached_property
    def active(self) -> tuple[Item, ...]:
        """What is offered, in order."""
        return tuple(item for item in self.items if not item.get("gone"))

    @cached_property
    def kept(self) -> tuple[Item, ...]:
        """What answers can mean: all but those that were merged into another. The removed come last."""
        removed = (item for item in self.items if item.get("gone") and self.current(item["key"]) == item["key"])
        return (*self.active, *removed)

    @cached_property
    def offered(self) -> frozenset[str]:
        return frozenset(item["key"] for item in self.active)

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Key → place among `kept`."""
        return {item["key"]: place for place, item in enumerate(self.kept)}

    @cached_property
    def merged(self) -> Mapping[str, str]:
        """Key of each merged item → key of what it counts as now."""
        pairs = {item["key"]: self.current(item["key"]) for item in self.items if item.get("into")}
        return {key: current for key, current in pairs.items() if key != current}

    @cached_property
    def by_label(self) -> Mapping[str, str]:
        """Label → key of what is offered: how a workbook or a pasted cell names it."""
        return {item["label"]: item["key"] for item in reversed(self.active)}

    def current(self, key: str) -> str:
        """The key that this one counts as: its own, or that of the item it was merged into.

        The editor makes no circles; in one that came another way every item counts as itself.
        """
        start, seen = key, {key}
        while (into := self.by_key.get(key, {}).get("into")) and into in self.by_key:
            if into in seen:
                return start
            seen.add(into)
            key = into
        return key

    def label(self, key: str) -> str:
        """The words of today for a key of any time."""
        item = self.by_key.get(self.current(key))
        return str(item["label"]) if item else gettext(FORGOTTEN)


def active(items: Iterable[Item]) -> list[Item]:
    """The items that are offered."""
    return [item for item in items if not item.get("gone")]


def label_of(items: Sequence[Item], key: str) -> str:
    """The words of today for a key: of the item it was merged into, of a removed item its last ones."""
    return KeyedLines(items).label(key)


def labelled(item: Item) -> str:
    """The words for an item in totals and exports, where removed ones stand beside those that are offered."""
    label = str(item["label"])
    return with_remark(label, gettext("廃止")) if item.get("gone") else label


def keeping(old: Sequence[Item], new: Sequence[Item]) -> list[Item]:
    """The new list, and behind it as removed whatever the old one held and the new one forgot."""
    there = {item["key"] for item in new}
    return [*new, *({**item, "gone": True} for item in old if item["key"] not in there)]


def changes(
    old: Sequence[Item],
    new: Sequence[Item],
    noun: str = "選択肢",
    *,
    when_added: str = "looser",
    when_removed: str = "stricter",
) -> list[tuple[str, str]]:
    """What changed from one list to the next, as (effect, words); see Kind.changes for the effects."""
    before, after = KeyedLines(old), KeyedLines(new)
    found: list[tuple[str, str]] = []
    added = [item["label"] for item in after.active if item["key"] not in before.by_key]
    found += _told(when_added, added, f"{noun}{{}}が増えました。", _quoted)
    back = [item["label"] for item in after.active if before.by_key.get(item["key"], {}).get("gone")]
    found += _told(when_added, back, f"{noun}{{}}がまた選べるようになりました。", _quoted)
    left = [item for item in before.active if item["key"] not in after.offered]
    merged = [(item["label"], after.label(item["key"])) for item in left if item["key"] in after.merged]
    found += _told("changed", merged, f"{noun}{{}}にまとめられました。", lambda pair: f"「{pair[0]}」が「{pair[1]}」")
    removed = [item["label"] for item in left if item["key"] not in after.merged]
    found += _told(when_removed, removed, f"{noun}{{}}がなくなりました。", _quoted)
    renamed = [
        (before.by_key[item["key"]]["label"], item["label"])
        for item in after.active
        if item["key"] in before.offered and before.by_key[item["key"]]["label"] != item["label"]
    ]
    found += _told("relabelled", renamed, f"{noun}{{}}に変わりました。", lambda pair: f"「{pair[0]}」が「{pair[1]}」")
    stayed = [item["key"] for item in after.active if item["key"] in before.offered]
    if stayed != [item["key"] for item in before.active if item["key"] in after.offered]:
        found.append(("relabelled", f"{noun}の順番が変わりました。"))
    return found


def _quoted(label: str) -> str:
    return f"「{label}」"


def _told(effect: str, what: list[Any], sentence: str, named: Callable[[Any], str]) -> list[tuple[str, str]]:
    """One sentence each; a single one for very many."""
    if len(what) <= MOST_NAMED:
        return [(effect, sentence.format(named(one))) for one in what]
    some = "、".join(named(one) for one in what[:3])
    return [(effect, sentence.format(f"{some}ほか全部で{len(what):,}件"))]
