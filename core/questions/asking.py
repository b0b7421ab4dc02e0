"""The form as it is asked: one `Asked` for each question of a page, ready for the templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from core.questions.checking import Checked, Problem
from core.questions.conditions import enclosing, when_asked
from core.questions.definition import Definition, Need, Question
from core.questions.kinds import Kind, kind_of
from core.questions.numbers.jumps import threshold_of
from core.questions.specials import Special, special_in
from core.questions.typed import (
    NOT_APPLICABLE_PART,
    NOTHING,
    REASON_PART,
    Parts,
    by_question,
    control_id,
    control_name,
    one,
)

if TYPE_CHECKING:
    from core.questions.beside import Beside, Besides


@dataclass(frozen=True, slots=True)
class AskedCheck:
    """A check across questions that has something to say at a question: it failed, or passed with a reason."""

    key: str
    message: str  # empty where the reason made it pass
    takes_reason: bool = False
    reason: str = ""

    @property
    def name(self) -> str:
        return control_name(self.key, REASON_PART)

    @property
    def id(self) -> str:
        """The id of what it says: where the link of an error leads when there is no reason to be typed."""
        return control_id(self.key)

    @property
    def first_control(self) -> str:
        return control_id(self.key, REASON_PART) if self.takes_reason else self.id


@dataclass
class Asked:
    """One question, heading or page break as the form shows it."""

    question: Question
    number: str = ""  # 問3; empty for what is not asked
    parts: Parts = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    checks: list[AskedCheck] = field(default_factory=list)  # across questions; shown by questions/_check_problem.html
    is_unmet: bool = False  # no condition shows it now; browsers with script hide it
    condition: str = ""  # when it is to be answered, in words
    files: Mapping[str, str] = field(default_factory=dict)
    is_exempt: bool = False
    computed: Any = None  # what a calculated value has come to
    beside: Beside | None = None  # the earlier answer, remarks, a note: questions/_beside.html

    @cached_property
    def kind(self) -> Kind:
        return kind_of(self.question)

    @property
    def name(self) -> str:
        """The name of its control, or what the names of its controls begin with."""
        return f"a.{self.question.key}"

    @property
    def id(self) -> str:
        return f"a-{self.question.key}"

    @property
    def value(self) -> str:
        return one(self.parts)

    @property
    def is_na(self) -> bool:
        return bool(one(self.parts, NOT_APPLICABLE_PART))

    @property
    def reason(self) -> str:
        return one(self.parts, REASON_PART)

    @property
    def asks_reason(self) -> bool:
        """The reason is asked for once it is missing, and stays while there is one."""
        return bool(self.reason) or any(problem.soft for problem in self.problems)

    @property
    def reason_label(self) -> str:
        """What the reason is for: that there is no answer, or that it is far from the earlier one."""
        if not threshold_of(self.question.settings):
            return gettext("回答できない理由")
        own = {part: values for part, values in self.parts.items() if part not in (NOT_APPLICABLE_PART, REASON_PART)}
        may_be_left_out = self.question.need == Need.SOFT and self.kind.is_empty(own)
        return gettext("回答できない理由") if may_be_left_out else gettext("前回から大きく変わった理由")

    @cached_property
    def invalid_parts(self) -> frozenset[str]:
        return frozenset(problem.part for problem in self.problems)

    @property
    def described_by(self) -> str:
        """The ids of the support text and of the errors: what the control's aria-describedby holds."""
        ids = [f"{self.id}_help"] if self.question.help else []
        return " ".join([*ids, f"{self.id}_error"] if self.problems else ids)

    @property
    def first_control(self) -> str:
        """The id that the link of an error leads to."""
        for problem in self.problems:
            if problem.part:
                return control_id(self.question.key, problem.part)
        return self.kind.first_control(self)

    @property
    def in_fieldset(self) -> bool:
        return self.kind.in_fieldset(self.question)

    @cached_property
    def attributes(self) -> Mapping[str, str]:
        return self.kind.attributes(self.question)

    @cached_property
    def extra(self) -> dict[str, Any]:
        return self.kind.context(self)


def ask(
    definition: Definition,
    typed: Mapping[str, Any],
    checked: Checked | None = None,
    *,
    questions: tuple[Question, ...] | None = None,
    show_problems: bool = True,
    answers: Mapping[str, Any] | None = None,
    files: Mapping[str, str] | None = None,
    beside: Besides | None = None,
) -> list[Asked]:
    """The questions (a page of them, or all) with what was typed, and what is wrong with it.

    `checked` tells what is hidden now and what calculated values have come to; `answers` which questions need none;
    `beside` is what stands beside them.
    """
    grouped = by_question(typed)
    sections = enclosing(definition)
    checks = _checks(definition, grouped, checked, show_problems=show_problems) if checked else {}
    asked = []
    for question in definition.questions if questions is None else questions:
        problems = checked.problems_of(question.key) if checked and show_problems else []
        asked.append(
            Asked(
                question=question,
                number=definition.number.get(question.key, ""),
                parts=grouped.get(question.key, NOTHING),
                problems=problems,
                checks=checks.get(question.key, []),
                is_unmet=checked is not None and question.key in checked.hidden,
                condition=when_asked(question, sections.get(question.key), definition),
                files=files or {},
                is_exempt=special_in((answers or {}).get(question.key)) is Special.EXEMPT,
                computed=checked.answers.get(question.key) if checked else None,
                beside=(beside or {}).get(question.key),
            )
        )
    return asked


def _checks(
    definition: Definition, grouped: Mapping[str, Parts], checked: Checked, *, show_problems: bool
) -> dict[str, list[AskedCheck]]:
    """Question → the checks that stand at it. A reason that was typed stays in the form, needed or not."""
    found: dict[str, list[AskedCheck]] = {}
    for rule in definition.checks:
        failed = checked.problems_of(rule.key) if show_problems else []
        reason = one(grouped.get(rule.key, NOTHING), REASON_PART)
        if failed or (rule.soft and reason):
            message = failed[0].message if failed else ""
            at = checked.stands_at(rule, definition)
            found.setdefault(at, []).append(AskedCheck(rule.key, message, rule.soft, reason))
    return found


def typed_of(
    definition: Definition, answers: Mapping[str, Any], reasons: Mapping[str, str] | None = None
) -> dict[str, list[str]]:
    """What stands in the controls for stored answers: `check()` of it gives the same answers again."""
    typed: dict[str, list[str]] = {}
    for question in definition.asked:
        kind = kind_of(question)
        if question.key in answers and not kind.computes:
            answer = answers[question.key]
            special = special_in(answer)
            if special is Special.NOT_APPLICABLE:
                typed[f"a.{question.key}.{NOT_APPLICABLE_PART}"] = ["1"]
            elif special is None:
                for part, values in kind.parts_of(question, answer).items():
                    typed[f"a.{question.key}.{part}" if part else f"a.{question.key}"] = values
    for key, reason in (reasons or {}).items():
        typed[f"a.{key}.{REASON_PART}"] = [reason]
    return typed
