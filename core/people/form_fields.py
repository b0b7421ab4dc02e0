"""Form fields for dates and times in both calendars."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone, to_current_timezone

from core.people.japanese_dates import format_japanese_date, parse_japanese_date, parse_japanese_time


class JapaneseDateInput(forms.TextInput):
    """A text field that takes either calendar; script adds a button that opens the browser's own date picker."""

    template_name = "django/forms/widgets/japanese_date.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return format_japanese_date(value) if isinstance(value, datetime.date) else super().format_value(value)


class JapaneseDateField(forms.DateField):
    """2026年11月21日, 令和8年11月21日, R8.11.21, 2026-11-21 … → datetime.date"""

    widget = JapaneseDateInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "例：2026年11月21日、令和8年11月21日、R8.11.21")
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.datetime):
            return value.date()
        if isinstance(value, datetime.date):
            return value
        return _parsed(parse_japanese_date, str(value))


class JapaneseTimeField(forms.TimeField):
    """9:00, 17時30分 → datetime.time"""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def to_python(self, value: Any) -> datetime.time | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.time):
            return value
        return _parsed(parse_japanese_time, str(value))


class JapaneseDateTimeWidget(forms.MultiWidget):
    """Date and time side by side; a fieldset whose legend is the field's label."""

    template_name = "django/forms/widgets/japanese_date_time.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                "date": JapaneseDateInput({"aria-label": "日付"}),
                "time": forms.TimeInput({"type": "time", "aria-label": "時刻"}, format="%H:%M"),
            },
            attrs,
        )

    def decompress(self, value: datetime.datetime | None) -> list[Any]:
        if not value:
            return [None, None]
        local = to_current_timezone(value)
        return [local.date(), local.time()]


class JapaneseDateTimeField(forms.MultiValueField):
    """A date in either calendar and a time → an aware datetime, typed as Japan's time."""

    widget = JapaneseDateTimeWidget
    default_error_messages = {
        "required": "日付と時刻を入力してください。",
        "incomplete": "日付と時刻の両方を入力してください。",
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "日付の例：2026年11月21日、令和8年11月21日、R8.11.21")
        super().__init__(fields=(JapaneseDateField(), JapaneseTimeField()), **kwargs)

    def compress(self, data_list: list[Any]) -> datetime.datetime | None:
        if not data_list:
            return None
        date, time = data_list
        if date in self.empty_values or time in self.empty_values:
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        return from_current_timezone(datetime.datetime.combine(date, time))


def _parsed(parse: Any, text: str) -> Any:
    try:
        return parse(text)
    except ValueError as error:
        raise ValidationError(str(error), code="invalid") from None
