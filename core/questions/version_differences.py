"""What became different between two versions, so that a clerk can read it: added, moved, reworded, stricter …"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import models

from core.questions.conditions import enclosing, in_words
from core.questions.definition import Check, Comparison, Condition, Definition, Need, Question
from core.questions.formulas.words import shown
from core.questions.kinds import kind_of

STRICTNESS = (Need.OPTIONAL, Need.SOFT, Need.REQUIRED)


class Effect(models.TextChoices):
    """What a difference does to those who answer."""

    ADDED = "added", "追加"
    REMOVED = "removed", "削除"
    MOVED = "moved", "移動"
    RELABELLED = "relabelled", "言い換え"  # the meaning stays
    STRICTER = "stricter", "厳しく"  # an answer that was taken may be refused now
    LOOSER = "looser", "緩く"
    CHANGED = "changed", "変更"


@dataclass(frozen=True, slots=True)
class VersionDifference:
    """One difference. `key` is a question's or a check's, empty for the introduction; `what` names it for people."""

    effect: Effect
    key: str
    what: str
    words: str
    old: str = ""
    new: str = ""


def version_differences(old: Definition, new: Definition) -> list[VersionDifference]:
    """Everything that differs, in the order of the new version; what was removed stands where it was.

    Empty exactly when both ask the same. Questions are the same question when they have the same key.
    """
    found = []
    if old.intro != new.intro:
        found.append(VersionDifference(Effect.CHANGED, "", "説明文", "書き換えました。", old.intro, new.intro))
    moved = moved_keys([question.key for question in old], [question.key for question in new])
    for question in _in_order(old, new):
        before, now = old.get(question.key), new.get(question.key)
        if before is None:
            words = f"「{kind_of(question).label}」の設問です。" if kind_of(question).asks else "区切りです。"
            found.append(VersionDifference(Effect.ADDED, question.key, _called(question, new), words))
        elif now is None:
            words = "新しい回答では尋ねません。" if kind_of(question).asks else "区切りです。"
            found.append(VersionDifference(Effect.REMOVED, question.key, _called(question, old), words))
        else:
            what = _called(now, new)
            if question.key in moved:
                places = _place(before, old), _place(now, new)
                found.append(VersionDifference(Effect.MOVED, question.key, what, "場所を移しました。", *places))
            found += [
                VersionDifference(effect, question.key, what, words, *texts)
                for effect, words, *texts in _of_question(before, now, old, new)
            ]
    return [*found, *_of_checks(old, new)]


def moved_keys(old: Sequence[str], new: Sequence[str]) -> frozenset[str]:
    """The fewest keys whose moving explains the new order; what was added or removed moves nothing."""
    place = {key: number for number, key in enumerate(old)}
    common = [key for key in new if key in place]
    # The longest run of keys that kept their order stays (patience sorting); the rest moved.
    ends: list[str] = []
    previous: dict[str, str | None] = {}
    for key in common:
        spot = bisect_left([place[end] for end in ends], place[key])
        previous[key] = ends[spot - 1] if spot else None
        ends[spot : spot + 1] = [key]
    stayed = set()
    last = ends[-1] if ends else None
    while last is not None:
        stayed.add(last)
        last = previous[last]
    return frozenset(common) - stayed


def _in_order(old: Definition, new: Definition) -> Iterator[Question]:
    """All questions of both: the new order, with what was removed after what it followed."""
    removed_after: dict[str | None, list[Question]] = {}
    followed: str | None = None
    for question in old:
        if question.key in new:
            followed = question.key
        else:
            removed_after.setdefault(followed, []).append(question)
    yield from removed_after.get(None, [])
    for question in new:
        yield question
        yield from removed_after.get(question.key, [])


def _called(question: Question, definition: Definition) -> str:
    if kind_of(question).asks:
        return definition.called(question.key)
    return f"{kind_of(question).label}「{question.label}」" if question.label else kind_of(question).label


def _place(question: Question, definition: Definition) -> str:
    """問3の後（「投票所」の下）"""
    place = definition.position[question.key]
    after = f"{_called(definition.questions[place - 1], definition)}の後" if place else "先頭"
    section = enclosing(definition).get(question.key)
    return f"{after}（見出し「{section.label}」の下）" if section else after


def _of_question(
    old: Question, new: Question, before: Definition, now: Definition
) -> Iterator[tuple[Effect, str, str, str] | tuple[Effect, str]]:
    if old.label != new.label:
        yield Effect.RELABELLED, "設問の文を書き換えました。", old.label, new.label
    if old.help != new.help:
        yield Effect.RELABELLED, "補足説明を書き換えました。", old.help, new.help
    if old.need != new.need:
        stricter = STRICTNESS.index(new.need) > STRICTNESS.index(old.need)
        effect = Effect.STRICTER if stricter else Effect.LOOSER
        yield effect, "回答が必要かどうかを変えました。", str(old.need.label), str(new.need.label)
    if old.may_be_na != new.may_be_na:
        words = "「該当なし」と答えられるようにしました。" if new.may_be_na else "「該当なし」と答えられなくしました。"
        yield Effect.LOOSER if new.may_be_na else Effect.STRICTER, words
    if old.personal != new.personal:
        yield Effect.CHANGED, "個人情報の扱いを変えました。", _personal(old), _personal(new)
    if old.kind != new.kind:
        yield Effect.CHANGED, "設問の種類を変えました。", kind_of(old).label, kind_of(new).label
    elif dict(old.settings) != dict(new.settings):
        changes = kind_of(new).changes(old, new) or [(Effect.CHANGED.value, "設定が変わりました。")]
        for effect_name, words in changes:
            yield Effect(effect_name), words
    if old.show_if != new.show_if:
        yield Effect.CHANGED, "表示する条件を変えました。", _when(old.show_if, before), _when(new.show_if, now)


def _personal(question: Question) -> str:
    return "個人情報として扱う" if question.personal else "個人情報として扱わない"


def _when(condition: Condition | None, definition: Definition) -> str:
    return f"{in_words(condition, definition)}に表示" if condition else "いつも表示"


def _of_checks(old: Definition, new: Definition) -> Iterator[VersionDifference]:
    before, now = {check.key: check for check in old.checks}, {check.key: check for check in new.checks}
    for key, check in now.items():
        texts = _rule(before[key], old) if key in before else "", _rule(check, new)
        if key not in before:
            yield VersionDifference(Effect.ADDED, key, "設問どうしの確認", "確かめることを増やしました。", *texts)
        elif before[key] != check:
            effect = Effect.CHANGED
            if before[key].soft != check.soft:
                effect = Effect.LOOSER if check.soft else Effect.STRICTER
            yield VersionDifference(effect, key, "設問どうしの確認", "書き換えました。", *texts)
    for key, check in before.items():
        if key not in now:
            words = "確かめることを減らしました。"
            yield VersionDifference(Effect.REMOVED, key, "設問どうしの確認", words, _rule(check, old))
    if [key for key in before if key in now] != [key for key in now if key in before]:
        yield VersionDifference(Effect.CHANGED, "", "設問どうしの確認", "確かめる順番を変えました。")


def _rule(check: Check, definition: Definition) -> str:
    """問1 ＝ 問2（違っても、理由があれば受け付ける）"""
    sides = shown(check.left, definition), shown(check.right, definition)
    if check.comparison == Comparison.EQUAL:
        text = f"{sides[0]} ＝ {sides[1]}"
    else:
        text = f"{sides[0]} が {sides[1]} {check.comparison.label}"
    notes = [f"許す差 {check.tolerance}"] if check.tolerance not in ("", "0") else []
    notes += ["理由があれば受け付ける"] if check.soft else []
    message = f"　文：{check.message}" if check.message else ""
    return f"{text}（{'、'.join(notes)}）{message}" if notes else f"{text}{message}"
