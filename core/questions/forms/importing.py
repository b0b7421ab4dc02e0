"""Pasting a list of questions, and looking over what its lines become before any of them is added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import Truncator

from core.people.clean_text import validate_storable
from core.questions.definition import Definition, Question
from core.questions.kinds import KINDS
from core.questions.taking_over.pasted import KINDS_OF_LINES, MOST_LINES, Line, Unusable, question_of, read

LONGEST_TEXT = 200_000
LEFT_OUT = "-"  # in the place of a kind: this line is not taken


def place_field(definition: Definition) -> forms.ChoiceField:
    """After which question the new ones go."""
    called = [(one.key, Truncator(_called(one, definition)).chars(44)) for one in definition]
    return forms.ChoiceField(
        label="追加する場所",
        choices=[("", "いちばん後ろ"), *((key, f"{name}の後") for key, name in called)],
        required=False,
    )


def _called(question: Question, definition: Definition) -> str:
    if question.kind == "page_break":
        return "改ページ"
    return definition.called(question.key)


class PasteForm(forms.Form):
    text = forms.CharField(
        label="設問の一覧",
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea({"rows": 12}),
        validators=[validate_storable],
        help_text=(
            "1行に1問ずつ貼り付けてください。「問1」「(1)」「①」などの番号は取り除きます。"
            "Excelの表を貼り付けるときは、番号、設問文、種類、選択肢、単位、必須の順に列を並べてください。"
        ),
    )

    def __init__(self, definition: Definition, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["after"] = place_field(definition)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        lines = read(text)
        if not lines:
            raise forms.ValidationError("設問の行がありません。1行に1問ずつ貼り付けてください。")
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(
                f"一度に{MOST_LINES}行までです。いまは{len(lines):,}行あります。分けて貼り付けてください。"
            )
        return text


class LinesForm(forms.Form):
    """What each line becomes; its kind can be chosen anew. All lines are taken, or none while one cannot be."""

    text = forms.CharField(strip=False, max_length=LONGEST_TEXT, widget=forms.HiddenInput)
    after = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, text: str, data: Mapping[str, Any] | None = None, *, after: str = "") -> None:
        super().__init__(data, initial={"text": text, "after": after}, auto_id="line_%s")
        self.lines = read(text)[:MOST_LINES]
        kinds = [(code, KINDS[code].label) for code in KINDS_OF_LINES if code in KINDS]
        self.choices = [("", "選んでください"), (LEFT_OUT, "取り込まない"), *kinds]
        for line in self.lines:
            self.fields[f"kind_{line.place}"] = forms.ChoiceField(
                label=f"{line.place}行目の種類",
                choices=self.choices,
                initial=line.kind if line.label or line.kind == "page_break" else LEFT_OUT,
                error_messages={"required": f"{line.trouble or '種類を選んでください。'}{_WAY_OUT}"},
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        bound = [(line, self[f"kind_{line.place}"]) for line in self.lines]
        return [{"line": line, "kind": kind, "chosen": kind.value()} for line, kind in bound]

    @property
    def unclear(self) -> list[Line]:
        """The lines of which something has to be decided before they can be taken."""
        return [line for line in self.lines if line.trouble]

    def clean(self) -> dict[str, Any]:
        self.questions = []
        for line in self.lines:
            kind = self.cleaned_data.get(f"kind_{line.place}")
            if kind and kind != LEFT_OUT:
                try:
                    self.questions.append(question_of(line, kind))
                except Unusable as unusable:
                    self.add_error(f"kind_{line.place}", f"{unusable}{_WAY_OUT}")
        if not self.errors and not self.questions:
            raise forms.ValidationError("取り込む行がありません。種類を選んでください。")
        return self.cleaned_data


_WAY_OUT = "一覧を直すか、「取り込まない」を選んでください。"
