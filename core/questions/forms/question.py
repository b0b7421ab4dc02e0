"""Setting up one question: what all kinds have in common, and what only its kind has, saved together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict

from core.people.clean_text import validate_storable
from core.questions.definition import Definition, Need, Question
from core.questions.kinds import kind_of
from core.questions.kinds.base import KindSettings
from core.questions.services.building import intro_fingerprint, setup_fingerprint

LONGEST_LABEL = 500
LONGEST_HELP = 4000
# What only questions that somebody answers have, and what of it a calculated value has not. A page break has nothing.
ONLY_ASKED = ("need", "may_be_na", "personal")
ONLY_TYPED = ("need", "may_be_na")
ALL = ("label", "help", *ONLY_ASKED)


class QuestionForm(forms.Form):
    """What every question has. Headings and calculated values have less of it."""

    label = forms.CharField(
        label="設問文",
        max_length=LONGEST_LABEL,
        widget=forms.Textarea({"rows": 2}),
        validators=[validate_storable],
    )
    help = forms.CharField(
        label="補足説明",
        max_length=LONGEST_HELP,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        validators=[validate_storable],
    )
    need = forms.ChoiceField(
        label="回答", choices=Need.choices, widget=forms.RadioSelect({"data-dir": "column"}), initial=Need.OPTIONAL
    )
    may_be_na = forms.BooleanField(
        label="「該当なし」を選べる", required=False, help_text="空欄や0とは別の回答として集計します。"
    )
    personal = forms.BooleanField(
        label="個人情報",
        required=False,
        help_text="氏名・住所など。回答を見られる人を限り、閲覧と書き出しを記録します。",
    )
    # What the question was when the form was opened.
    since = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None = None, *, question: Question) -> None:
        initial = {
            "label": question.label,
            "help": question.help,
            "need": question.need,
            "may_be_na": question.may_be_na,
            "personal": question.personal,
            "since": setup_fingerprint(question),
        }
        super().__init__(data, initial=initial)
        kind = kind_of(question)
        if not kind.asks:
            self.fields["label"].label = "見出しの文"
        if data is None and not question.label:
            self.fields["label"].widget.attrs["autofocus"] = True  # just added: its words come next
        unused = ALL if question.kind == "page_break" else ONLY_ASKED if not kind.asks else ()
        for name in unused or (ONLY_TYPED if kind.computes else ()):
            del self.fields[name]

    def clean_label(self) -> str:
        """One line: it stands in tables and in messages."""
        return " ".join(self.cleaned_data["label"].splitlines())

    def clean_help(self) -> str:
        return one_kind_of_line_break(self.cleaned_data["help"])


class SetUp:
    """Both forms of one question. `definition` is what it stands among."""

    def __init__(self, question: Question, definition: Definition, data: QueryDict | None = None) -> None:
        kind = kind_of(question)
        self.question = question
        self.common = QuestionForm(data, question=question)
        self.own: KindSettings = kind.settings_form(
            data,
            prefix="kind",
            initial=kind.settings_form.initial_of(question),
            question=question,
            definition=definition,
        )

    def is_valid(self) -> bool:
        """Both are judged, so that all errors are told at once."""
        return all([self.common.is_valid(), self.own.is_valid()])

    @property
    def since(self) -> str:
        return self.common.data.get("since", "")

    def written(self) -> Question:
        """The question as it was typed; only after is_valid()."""
        cleaned = self.common.cleaned_data
        return replace(
            self.question,
            label=cleaned.get("label", ""),
            help=cleaned.get("help", ""),
            need=Need(cleaned.get("need", Need.OPTIONAL)),
            may_be_na=cleaned.get("may_be_na", False),
            personal=cleaned.get("personal", False),
            settings=self.own.settings(self.question),
        )

    def renew(self, now: Question | None) -> None:
        """Saving again is meant to overwrite what stands now."""
        data: Any = self.common.data.copy()
        data["since"] = setup_fingerprint(now)
        self.common.data = data


class IntroForm(forms.Form):
    """What stands above the first question."""

    intro = forms.CharField(
        label="はじめの説明",
        max_length=LONGEST_HELP,
        required=False,
        help_text="調査の趣旨、回答の仕方、問い合わせ先など。設問の前に示します。",
        widget=forms.Textarea({"rows": 6}),
        validators=[validate_storable],
    )
    since = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None = None, *, intro: str) -> None:
        super().__init__(data, initial={"intro": intro, "since": intro_fingerprint(intro)})

    def renew(self, now: str) -> None:
        """Saving again is meant to overwrite what stands now."""
        data: Any = self.data.copy()
        data["since"] = intro_fingerprint(now)
        self.data = data

    def clean_intro(self) -> str:
        return one_kind_of_line_break(self.cleaned_data["intro"])


def one_kind_of_line_break(text: str) -> str:
    """Browsers send CR LF; what was not changed must come back the same."""
    return text.replace("\r\n", "\n")


def differences(now: Question, typed: Question) -> list[dict[str, str]]:
    """Field by field, where what was typed is not what stands now: label, saved, typed."""
    pairs = [
        ("設問文", now.label, typed.label),
        ("補足説明", now.help, typed.help),
        ("回答", Need(now.need).label, Need(typed.need).label),
        ("「該当なし」", _may(now.may_be_na), _may(typed.may_be_na)),
        ("個人情報", _yes(now.personal), _yes(typed.personal)),
    ]
    return [{"label": label, "saved": saved, "typed": mine} for label, saved, mine in pairs if saved != mine]


def setting_changes(now: Question, typed: Question) -> list[str]:
    """What saving would change in the settings that only the kind has, in its own words."""
    return [words for _, words in kind_of(typed).changes(now, typed)] if now.kind == typed.kind else []


def _may(value: bool) -> str:
    return "選べる" if value else "選べない"


def _yes(value: bool) -> str:
    return "はい" if value else "いいえ"
