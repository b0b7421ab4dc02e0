"""Fields that only the making of forms needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms


class LinesField(forms.CharField):
    """One thing a line → a list, each once, in the order typed. `read` makes a line what is stored, or refuses it."""

    def __init__(self, *, read: Callable[[str], str], most: int = 20, **kwargs: Any) -> None:
        self.read, self.most = read, most
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(required=False, max_length=5000, **kwargs)

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, list):
            return value
        lines = (line.strip() for line in (super().to_python(value) or "").splitlines())
        return [line for line in lines if line]

    def run_validators(self, value: Any) -> None:
        super().run_validators("\n".join(value))

    def clean(self, value: Any) -> list[str]:
        lines = super().clean(value)
        if len(lines) > self.most:
            raise forms.ValidationError(f"{self.most}行までにしてください。いまは{len(lines):,}行あります。")
        found, faults = [], []
        for line in lines:
            try:
                found.append(self.read(line))
            except forms.ValidationError as problem:
                faults += problem.messages
        if faults:
            raise forms.ValidationError(faults)
        return list(dict.fromkeys(found))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value
