"""Quotas: a number for the form altogether, and one for each option of its choice questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from publicforms.making.drafted import definition_in_work, questions_with_options
from publicforms.models import Form, Place

MOST = 1_000_000
Key = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """One quota on the page: what it is for, its field, and the place where there is one already."""

    label: str
    field: forms.BoundField
    place: Place | None

    @property
    def is_over(self) -> bool:
        """More are taken than there are: somebody lowered it."""
        return self.place is not None and self.place.taken > self.place.limit


@dataclass(frozen=True)
class Part:
    title: str
    lines: list[Line]
    is_lost: bool = False  # of options that are not offered any more


class PlacesForm(forms.Form):
    """An empty field is no quota."""

    def __init__(self, *args: Any, form: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form = form
        self.there: dict[Key, Place] = {(place.question, place.option): place for place in form.places.all()}
        self._names: dict[Key, str] = {}
        self._titles: list[tuple[str, list[Key], bool]] = []
        self._add("フォーム全体", [("", "")], {("", ""): "全体の定員"})
        offered = {("", "")}
        for one in questions_with_options(definition_in_work(form)):
            labels = {(one.question.key, key): label for key, label in one.options}
            self._add(one.called, list(labels), labels)
            offered |= labels.keys()
        lost = {key: "なくなった選択肢" for key in self.there if key not in offered}
        if lost:
            self._add("いまの設問にない選択肢", list(lost), lost, is_lost=True)

    def _add(self, title: str, keys: list[Key], labels: dict[Key, str], *, is_lost: bool = False) -> None:
        for key in keys:
            name = f"limit.{key[0]}.{key[1]}" if key[0] else "limit"
            self._names[key] = name
            place = self.there.get(key)
            self.fields[name] = forms.IntegerField(
                label=labels[key],
                required=False,
                min_value=0,
                max_value=MOST,
                initial=place.limit if place else None,
                widget=forms.NumberInput(attrs={"data-size": "s", "inputmode": "numeric"}),
            )
        self._titles.append((title, keys, is_lost))

    def parts(self) -> list[Part]:
        return [
            Part(
                title,
                [
                    Line(str(self.fields[self._names[key]].label), self[self._names[key]], self.there.get(key))
                    for key in keys
                ],
                is_lost,
            )
            for title, keys, is_lost in self._titles
        ]

    def limits(self) -> dict[Key, int | None]:
        """Only what the person changed: what a colleague set meanwhile stays."""
        return {key: self.cleaned_data[name] for key, name in self._names.items() if name in self.changed_data}
