"""The page on which a form's texts are written in another language: one field beside each Japanese text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms

from core.people.clean_text import validate_storable
from core.questions.definition import Definition
from core.questions.translating import WHOLE, Path, at
from publicforms.making.texts import OWN, QUESTIONS, written_texts
from publicforms.models import Form

LONGEST_LINE, LONGEST_TEXT = 500, 5000
A_LINE = 60  # longer Japanese is answered in a field of several lines, and these of the form always
TEXTS = ("summary", "purpose", "contact", "done_text", "reply_text")
# What a text is, by the last word of its path that is no key.
CALLED = {
    "intro": "はじめの案内",
    "units": "単位",
    "label": "設問の文",
    "help": "説明",
    "text": "同意を求める文章",
    "options": "選択肢",
    "candidates": "候補",
    "rows": "行の名前",
    "row_header": "行の見出し",
    "sums": "内訳の合計が合わないときの言葉",
    "message": "確かめるときの言葉",
    "yes_label": "「はい」や「○」の言い方",
    "maybe_label": "「△」の言い方",
    "no_label": "「いいえ」や「×」の言い方",
    "low_label": "1の意味",
    "high_label": "最も大きい数の意味",
    "other_label": "「その他」の言い方",
}
IN_COLUMN = {"label": "列の名前", "help": "列の説明", "options": "列の選択肢"}


@dataclass
class Row:
    """One text: what it is, the Japanese, and the field for the other language."""

    called: str
    written: str
    field: forms.BoundField


@dataclass
class Part:
    """The texts of one question, or of the form itself."""

    title: str
    number: str = ""
    rows: list[Row] = field(default_factory=list)

    @property
    def left(self) -> int:
        return sum(1 for row in self.rows if not (row.field.value() or "").strip())


class TextsForm(forms.Form):
    """`subject` is the form whose texts are written. Nothing must be filled in: what is empty stays Japanese."""

    edit = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args: Any, subject: Form, definition: Definition, language: str, **kwargs: Any) -> None:
        self.subject, self.definition, self.language = subject, definition, language
        self.written = written_texts(subject, definition)
        kept = subject.texts.get(language) or {}
        kwargs["initial"] = {name_of(path): at(kept, path) for path in self.written} | {"edit": subject.edit}
        super().__init__(*args, **kwargs)
        for path, written in self.written.items():
            self.fields[name_of(path)] = self._field(path, written)

    def typed(self) -> dict[Path, str]:
        return {path: self.cleaned_data[name_of(path)].replace("\r\n", "\n") for path in self.written}

    def parts(self) -> list[Part]:
        """The texts as the page lists them: of the form, of the whole questionnaire, then question by question."""
        found: dict[str, Part] = {}
        for path, written in self.written.items():
            key = path[1] if path[0] == QUESTIONS else None
            part = found.setdefault(f"{key}", self._part(key))
            part.rows.append(Row(self.called(path), written, self[name_of(path)]))
        return list(found.values())

    def differences_from(self, current: Form) -> list[dict[str, str]]:
        """Text by text: what stands now and what this person typed, where they differ."""
        kept = current.texts.get(self.language) or {}
        return [
            {
                "label": f"{self.fields[name_of(path)].label}「{self.written[path]}」",
                "saved": at(kept, path),
                "typed": typed,
            }
            for path, typed in self.typed().items()
            if at(kept, path) != typed
        ]

    def called(self, path: Path) -> str:
        return str(self.fields[name_of(path)].label)

    def _field(self, path: Path, written: str) -> forms.CharField:
        is_long = len(written) > A_LINE or "\n" in written or path[0] in TEXTS
        spoken = {"lang": "ja" if self.language.startswith("ja") else self.language}
        rows = min(8, 2 + len(written) // A_LINE + written.count("\n"))
        widget = forms.Textarea(spoken | {"rows": rows}) if is_long else forms.TextInput(spoken)
        return forms.CharField(
            label=called(path, self.definition),
            required=False,
            strip=True,
            max_length=self._longest(path, is_long=is_long),
            widget=widget,
            validators=[validate_storable],
            error_messages={
                "null_characters_not_allowed": "使えない文字（ヌル文字）が入っています。その文字を消してください。",
                "max_length": "%(limit_value)d文字以内で入力してください。いまは%(show_value)d文字です。",
            },
        )

    def _longest(self, path: Path, *, is_long: bool) -> int:
        if path[0] in OWN:
            return self.subject._meta.get_field(path[0]).max_length or LONGEST_TEXT
        return LONGEST_TEXT if is_long else LONGEST_LINE

    def _part(self, key: str | None) -> Part:
        if key is None:
            return Part("フォームの案内")
        if not key:
            return Part("設問全体")
        question = self.definition.get(key)
        if question is None:
            return Part("設問どうしの確認")
        return Part(question.label, self.definition.number.get(key, "見出し"))


def name_of(path: Path) -> str:
    """The field's name. Units are any text, so their letters are written as numbers."""
    if path[1:3] == (WHOLE, "units"):
        path = (*path[:3], path[3].encode().hex())
    return "-".join(("t", *path))


def called(path: Path, definition: Definition) -> str:
    """What a text is to whoever translates it."""
    if path[0] != QUESTIONS:
        return str(Form._meta.get_field(path[0]).verbose_name)
    if path[1:3] == (WHOLE, "units"):
        return CALLED["units"]
    question = definition.get(path[1])
    if question is not None and question.kind == "section" and path[2] == "label":
        return "見出しの文"
    known = IN_COLUMN if "columns" in path[2:3] else CALLED
    return next((known[step] for step in reversed(path) if step in known), CALLED.get(path[-1], "文"))
