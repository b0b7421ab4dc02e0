"""How many places the options of a page have left."""

from __future__ import annotations

from collections.abc import Iterable

from core.questions.form_pages import FormPage
from publicforms.making.drafted import questions_with_options
from publicforms.models import Place


def options_left(page: FormPage, places: Iterable[Place]) -> list[tuple[str, Place]]:
    """The options on this page that have a quota, with their words, in the order in which they are offered."""
    there = {(place.question, place.option): place for place in places}
    here = {question.key for question in page.definition.pages[page.number - 1]}
    offered = [one for one in questions_with_options(page.definition) if one.question.key in here]
    keyed = [(label, there.get((one.question.key, key))) for one in offered for key, label in one.options]
    return [(label, place) for label, place in keyed if place is not None]
