"""The condition of a question, test by test: an earlier question, what to ask of its answer, what to compare with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import Truncator

from core.people.clean_text import validate_storable
from core.questions.conditions import earlier, operators_for
from core.questions.definition import Condition, Definition, Question, Test
from core.questions.kinds import kind_of
from core.questions.kinds.base import Operator, Refused

MOST_TESTS = 20
CHOOSE = ("", "選んでください")
ALL, ANY = "all", "any"


def following(part: str) -> dict[str, str]:
    """With script a choice asks the server for what hangs on it, and for the condition in words; else a button does.

    The control itself is not exchanged: people go on with the arrow keys. Neither are the words, which are a live
    region: only what is in them.
    """
    asking = {"hx-post": "", "hx-trigger": "change", "hx-sync": "this:queue last"}
    if part == "words":
        return asking | {"hx-target": "#words", "hx-select": "#words > *", "hx-swap": "innerHTML"}
    # What is about to be exchanged cannot be chosen meanwhile: the choice would be lost. (The part itself is named
    # because htmx complains where it finds nothing to lock.)
    locked = {"hx-disabled-elt": f"#{part}, #{part} select, #{part} input"}
    exchanged = {"hx-target": f"#{part}", "hx-select": f"#{part}", "hx-swap": "outerHTML"} | locked
    return asking | exchanged | {"hx-select-oob": "#words:innerHTML"}


@dataclass(frozen=True, slots=True)
class Row:
    """One test as it stands in the form, chosen so far or not."""

    question: str = ""
    operator: str = ""
    operand: str = ""

    @classmethod
    def of(cls, test: Test) -> Row:
        return cls(test.question, test.operator, "" if test.operand is None else str(test.operand))


class ConditionForm(forms.Form):
    """As many tests as there are rows. What can be asked of an answer depends on the question that a row has chosen."""

    join = forms.ChoiceField(
        label="条件が2つ以上のとき",
        choices=[(ALL, "すべて満たすときに表示"), (ANY, "どれかを満たすときに表示")],
        initial=ALL,
        widget=forms.RadioSelect(following("words")),
        required=False,
    )
    rows = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        question: Question,
        definition: Definition,
        data: Mapping[str, Any] | None = None,
        *,
        rows: list[Row] | None = None,
        join: str = ALL,
    ) -> None:
        self.question, self.definition = question, definition
        self.earlier = earlier(question, definition)
        self.given = rows_in(data) if data is not None else rows or []
        super().__init__(data, initial={"join": join, "rows": len(self.given)})
        for place, row in enumerate(self.given):
            self._add(place, row)

    @classmethod
    def of(cls, question: Question, definition: Definition) -> ConditionForm:
        """The condition as it is kept; an empty row where there is none, so that one can begin."""
        condition = question.show_if or Condition(())
        rows = [Row.of(test) for test in condition.tests] or [Row()]
        return cls(question, definition, rows=rows, join=ANY if condition.any else ALL)

    @property
    def tests(self) -> list[dict[str, Any]]:
        """The rows for the template: the bound fields of each, which is left out where there is nothing to choose."""
        return [
            {
                "place": place,
                "question": self[f"question_{place}"],
                "operator": self[f"operator_{place}"] if f"operator_{place}" in self.fields else None,
                "operand": self[f"operand_{place}"] if f"operand_{place}" in self.fields else None,
            }
            for place in range(len(self.given))
        ]

    @property
    def may_grow(self) -> bool:
        return len(self.given) < MOST_TESTS

    def so_far(self) -> Condition | None:
        """The tests that are complete by now: what the page puts into words while one works on it."""
        tests = [test for test in (self._test(row) for row in self.given) if test is not None]
        join = self.data.get("join") if self.is_bound else self.initial["join"]
        return Condition(tuple(dict.fromkeys(tests)), any=join == ANY) if tests else None

    def clean(self) -> dict[str, Any]:
        for place, row in enumerate(self.given):
            target = self._target(row)
            if f"operand_{place}" in self.cleaned_data and target is not None:
                try:
                    self._operand(target, row)
                except Refused as refused:
                    self.add_error(f"operand_{place}", refused.faults[0][1])
        return self.cleaned_data

    def _add(self, place: int, row: Row) -> None:
        choices = [CHOOSE, *((one.key, _short(self.definition.called(one.key))) for one in self.earlier)]
        self.fields[f"question_{place}"] = forms.ChoiceField(
            label="設問", choices=choices, initial=row.question, widget=forms.Select(following(f"asks_{place}"))
        )
        target = self._target(row)
        if target is None:
            return
        operators = operators_for(target)
        self.fields[f"operator_{place}"] = forms.ChoiceField(
            label="どのようなとき",
            choices=[(one.code, one.label.replace("{}", "…")) for one in operators],
            initial=row.operator or _usual(operators).code,
            widget=forms.Select(following(f"with_{place}")),
        )
        operator = _operator(target, row.operator) or _usual(operators)
        if operator.takes_operand:
            self.fields[f"operand_{place}"] = _operand_field(target, row)

    def _target(self, row: Row) -> Question | None:
        return next((one for one in self.earlier if one.key == row.question), None)

    def _test(self, row: Row) -> Test | None:
        target = self._target(row)
        operator = _operator(target, row.operator) if target else None
        if target is None or operator is None:
            return None
        if not operator.takes_operand:
            return Test(target.key, operator.code)
        try:
            return Test(target.key, operator.code, self._operand(target, row))
        except Refused:
            return None

    def _operand(self, target: Question, row: Row) -> Any:
        """The operand as it is kept. Raises Refused."""
        offered = kind_of(target).operands(target)
        if offered is not None and row.operand not in dict(offered):
            raise Refused(("", "選んでください。"))
        if not row.operand.strip():
            raise Refused(("", "入力してください。"))
        return kind_of(target).parse_operand(target, row.operand)


def rows_in(data: Mapping[str, Any]) -> list[Row]:
    """The rows of a posted form, never more than can be worked with."""
    number = data.get("rows", "")
    count = min(int(number), MOST_TESTS) if number.isascii() and number.isdigit() else 0
    return [
        Row(*(data.get(f"{name}_{place}", "") for name in ("question", "operator", "operand")))
        for place in range(count)
    ]


def _operator(target: Question, code: str) -> Operator | None:
    return next((one for one in operators_for(target) if one.code == code), None)


def _usual(operators: tuple[Operator, ...]) -> Operator:
    """What is asked most: the answer compared with something, where the kind can compare."""
    return next((one for one in operators if one.takes_operand), operators[0])


def _operand_field(target: Question, row: Row) -> forms.Field:
    offered = kind_of(target).operands(target)
    if offered is not None:
        widget: forms.Widget = forms.Select(following("words"))
        return forms.ChoiceField(label="比べる値", choices=[CHOOSE, *offered], initial=row.operand, widget=widget)
    return forms.CharField(
        label="比べる値",
        max_length=200,
        initial=row.operand,
        validators=[validate_storable],
        widget=forms.TextInput(following("words") | {"autocomplete": "off"}),
    )


def _short(label: str) -> str:
    return Truncator(label).chars(44)
