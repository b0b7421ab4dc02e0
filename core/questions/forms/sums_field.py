"""The sums that must hold within a table (内訳の合計) as one field: a total, its parts, a tolerance, a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.people.clean_text import validate_storable
from core.questions.numbers.typing import NotANumber, typed_number

AXES = {"rows": "行", "columns": "列"}
Lines = Sequence[tuple[str, str]]  # key, label


class SumForm(forms.Form):
    """One sum. Empty as long as neither a total nor parts are chosen."""

    template_name = "questions/forms/sum.html"

    total = forms.ChoiceField(required=False)
    parts = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    across = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    tolerance = forms.CharField(
        label="許容する差",
        required=False,
        help_text="四捨五入などで合わないことがあるときに入力します。",
        widget=forms.TextInput({"inputmode": "decimal", "data-width": "short"}),
    )
    message = forms.CharField(
        label="合わないときに示す言葉",
        required=False,
        max_length=300,
        validators=[validate_storable],
        help_text="空欄なら、どの数が合わないかを自動で示します。",
    )
    remove = forms.BooleanField(label="この確かめを外す", required=False)

    def __init__(
        self, data: Any = None, *, prefix: str, axis: str, lines: Lines, others: Lines, stored: Mapping[str, Any]
    ):
        self.axis, self.stored = axis, stored
        super().__init__(data, prefix=prefix, initial={**stored, "tolerance": _shown(stored.get("tolerance"))})
        what = AXES[axis]
        total, parts, across = self.fields["total"], self.fields["parts"], self.fields["across"]
        total.label, parts.label = f"合計の{what}", f"内訳の{what}"
        # What was chosen and is gone stays to be seen, and to be mended.
        gone = [
            (key, "削除されたもの") for key in (stored.get("total"), *stored.get("parts", ())) if key not in dict(lines)
        ]
        total.choices = [("", "選んでください"), *lines, *(pair for pair in gone if pair[0])]
        parts.choices = [*lines, *(pair for pair in gone if pair[0])]
        across.label = f"確かめる{'列' if axis == 'rows' else '行'}"
        across.help_text = "選ばなければ、数のあるすべてで確かめます。"
        across.choices = others
        if len(others) < 2:
            del self.fields["across"]

    @property
    def is_new(self) -> bool:
        return not self.stored

    @property
    def title(self) -> str:
        """行「計」の内訳"""
        label = dict(self.fields["total"].choices).get(self.stored.get("total", ""), "")
        return f"{AXES[self.axis]}「{label}」の内訳" if self.stored else f"{AXES[self.axis]}の内訳の合計を確かめる"

    @property
    def is_used(self) -> bool:
        return bool(self["total"].value() or self["parts"].value())

    @property
    def is_removed(self) -> bool:
        return bool(self.is_bound and self["remove"].value())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("parts") and not cleaned.get("total"):
            self.add_error("total", "合計を選んでください。")
        if cleaned.get("total") and not cleaned.get("parts"):
            self.add_error("parts", "内訳を選んでください。")
        if cleaned.get("total") in cleaned.get("parts", ()):
            self.add_error("parts", "合計そのものは、内訳に選べません。")
        return cleaned

    def clean_tolerance(self) -> str:
        text = self.cleaned_data["tolerance"].strip()
        try:
            number = typed_number(text, decimals=6) if text else Decimal(0)
        except NotANumber as error:
            raise ValidationError(str(error)) from None
        if number < 0:
            raise ValidationError("0以上の数を入力してください。")
        return f"{number:f}"

    def written(self) -> dict[str, Any]:
        kept = {name: self.cleaned_data.get(name) for name in ("message", "across")}
        return {
            "axis": self.axis,
            "total": self.cleaned_data["total"],
            "parts": self.cleaned_data["parts"],
            "tolerance": self.cleaned_data["tolerance"],
            **{name: value for name, value in kept.items() if value},
        }


class TypedSums:
    """The forms of all sums: those that are there, and one to be added for rows and one for columns."""

    def __init__(self, name: str, lines: Mapping[str, Lines], stored: Sequence[Mapping[str, Any]], data: Any = None):
        self.sums = [
            _form(f"{name}-{n}", rule["axis"], lines, rule, data)
            for n, rule in enumerate(stored)
            if rule["axis"] in AXES
        ]
        self.new = [_form(f"{name}-new-{axis}", axis, lines, {}, data) for axis in AXES if len(lines[axis]) > 1]

    @property
    def used(self) -> list[SumForm]:
        return [each for each in (*self.sums, *self.new) if each.is_used and not each.is_removed]

    def faults(self) -> list[str]:
        return [
            f"{each.title}：{message}"
            for each in self.used
            if not each.is_valid()
            for messages in each.errors.values()
            for message in messages
        ]

    def written(self) -> list[dict[str, Any]]:
        return [each.written() for each in self.used]


class SumsWidget(forms.Widget):
    template_name = "questions/forms/sums.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.lines: Mapping[str, Lines] = dict.fromkeys(AXES, ())
        self.stored: Sequence[Mapping[str, Any]] = ()

    def id_for_label(self, id_: str | None) -> str:
        return f"{id_}-0-total" if self.stored else f"{id_}-new-rows-total"

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return f"{name}-there" not in data

    def value_from_datadict(self, data: Any, files: Any, name: str) -> TypedSums | None:
        return TypedSums(name, self.lines, self.stored, data) if f"{name}-there" in data else None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        typed = value if isinstance(value, TypedSums) else TypedSums(name, self.lines, self.stored)
        context["widget"]["typed"] = typed
        return context


class SumsField(forms.Field):
    """A list of sums as JSON. Tell it by `keep` what is stored, and which rows and columns there are to choose."""

    widget = SumsWidget

    def keep(self, stored: Sequence[Mapping[str, Any]], *, rows: Lines, columns: Lines) -> None:
        self.widget.stored = stored
        self.widget.lines = {"rows": rows, "columns": columns}

    def clean(self, value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, TypedSums):
            return [dict(rule) for rule in self.widget.stored]
        faults = value.faults()
        if faults:
            raise ValidationError(faults)
        return value.written()


def _form(prefix: str, axis: str, lines: Mapping[str, Lines], stored: Mapping[str, Any], data: Any) -> SumForm:
    others = lines["columns" if axis == "rows" else "rows"]
    return SumForm(data, prefix=prefix, axis=axis, lines=lines[axis], others=others, stored=stored)


def _shown(tolerance: Any) -> str:
    try:
        number = Decimal(str(tolerance or 0))
    except InvalidOperation:
        return str(tolerance)
    return f"{number:f}" if number else ""
