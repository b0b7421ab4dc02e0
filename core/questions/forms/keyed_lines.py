"""The editor of a list whose items have keys: options of a choice, rows of a table, candidates of a schedule.

Every item is a text field in its place, with a number for its position and a checkbox that removes it; a text area
adds new ones, one per line; all of it works without script. static/js/keyed_lines.js moves and adds rows in place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.questions.forms.line_labels import told
from core.questions.forms.typed_lines import TypedLines
from core.questions.options import active


class KeyedLinesWidget(forms.Widget):
    """Shows a list of items, or what somebody typed into it, which is never lost."""

    template_name = "questions/forms/keyed_lines.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, noun: str = "選択肢", may_merge: bool = True) -> None:
        super().__init__(attrs)
        self.noun = noun
        self.may_merge = may_merge

    def id_for_label(self, id_: str | None) -> str:
        """The first text field: a legend labels the group, and the link of an error leads there."""
        return f"{id_}_0" if id_ else ""

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return f"{name}-added" not in data and f"{name}-key" not in data

    def value_from_datadict(self, data: Any, files: Any, name: str) -> TypedLines:
        return TypedLines.from_data(data, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        typed = value if isinstance(value, TypedLines) else TypedLines.of(value or ())
        wrong = typed.wrong_rows() if isinstance(value, TypedLines) else frozenset()
        context["widget"] |= {
            "noun": self.noun,
            "may_merge": self.may_merge,
            "typed": typed,
            "rows": [{"row": row, "number": n, "is_wrong": n - 1 in wrong} for n, row in enumerate(typed.rows, 1)],
            "gone_json": json.dumps(list(typed.gone), ensure_ascii=False, separators=(",", ":")),
        }
        return context


class KeyedLinesField(forms.Field):
    """A list of {"key", "label"}; removed ones stay in it as {"gone": true}, merged ones with "into" as well.

    Keys of existing items never change; new ones begin with `prefix`. `keep_removed=False` is for lists of which
    nothing was ever published: what is removed there is dropped.
    """

    widget = KeyedLinesWidget

    def __init__(
        self,
        *,
        prefix: str = "o",
        noun: str = "選択肢",
        may_merge: bool = True,
        keep_removed: bool = True,
        maximum: int = 1000,
        **kwargs: Any,
    ) -> None:
        self.prefix = prefix
        self.noun = noun
        self.keep_removed = keep_removed
        self.maximum = maximum
        kwargs.setdefault("widget", KeyedLinesWidget(noun=noun, may_merge=may_merge))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, TypedLines):
            return [dict(item) for item in value or ()]
        items, faults = value.items(prefix=self.prefix, noun=self.noun, keep_removed=self.keep_removed)
        offered = len(active(items))
        if offered > self.maximum:
            faults.append(f"{self.noun}は{self.maximum:,}までにしてください。いまは{offered:,}あります。")
        if faults:
            raise ValidationError(told(faults))
        return items

    def validate(self, value: list[dict[str, Any]]) -> None:
        if self.required and not active(value):
            raise ValidationError(f"{self.noun}を1つ以上入力してください。", code="required")

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != [dict(item) for item in initial or ()]
        except ValidationError:
            return True
