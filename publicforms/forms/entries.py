"""The filter of the entries of an internal form: period, organization, person, one question. It comes by GET."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform

from core.people.clean_text import validate_storable
from core.people.form_fields import JapaneseDateField
from core.people.models import Organization, User
from core.questions.definition import Definition, Question
from core.questions.kinds import kind_of
from core.questions.tabulation.codes import options_of
from publicforms.querysets import SubmissionQuerySet


class EntriesFilter(forms.Form):
    """Of entries with `day` (publicforms.logs.entries). `definition` is what the person may filter by."""

    start = JapaneseDateField(label="この日から", required=False)
    end = JapaneseDateField(label="この日まで", required=False)
    organization = forms.ModelChoiceField(
        label="団体", required=False, queryset=Organization.objects.none(), empty_label="すべて"
    )
    person = forms.ModelChoiceField(
        label="記録した人", required=False, queryset=User.objects.none(), empty_label="すべて"
    )
    question = forms.ChoiceField(label="設問", required=False)
    value = forms.CharField(
        label="設問の回答に含まれる言葉", required=False, max_length=100, validators=[validate_storable]
    )

    def __init__(self, *args: Any, entries: SubmissionQuerySet, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries, self.definition = entries, definition
        plain = entries.order_by()
        for name, model in (("organization", Organization), ("person", User)):
            source = {"organization": "organization", "person": "by"}[name]
            found = model._default_manager.filter(pk__in=plain.values(source))
            if len(found[:2]) < 2:
                del self.fields[name]
            else:
                self.fields[name].queryset = found.order_by("code" if name == "organization" else "name")
        offered = [(one.key, f"{definition.number[one.key]} {one.label}"[:60]) for one in definition.asked]
        self.fields["question"].choices = [("", "選ばない"), *offered]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", "「この日から」より後の日を入力してください。")
        if cleaned.get("value") and not cleaned.get("question"):
            self.add_error("question", "言葉を探す設問を選んでください。")
        return cleaned

    def apply(self) -> SubmissionQuerySet:
        """Those that match; a condition that is not understood is shown as an error and filters nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        found = self.entries
        if chosen.get("start"):
            found = found.filter(day__gte=chosen["start"].isoformat())
        if chosen.get("end"):
            found = found.filter(day__lte=chosen["end"].isoformat())
        if chosen.get("organization"):
            found = found.filter(organization=chosen["organization"])
        if chosen.get("person"):
            found = found.filter(by=chosen["person"])
        if chosen.get("question") and chosen.get("value"):
            found = found.filter(self._says(chosen["question"], chosen["value"]))
        return found

    def _says(self, key: str, words: str) -> Q:
        """The answer has these words in it: an option by its label, anything else as it is stored."""
        question = self.definition[key]
        options = options_of(question)
        if options is None or kind_of(question).is_number:
            return Q(pk__in=self.entries.annotate(said=KeyTextTransform(key, "sheet__answers"))
                     .filter(said__icontains=words).values("pk"))  # fmt: skip
        codes = [code for code, label in options if words in label]
        said = KeyTextTransform(key, "sheet__answers")
        told = Q(pk__in=[])
        for code in codes:
            told |= Q(said=code) | Q(said__contains=f'"{code}"')
        return Q(pk__in=self.entries.annotate(said=said).filter(told).values("pk"))


class ChartFilter(EntriesFilter):
    """The same for the chart, and besides what is drawn: which number, a line for whom."""

    of = forms.ChoiceField(label="数", required=False)
    by = forms.ChoiceField(
        label="線", required=False, choices=[("person", "人ごと"), ("organization", "団体ごとの平均")]
    )

    def __init__(self, *args: Any, numbers: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["question"], self.fields["value"]
        self.fields["of"].choices = [(one.key, (one.label or one.key)[:60]) for one in numbers]
        self.order_fields(["of", "by"])


class CommentForm(forms.Form):
    text = forms.CharField(
        label="コメント",
        max_length=5000,
        validators=[validate_storable],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="この記録を見られる人みんなに見えます。",
    )
