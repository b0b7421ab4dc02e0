"""One column of a table, as the builder sets it up: what every column has, and what only its kind has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from core.people.clean_text import validate_single_line
from core.questions.definition import Need, Question, new_key
from core.questions.kinds.base import KINDS, Kind, KindSettings
from core.questions.numbers.jumps import SETTING

USUAL_KIND = "integer"
# A cell is one control: there is no room beside it for what was meant by その他.
NOT_IN_CELLS = ("with_other", "other_label", SETTING)


def kinds_of_columns() -> list[tuple[str, str]]:
    return [(code, kind.label) for code, kind in KINDS.items() if kind.in_table]


def has_unit(kind: Kind) -> bool:
    return "unit" in kind.settings_form.base_fields


class ColumnForm(forms.Form):
    """A column that is there. What its kind asks for is the kind's own settings form, under the same prefix."""

    template_name = "questions/forms/column.html"

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    was = forms.CharField(widget=forms.HiddenInput, required=False)  # the kind whose settings stand in the form
    label = forms.CharField(label="列の名前", max_length=200, validators=[validate_single_line])
    kind = forms.ChoiceField(label="種類", choices=kinds_of_columns)
    required = forms.BooleanField(label="必ず入力する", required=False)
    total = forms.BooleanField(label="列の合計を出す", required=False)
    help = forms.CharField(label="見出しの下の説明", max_length=200, required=False, validators=[validate_single_line])
    position = forms.IntegerField(
        label="順番",
        required=False,
        min_value=1,
        widget=forms.TextInput({"inputmode": "numeric", "data-width": "short"}),
    )
    remove = forms.BooleanField(label="この列を外す", required=False)

    def __init__(self, data: Any = None, *, prefix: str, stored: Mapping[str, Any], place: int) -> None:
        self.stored = stored
        self.column = Question.from_json(stored)
        initial = {
            "key": self.column.key,
            "was": self.column.kind,
            "label": self.column.label,
            "kind": self.column.kind,
            "required": self.column.need == Need.REQUIRED,
            "total": bool(stored.get("total")),
            "help": self.column.help,
            "position": place,
        }
        super().__init__(data, prefix=prefix, initial=initial)
        kind = KINDS[self.column.kind]
        if not kind.is_number:
            del self.fields["total"]
        self.own: KindSettings = kind.settings_form(
            data,
            prefix=f"{prefix}-own",
            initial=kind.settings_form.initial_of(self.column),
            question=self.column,
        )
        for name in NOT_IN_CELLS:
            self.own.fields.pop(name, None)

    @property
    def name(self) -> str:
        """What it is called while it is being typed."""
        return str(self["label"].value() or "名前のない列")

    @property
    def is_removed(self) -> bool:
        return bool(self.is_bound and self["remove"].value())

    @property
    def summary(self) -> str:
        """整数、人、必須、合計"""
        unit = str(self.column.settings.get("unit", ""))
        said = [KINDS[self.column.kind].label, unit]
        said += ["必須" if self.column.need == Need.REQUIRED else "", "合計" if self.stored.get("total") else ""]
        return "、".join(filter(None, said))

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.own.is_valid()])

    @property
    def faults(self) -> list[str]:
        """What is wrong, for the summary at the top of the page."""
        forms_ = (self, self.own)
        return [
            f"列「{self.name}」の{form[field].label if field in form.fields else '設定'}：{message}"
            for form in forms_
            for field, messages in form.errors.items()
            for message in messages
        ]

    def place(self, usual: int) -> float:
        """Where it is to stand; a number that was not changed lets those that were changed pass."""
        typed = self.cleaned_data.get("position")
        if typed is None or typed == usual:
            return usual
        return typed - 0.5 if typed < usual else typed + 0.5

    def written(self) -> dict[str, Any]:
        """The column's JSON; only after is_valid(). Of another kind's settings it keeps what that kind knows too."""
        cleaned = self.cleaned_data
        settings = self.own.settings(self.column)
        kind = KINDS[cleaned["kind"]]
        if cleaned["kind"] != self.column.kind:
            known = kind.settings_form.base_fields
            settings = {**kind.starting_settings(), **{name: settings[name] for name in settings if name in known}}
        need = Need.REQUIRED if cleaned["required"] else Need.OPTIONAL
        column = Question(self.column.key, cleaned["kind"], cleaned["label"], cleaned["help"], need, settings=settings)
        return {**column.to_json(), **({"total": True} if cleaned.get("total") and kind.is_number else {})}


class NewColumnsForm(forms.Form):
    """Columns to be added: their names, one a line, and what they have in common."""

    labels = forms.CharField(
        label="加える列の名前（1行に1つ）", required=False, widget=forms.Textarea({"rows": 3}), strip=False
    )
    kind = forms.ChoiceField(label="種類", choices=kinds_of_columns, required=False, initial=USUAL_KIND)
    unit = forms.CharField(
        label="単位",
        max_length=20,
        required=False,
        validators=[validate_single_line],
        help_text="数の列だけに付きます。",
    )
    required = forms.BooleanField(label="必ず入力する", required=False, initial=True)
    total = forms.BooleanField(label="列の合計を出す", required=False, help_text="数の列だけに出ます。")

    @property
    def is_used(self) -> bool:
        return bool(str(self["labels"].value() or "").strip())

    def written(self) -> list[dict[str, Any]]:
        cleaned = self.cleaned_data
        code = cleaned["kind"] or USUAL_KIND
        kind = KINDS[code]
        settings = dict(kind.starting_settings())
        if cleaned["unit"] and has_unit(kind):
            settings["unit"] = cleaned["unit"]
        need = Need.REQUIRED if cleaned["required"] else Need.OPTIONAL
        extra = {"total": True} if cleaned["total"] and kind.is_number else {}
        labels = [line.strip() for line in cleaned["labels"].splitlines() if line.strip()]
        return [
            {**Question(new_key("c"), code, label, need=need, settings=settings).to_json(), **extra} for label in labels
        ]
