"""Replacing an attachment and answering by section as they are seen: at a desk and on a phone, axe clean."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.urls import reverse

from core.people.models import Section
from surveys.services.dividing import divide
from surveys.services.replacing_files import Handling, replace_file
from tests.looking import chromium, complaints, looks_right, open_as  # noqa: F401 - fixtures
from tests.surveys.making import answered, handed_in, issued, response_of
from tests.surveys.test_answering_by_section import QUESTIONS
from tests.surveys.test_replacing_files import pdf, with_file

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")
WIDTHS = pytest.mark.parametrize("width", [1280, 390])


def picture(page, name: str, width: int) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)


@WIDTHS
def test_the_page_that_replaces_an_attachment(cast, open_as, complaints, width):  # noqa: F811
    survey, attached = with_file(cast)
    handed_in(survey, cast.ishinomaki, cast.kaede)
    handed_in(survey, cast.shiroishi, cast.yui)
    page = open_as(cast.sato, width=width)
    page.goto(reverse("surveys:file_replacement", args=[survey.pk, attached.pk]))
    picture(page, "replace", width)
    looks_right(page, complaints)
    complaints.listening = True
    page.get_by_label("差し戻して、選んだ設問を直してもらう").check()
    page.get_by_role("button", name="差し替えて知らせる").click()
    page.get_by_text("やり直してもらう設問を、1つ以上選んでください。").first.wait_for()
    picture(page, "replace-refused", width)
    looks_right(page, complaints)


@WIDTHS
def test_the_form_of_one_section_and_what_it_is_told(cast, open_as, complaints, width):  # noqa: F811
    survey = issued(cast, *QUESTIONS)
    answered(survey, cast.ishinomaki, cast.kaede, tax="12")
    tax, works = (Section.objects.create(organization=cast.ishinomaki, name=name) for name in ("税務課", "建設課"))
    cast.kaede.memberships.update(section=tax)
    divide(
        response_of(survey, cast.ishinomaki), {tax: ["tax", "has"], works: ["roads", "rooms", "note"]}, by=cast.midori
    )
    page = open_as(cast.kaede, width=width)
    form = reverse("surveys:answer_form", args=[survey.pk, cast.ishinomaki.code])
    for name, address in {
        "part": f"{form}?section={tax.pk}",
        "all": form,
        "sections": reverse("surveys:answer_sections", args=[survey.pk, cast.ishinomaki.code]),
        "survey": reverse("surveys:survey", args=[survey.pk]),
    }.items():
        page.goto(address)
        picture(page, name, width)
        looks_right(page, complaints)
        complaints.listening = True


@WIDTHS
def test_the_form_after_an_attachment_was_replaced(cast, open_as, complaints, width):  # noqa: F811
    survey, attached = with_file(cast)
    handed_in(survey, cast.ishinomaki, cast.kaede)
    replace_file(
        attached, pdf(), text="単位を千円に改めました。", by=cast.sato, questions=["note"], handling=Handling.RETURN
    )
    page = open_as(cast.kaede, width=width)
    page.goto(reverse("surveys:answer_form", args=[survey.pk, cast.ishinomaki.code]))
    picture(page, "returned", width)
    looks_right(page, complaints)
