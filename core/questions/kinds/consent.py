from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, gettext_noop
from psycopg import sql

from core.people.clean_text import validate_storable
from core.questions.definition import Definition, Question
from core.questions.kinds.base import (
    NOT_ANSWERED,
    Cell,
    Facet,
    Group,
    Kind,
    KindSettings,
    Operator,
    Surroundings,
    refuse,
    register,
    text_at,
)
from core.questions.typed import Parts, one

AGREED = Operator("agreed", gettext_noop("に同意している"), takes_operand=False)
DISAGREED = Operator(NOT_ANSWERED.code, gettext_noop("に同意していない"), takes_operand=False)
WORDS = gettext_noop("同意します")


class ConsentSettings(KindSettings):
    text = forms.CharField(
        label="同意を求める文章",
        help_text="利用目的、提供先、保存期間など、同意してもらう内容を書いてください。",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=5000,
        required=False,
        validators=[validate_storable],
    )

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n")


@register
class Consent(Kind):
    """A text to agree to. Agreement is stored as true; nobody's silence is stored as a no."""

    code, label, group = "consent", "同意", Group.CHOICE
    template = "questions/kinds/consent.html"
    when_missing: ClassVar[str | Promise] = gettext_lazy("同意が必要です。内容を確かめて、チェックを付けてください。")
    why_not_copied: ClassVar[str] = "同意は、そのつど確かめるものであるため"
    settings_form = ConsentSettings
    operators = (AGREED, DISAGREED)

    def context(self, asked: Any) -> dict[str, Any]:
        return {
            "text": asked.question.settings.get("text", ""),
            "words": gettext(WORDS),
            "described_by": f"{asked.id}_text {asked.described_by}".strip(),
        }

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        if one(parts) not in ("1", WORDS, gettext(WORDS)):
            raise refuse(gettext("同意する場合は、チェックを付けてください。"))
        return True

    def parts_of(self, question: Question, answer: Any) -> dict[str, list[str]]:
        return {"": ["1"]}

    def display(self, question: Question, answer: Any) -> str:
        return gettext(WORDS)

    def matches(self, question: Question, answer: Any, operator: str, operand: Any) -> bool:
        return operator == AGREED.code and answer is True

    def facets(self, question: Question, answers: sql.Composable) -> list[Facet]:
        return [Facet("", question.label, text_at(answers, question.key), options=(("true", WORDS),))]

    def cells(self, question: Question) -> list[Cell]:
        return [Cell("", question.label, type="choice", options=(WORDS,))]

    def troubles(self, question: Question, definition: Definition) -> list[str]:
        return [] if question.settings.get("text") else ["同意を求める文章を入力してください。"]

    def changes(self, old: Question, new: Question) -> list[tuple[str, str]]:
        if old.settings.get("text") == new.settings.get("text"):
            return []
        return [("changed", "同意を求める文章が変わりました。前の版での同意は、前の文章への同意です。")]
