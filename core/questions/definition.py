"""What is asked: questions in their order, the conditions under which they show, and checks across them.

A definition is a value: plain, frozen, made from the JSON of a questionnaire's version and turned back into it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext, gettext_lazy

# Keys are parts of control names ("a.voters.r1.c2"), so they hold no dot; they never change and are never used again.
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
# Parts of control names that mean something to every question.
RESERVED = frozenset({"na", "reason", "other", "block", "remove", "special"})


class Need(models.TextChoices):
    """Whether an answer is needed."""

    REQUIRED = "required", "必須"
    SOFT = "soft", "空欄なら理由を求めて受け付ける"
    OPTIONAL = "optional", "任意"


@dataclass(frozen=True, slots=True)
class Test:
    """One question's answer compared with something. What operators there are, the question's kind says."""

    __test__: ClassVar[bool] = False  # no test class, whatever its name says to pytest
    question: str
    operator: str
    operand: Any = None

    def to_json(self) -> dict[str, Any]:
        return {"question": self.question, "operator": self.operator, "operand": self.operand}


@dataclass(frozen=True, slots=True)
class Condition:
    """Tests on earlier answers: all of them must hold, or any."""

    tests: tuple[Test, ...]
    any: bool = False

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> Self | None:
        if not data:
            return None
        return cls(tuple(Test(**test) for test in data["tests"]), bool(data.get("any")))

    def to_json(self) -> dict[str, Any]:
        return {"any": self.any, "tests": [test.to_json() for test in self.tests]}

    @property
    def refers_to(self) -> frozenset[str]:
        return frozenset(test.question for test in self.tests)


@dataclass(frozen=True, slots=True)
class Question:
    """One question, heading or page break. `settings` is what its kind keeps beyond this (options, unit, bounds …)."""

    key: str
    kind: str
    label: str = ""
    help: str = ""
    need: Need = Need.OPTIONAL
    may_be_na: bool = False
    personal: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    show_if: Condition | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            key=data["key"],
            kind=data["kind"],
            label=data.get("label", ""),
            help=data.get("help", ""),
            need=Need(data.get("need", Need.OPTIONAL)),
            may_be_na=bool(data.get("may_be_na")),
            personal=bool(data.get("personal")),
            settings=data.get("settings", {}),
            show_if=Condition.from_json(data.get("show_if")),
        )

    def to_json(self) -> dict[str, Any]:
        """What is as usual is left out, so that the JSON can be read."""
        data: dict[str, Any] = {"key": self.key, "kind": self.kind, "label": self.label}
        if self.help:
            data["help"] = self.help
        if self.need != Need.OPTIONAL:
            data["need"] = self.need.value
        if self.may_be_na:
            data["may_be_na"] = True
        if self.personal:
            data["personal"] = True
        if self.settings:
            data["settings"] = dict(self.settings)
        if self.show_if:
            data["show_if"] = self.show_if.to_json()
        return data


class Comparison(models.TextChoices):
    """How the two sides of a check must stand to each other."""

    EQUAL = "eq", gettext_lazy("等しい")
    AT_MOST = "le", gettext_lazy("以下")
    LESS = "lt", gettext_lazy("未満")
    AT_LEAST = "ge", gettext_lazy("以上")
    MORE = "gt", gettext_lazy("超える")


@dataclass(frozen=True, slots=True)
class Check:
    """A rule across questions, with the clerk's own message. Both sides are formulas (core.questions.formulas)."""

    key: str
    left: str
    comparison: Comparison
    right: str
    message: str
    tolerance: str = "0"
    soft: bool = False  # passes with a reason

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            key=data["key"],
            left=data["left"],
            comparison=Comparison(data["comparison"]),
            right=data["right"],
            message=data.get("message", ""),
            tolerance=data.get("tolerance", "0"),
            soft=bool(data.get("soft")),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "left": self.left,
            "comparison": self.comparison.value,
            "right": self.right,
            "message": self.message,
            "tolerance": self.tolerance,
            "soft": self.soft,
        }


@dataclass(frozen=True)
class Definition:
    """A whole questionnaire. Keys of questions are unique in it; of an unknown key `self[key]` raises KeyError."""

    questions: tuple[Question, ...] = ()
    checks: tuple[Check, ...] = ()
    intro: str = ""
    # What the questions are called where some are withheld; None where they are counted.
    kept_numbers: Mapping[str, str] | None = field(default=None, compare=False)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            questions=tuple(Question.from_json(one) for one in data.get("questions", ())),
            checks=tuple(Check.from_json(one) for one in data.get("checks", ())),
            intro=data.get("intro", ""),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "intro": self.intro,
            "questions": [question.to_json() for question in self.questions],
            "checks": [check.to_json() for check in self.checks],
        }

    def __getitem__(self, key: str) -> Question:
        return self._by_key[key]

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def __iter__(self) -> Iterator[Question]:
        return iter(self.questions)

    def get(self, key: str) -> Question | None:
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> Mapping[str, Question]:
        return {question.key: question for question in self.questions}

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Key → place in the order, headings and page breaks counted."""
        return {question.key: place for place, question in enumerate(self.questions)}

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """The questions that take an answer: no headings, no page breaks."""
        from core.questions.kinds import kind_of

        return tuple(question for question in self.questions if kind_of(question).asks)

    @property
    def number(self) -> Mapping[str, str]:
        """Key → 問1, 問2 …: what people call a question in the language of the page. Headings have none."""
        if self.kept_numbers is not None:
            return self.kept_numbers
        nth = gettext("問%(place)s")
        if nth not in self._numbers:
            self._numbers[nth] = {one.key: nth % {"place": place} for place, one in enumerate(self.asked, 1)}
        return self._numbers[nth]

    @cached_property
    def _numbers(self) -> dict[str, Mapping[str, str]]:
        return {}

    @cached_property
    def pages(self) -> tuple[tuple[Question, ...], ...]:
        """The questions page by page, as page breaks cut them; a page that would be empty does not exist."""
        pages: list[list[Question]] = [[]]
        for question in self.questions:
            if question.kind == "page_break":
                pages.append([])
            pages[-1].append(question)
        return tuple(tuple(page) for page in pages if any(question.kind != "page_break" for question in page)) or ((),)

    def called(self, key: str) -> str:
        """問3「投票者数」: how messages name a question."""
        question = self.get(key)
        if question is None:
            return gettext("削除された設問")
        return gettext("%(number)s「%(label)s」") % {"number": self.number.get(key, ""), "label": question.label}

    def withholding(self, keys: Iterable[str]) -> Self:
        """Without these questions, for somebody who may not see them; the others keep their numbers."""
        held = frozenset(keys)
        if not held:
            return self
        return replace(
            self,
            questions=tuple(question for question in self.questions if question.key not in held),
            kept_numbers={key: number for key, number in self.number.items() if key not in held},
        )

    # --- What the builder does. Each returns another definition. ---

    def with_question(self, question: Question, *, after: str | None = None) -> Self:
        """With one more question, at the end or after another one."""
        place = len(self.questions) if after is None else self.position[after] + 1
        return replace(self, questions=(*self.questions[:place], question, *self.questions[place:]))

    def replacing(self, question: Question) -> Self:
        """With this question in the place of the one that has its key."""
        place = self.position[question.key]
        return replace(self, questions=(*self.questions[:place], question, *self.questions[place + 1 :]))

    def without(self, key: str) -> Self:
        """What refers to the question stays as it is, and is a problem to be mended before publishing."""
        return replace(self, questions=tuple(question for question in self.questions if question.key != key))

    def moved(self, key: str, to: int) -> Self:
        """With the question at another place, counted without itself; places beyond the ends are the ends."""
        rest = [question for question in self.questions if question.key != key]
        rest.insert(max(0, min(to, len(rest))), self[key])
        return replace(self, questions=tuple(rest))


def new_key(prefix: str, taken: frozenset[str] | set[str] = frozenset()) -> str:
    """A key that was never used before: q7k2m9x. Random, because keys of removed things must not come back."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    while True:
        key = prefix + "".join(secrets.choice(alphabet) for _ in range(7))
        if key not in taken:
            return key
