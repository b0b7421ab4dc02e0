"""Where the pages of one form lead, those included that a node may not have."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse

from publicforms.making.checklist import Item
from publicforms.models import Form


def optional_address(name: str, *args: Any) -> str:
    """Empty where there is no page of that name."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def address_of_item(form: Form, item: Item) -> str:
    """Where the line of the checklist is mended."""
    if item.at == "questions":
        return address_of_questions(form)
    address = reverse(f"forms:{item.at}", args=[form.pk])
    return f"{address}#{item.place}" if item.place else address


def address_of_questions(form: Form) -> str:
    """The builder where there is a draft of the questions, else the page that says how a next version is begun."""
    if form.questionnaire.draft is not None:
        return reverse("questions:builder", args=[form.questionnaire_id])
    return reverse("forms:questions", args=[form.pk])
