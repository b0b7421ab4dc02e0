"""What a cross-table is made of, chosen on its page. The address is the choice, so everything comes by GET."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from core.exports.encodings import Encoding
from core.people.clean_text import validate_storable
from core.questions.crosstab.calendar import CALENDAR, EACH
from core.questions.crosstab.dimensions import SPECIAL, Dimension, Type
from core.questions.crosstab.producer import Format
from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import AXES, Measure, Percent, Spec

Choices = list[tuple[str, Any]]
MOST_BOXES = 20  # more values to choose from are a list
NONE = ("", "なし")


class CrosstabForm(forms.Form):
    """Shows a spec: what was chosen, and at each field what is wrong with it.

    With the spec of a finished table it says which classes were made where none were chosen.
    """

    rows = forms.ChoiceField(label=AXES["rows"], required=False)
    columns = forms.ChoiceField(label=AXES["columns"], required=False)
    layer = forms.ChoiceField(label=AXES["layer"], required=False)
    measure = forms.ChoiceField(label="値", required=False, choices=Measure.choices)
    of = forms.ChoiceField(label="値の設問", required=False)
    percent = forms.ChoiceField(label="構成比", required=False, choices=Percent.choices)
    hide = forms.BooleanField(label="空欄・該当なしなど、値のない回答を表に出さない", required=False)

    def __init__(self, data: QueryDict, *, spec: Spec) -> None:
        super().__init__(data if any(name in data for name in AXES) else None)
        offered = spec.source.dimensions.values()
        self.fields["rows"].choices = [("", "選んでください"), *_grouped(offered)]
        self.fields["columns"].choices = [NONE, *_grouped(offered)]
        self.fields["layer"].choices = [NONE, *_grouped(offered)]
        self.fields["of"].choices = [NONE, *_grouped(one for one in offered if one.is_number)]
        if spec.source.at_least:
            del self.fields["hide"]
        for name in AXES:
            axis = getattr(spec, name)
            if axis is not None or spec.error(f"{name}_by"):
                one = axis.dimension if axis else spec.source.dimensions[data[name]]
                _add_grouping(self, name, one, axis.by if axis else "")
        self.order_fields([name for axis in AXES for name in (axis, f"{axis}_by")])
        if self.is_bound:
            self.full_clean()
            for name, message in spec.troubles:
                if name in self.fields:
                    self.errors.pop(name, None)
                    self.add_error(name, message)


def _add_grouping(form: CrosstabForm, name: str, one: Dimension, by: str) -> None:
    if not one.has_classes:
        return
    label = f"{AXES[name]}の区切り"
    if one.type is Type.DATE:
        field: forms.Field = forms.ChoiceField(label=label, required=False, choices=list(CALENDAR.items()))
    else:
        unit = f"（{one.unit}）" if one.unit else ""
        field = forms.CharField(
            label=f"{label}{unit}",
            required=False,
            max_length=2000,
            help_text=f"例：0,10,20。空欄のときは自動で{'区切ります' if by in ('', EACH) else f'、{by}で区切ります'}。",
        )
    form.fields[f"{name}_by"] = field


def _grouped(offered: Iterable[Dimension]) -> Choices:
    """Under their headings: 回答者, 設問."""
    groups: dict[str, Choices] = {}
    for one in offered:
        groups.setdefault(one.group, []).append((one.id, one.label))
    return list(groups.items())


class FilterForm(forms.Form):
    """One condition: the categories of a dimension, from where to where, or which text is in it."""

    def __init__(self, one: Dimension, *, specials: Mapping[str, str], data: QueryDict, spec: Spec) -> None:
        super().__init__(data)
        self.label = one.label
        unit = f"（{one.unit}）" if one.unit else ""
        if one.options is not None:
            choices = [*one.options, *_specials(one, specials)]
            few = len(choices) <= MOST_BOXES
            widget = forms.CheckboxSelectMultiple(attrs={"data-dir": "row"}) if few else forms.SelectMultiple()
            self.fields[f"f.{one.id}"] = forms.MultipleChoiceField(
                label="次のどれかである", required=False, choices=choices, widget=widget
            )
        elif one.has_classes:
            low, high = ("以上", "以下") if one.is_number else ("から", "まで")
            self.fields[f"from.{one.id}"] = forms.CharField(label=f"{low}{unit}", required=False, max_length=40)
            self.fields[f"to.{one.id}"] = forms.CharField(label=f"{high}{unit}", required=False, max_length=40)
        else:
            self.fields[f"has.{one.id}"] = forms.CharField(label="次の文字を含む", required=False, max_length=100)
        for name, message in spec.troubles:
            if name in self.fields:
                self.errors.pop(name, None)
                self.add_error(name, message)


def _specials(one: Dimension, specials: Mapping[str, str]) -> Choices:
    return [(f"{SPECIAL}{code}", label) for code, label in one.no_values(specials).items()]


class SavedTableForm(forms.Form):
    """Naming a table that is to be kept. `for_managers` are fields that only they have."""

    title = forms.CharField(label="集計の名前", max_length=200, validators=[validate_storable])
    query = forms.CharField(widget=forms.HiddenInput, max_length=10000)
    for_managers: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, source: Source, manages: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source
        for name in () if manages else self.for_managers:
            del self.fields[name]

    def clean_query(self) -> str:
        """The definition as the page would write it. What makes no table is not kept."""
        typed = QueryDict(self.cleaned_data["query"])
        spec = Spec.read(self.source, typed)
        if not spec.is_complete:
            raise forms.ValidationError("集計の条件が正しくありません。集計の画面からやり直してください。")
        chart = typed.get("chart", "")
        return f"{spec.query}&chart={chart}" if chart.isidentifier() else spec.query


class CrosstabFileForm(forms.Form):
    """As what file a table is wanted."""

    format = forms.ChoiceField(choices=Format.choices)
    encoding = forms.ChoiceField(choices=Encoding.choices)
