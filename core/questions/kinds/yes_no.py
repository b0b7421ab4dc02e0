from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext, gettext_lazy
from psycopg import sql

from core.questions.choosing.choices import IS, IS_NOT
from core.questions.definition import Need, Question
from core.questions.kinds.base import (
    ANSWERED,
    NOT_ANSWERED,
    Cell,
    Column,
    Facet,
    Group,
    Kind,
    KindSettings,
    Surroundings,
    refuse,
    register,
    text_at,
)
from core.questions.typed import Parts, one

if TYPE_CHECKING:
    from core.questions.asking import Asked

YES, NO = "yes", "no"


class YesNoSettings(KindSettings):
    yes_label = forms.CharField(
        label="「はい」の言い方", required=False, max_length=50, help_text="例：ある、実施した。空欄なら「はい」です。"
    )
    no_label = forms.CharField(
        label="「いいえ」の言い方",
        required=False,
        max_length=50,
        help_text="例：ない、していない。空欄なら「いいえ」です。",
    )


@register
class YesNo(Kind):
    """Stored as true or false; the words for them may be others (ある、ない)."""

    code, label, group = "yes_no", "はい・いいえ", Group.CHOICE
    in_table: ClassVar[bool] = True
    when_missing = gettext_lazy("選んでください。")
    several_controls: ClassVar[bool] = True
    template = "questions/kinds/yes_no.html"
    settings_form = YesNoSettings
    operators = (ANSWERED, NOT_ANSWERED, IS, IS_NOT)

    # --- ask ---

    def context(self, asked: Asked) -> dict[str, Any]:
        chosen = _code(asked.question, asked.value)
        return {
            "options": [
                {"key": key, "label": label, "is_chosen": key == chosen} for key, label in _labels(asked.question)
            ],
            "may_be_cleared": asked.question.need != Need.REQUIRED or asked.question.may_be_na,
        }

    def cell_options(self, question: Question) -> tuple[tuple[str, str], ...]:
        return _labels(question)

    def first_control(self, asked: Asked) -> str:
        return f"{asked.id}-is-{NO if _code(asked.question, asked.value) == NO else YES}"

    # --- check and store ---

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        code = _code(question, one(parts))
        if code is None:
            words = dict(_labels(question))
            raise refuse(gettext("「%(yes)s」か「%(no)s」で回答してください。") % words)
        return code == YES

    def parts_of(self, question: Question, answer: Any) -> dict[str, list[str]]:
        return {"": [YES if answer else NO]}

    # --- show ---

    def display(self, question: Question, answer: Any) -> str:
        return dict(_labels(question))[YES if answer else NO]

    # --- conditions ---

    def operands(self, question: Question) -> tuple[tuple[str, str], ...]:
        return _labels(question)

    def parse_operand(self, question: Question, text: str) -> Any:
        return YES if self.parse(question, {"": [text]}, Surroundings()) else NO

    def matches(self, question: Question, answer: Any, operator: str, operand: Any) -> bool:
        same = (YES if answer else NO) == operand
        return same if operator == IS.code else operator == IS_NOT.code and not same

    # --- add up and export ---

    def columns(self, question: Question, answers: sql.Composable) -> list[Column]:
        return [Column("", question.label, _code_in_sql(question, answers))]

    def facets(self, question: Question, answers: sql.Composable) -> list[Facet]:
        return [Facet("", question.label, _code_in_sql(question, answers), _labels(question))]

    def cells(self, question: Question) -> list[Cell]:
        return [Cell("", question.label, "choice", tuple(label for _, label in _labels(question)))]

    # --- build ---

    def troubles(self, question: Question, definition: Any) -> list[str]:
        yes, no = (label for _, label in _labels(question))
        return [f"どちらの選択肢も「{yes}」です。違う言い方にしてください。"] if yes == no else []

    def summary(self, question: Question) -> str:
        words = "・".join(label for _, label in _labels(question))
        return "" if words == self.label else words

    def changes(self, old: Question, new: Question) -> list[tuple[str, str]]:
        pairs = zip(_labels(old), _labels(new), strict=True)
        return [("relabelled", f"「{was}」が「{now}」に変わりました。") for (_, was), (_, now) in pairs if was != now]


def _labels(question: Question) -> tuple[tuple[str, str], ...]:
    settings = question.settings
    return (YES, settings.get("yes_label") or gettext("はい")), (NO, settings.get("no_label") or gettext("いいえ"))


def _code(question: Question, text: str) -> str | None:
    """What was posted, or stands in a workbook or a pasted cell, as code; None where it is neither."""
    text = text.strip()
    by_label = {label: code for code, label in _labels(question)}
    return text if text in (YES, NO) else by_label.get(text)


def _code_in_sql(question: Question, answers: sql.Composable) -> sql.Composable:
    text = text_at(answers, question.key)
    return sql.SQL("(CASE {} WHEN 'true' THEN {} WHEN 'false' THEN {} END)").format(
        text, sql.Literal(YES), sql.Literal(NO)
    )
