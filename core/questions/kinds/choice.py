"""What single and multiple choice have in common: their options, how they are asked, what changed in them."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from core.questions.choosing.choices import Choices
from core.questions.choosing.in_sql import OTHER
from core.questions.choosing.settings import ChoiceSettings
from core.questions.definition import Definition, Need, Question, new_key
from core.questions.kinds.base import GONE, Difference, Group, Kind
from core.questions.typed import Parts, control_id, one
from core.questions.wording import said_of, with_remark

if TYPE_CHECKING:
    from core.questions.asking import Asked

MANY = 30  # from here on the page helps to find an option


class Choice(Kind):
    """A kind whose answer is taken from a list that the clerk wrote."""

    group: ClassVar[Group] = Group.CHOICE
    when_missing: ClassVar[str | Promise] = gettext_lazy("選んでください。")
    several_controls: ClassVar[bool] = True
    settings_form = ChoiceSettings

    # --- ask ---

    def context(self, asked: Asked) -> dict[str, Any]:
        choices = Choices.of(asked.question)
        chosen = self.chosen(choices, asked.parts)
        return {
            "options": [*_options(choices, chosen), *_stale(choices, chosen, one(asked.parts, OTHER))],
            "is_long": len(choices.lines.active) > MANY,
            "with_other": choices.with_other,
            "other_label": choices.other_label,
            "other_text": one(asked.parts, OTHER),
            "other_id": control_id(asked.question.key, OTHER),
            "may_be_cleared": asked.question.need != Need.REQUIRED or asked.question.may_be_na,
        }

    def chosen(self, choices: Choices, parts: Parts) -> list[str]:
        """The keys of what is chosen in the controls, those included that may not be chosen any more."""
        keys = (choices.key_of(text.strip()) for text in parts.get("", ()) if text.strip())
        return [key for key in keys if key]

    # --- show and compare ---

    def differences(self, question: Question, old: Any, new: Any) -> list[Difference]:
        """An option and what it was merged into are the same answer."""
        before, now = self.display(question, old), self.display(question, new)
        return [] if self.meaning(question, old) == self.meaning(question, new) else [Difference("", before, now)]

    def meaning(self, question: Question, answer: Any) -> Any:
        """A stored answer in today's keys."""
        raise NotImplementedError

    # --- conditions ---

    def operands(self, question: Question) -> tuple[tuple[str, str], ...]:
        return Choices.of(question).offered

    def operand_in_words(self, question: Question, operand: Any) -> str:
        """A merged option reads as what it was merged into; a removed one is told as such."""
        choices = Choices.of(question)
        key = choices.key_of(str(operand))
        return choices.label(key) if key and choices.is_offered(key) else GONE

    def parse_operand(self, question: Question, text: str) -> Any:
        return Choices.of(question).read(text)

    # --- build ---

    def starting_settings(self) -> dict[str, Any]:
        keys = [new_key("o"), new_key("o")]
        return {"options": [{"key": key, "label": f"選択肢{place}"} for place, key in enumerate(keys, 1)]}

    def troubles(self, question: Question, definition: Definition) -> list[str]:
        return Choices.of(question).troubles()

    def summary(self, question: Question) -> str:
        return Choices.of(question).summary()

    def changes(self, old: Question, new: Question) -> list[tuple[str, str]]:
        return Choices.of(old).changes(Choices.of(new))


def _options(choices: Choices, chosen: Container[str]) -> list[dict[str, Any]]:
    return [{"key": key, "label": label, "is_chosen": key in chosen} for key, label in choices.offered]


def _stale(choices: Choices, chosen: list[str], other: str) -> list[dict[str, Any]]:
    """What stands in the answer and may not be chosen any more: it is seen until something else is chosen."""
    labels = {
        key: said_of(choices.label(key), other) if key == OTHER else choices.label(key)
        for key in chosen
        if not choices.is_offered(key)
    }
    gone = gettext("選べなくなりました")
    return [{"key": key, "label": with_remark(label, gone), "is_chosen": True} for key, label in labels.items()]
