"""What the templates of forms and sheets need."""

from __future__ import annotations

from django import template

from core.questions.asking import Asked
from core.questions.form_pages import Mistake, mistakes_in
from core.questions.showing import Part, Shown, by_heading

register = template.Library()


@register.simple_tag
def mistakes_of(asked: list[Asked]) -> list[Mistake]:
    """{% mistakes_of page as mistakes %} - what is wrong with these questions, for the summary above them."""
    return mistakes_in(asked)


@register.filter
def in_parts(shown: list[Shown]) -> list[Part]:
    """{% for part in shown|in_parts %} - a sheet as its headings cut it."""
    return by_heading(shown)
