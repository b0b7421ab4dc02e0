"""What a list page needs around its rows: addresses that keep the filter, page links, the conditions in force."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import Model
from django.forms import BooleanField, ChoiceField, Form
from django.http import QueryDict

from core.people.japanese_dates import format_japanese_date

# Where one is in a list: by page number, or by key (core.people.keyset).
PLACES = {"page", "before", "after"}


def query_with(query: QueryDict, **changes: Any) -> str:
    """`?…` with some parameters changed; None takes one out. A change of anything but the page starts at page 1."""
    changed = query.copy()
    if not changes.keys() & PLACES:
        for place in PLACES:
            changed.pop(place, None)
    for name, value in changes.items():
        if value is None:
            changed.pop(name, None)
        else:
            changed[name] = value
    return f"?{changed.urlencode()}"


@dataclass(frozen=True)
class PageLink:
    """One place in the pager; without a number it is the ellipsis."""

    number: int | None
    query: str = ""
    current: bool = False


def page_links(page: Page, query: QueryDict) -> list[PageLink]:
    """1 … 4 5 6 … 26. An ellipsis that would hide a single page shows that page."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [
        PageLink(number, query_with(query, page=number), number == page.number)
        if isinstance(number, int)
        else PageLink(None)
        for number in numbers
    ]


@dataclass(frozen=True)
class Condition:
    """One filter in force, and the address of the list without it."""

    label: str
    value: str
    query_without: str


def conditions(form: Form, query: QueryDict, *, ignore: Iterable[str] = ("sort", "page")) -> list[Condition]:
    """The conditions that a valid filter form puts on its list. Invalid or empty fields put none."""
    if not form.is_bound or (not hasattr(form, "cleaned_data") and not form.is_valid()):
        return []
    found = []
    for bound in form.visible_fields():
        value = form.cleaned_data.get(bound.name)
        if bound.name in ignore or not _is_set(value):
            continue
        found.append(
            Condition(str(bound.label), _shown(bound.field, value), query_with(query, **{bound.html_name: None}))
        )
    return found


def _is_set(value: Any) -> bool:
    return value not in (None, "", False) and (not hasattr(value, "__len__") or len(value) > 0)


def _shown(field: Any, value: Any) -> str:
    if isinstance(field, BooleanField):
        return ""
    if isinstance(value, datetime.date):
        return format_japanese_date(value)
    if isinstance(value, (str, int)) and isinstance(field, ChoiceField):
        return str(_choices(field).get(str(value), value))
    if isinstance(value, Iterable) and not isinstance(value, (str, Model)):
        return "、".join(_shown(field, one) for one in value)
    return str(value)


def _choices(field: ChoiceField) -> dict[str, Any]:
    """Labels by value, groups flattened."""
    flat: dict[str, Any] = {}
    pairs: Any = field.choices  # an iterator over pairs; the type stubs name everything that may be assigned to it
    for value, label in pairs:
        inner = label if isinstance(label, (list, tuple)) else [(value, label)]
        flat.update((str(one), name) for one, name in inner)
    return flat
