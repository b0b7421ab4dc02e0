"""Of the two drawings of a chart a desk and a phone see one each, and paper the wide one whole."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.looking import chromium, complaints, open_as

__all__ = ["chromium", "complaints", "open_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SEEN = """() => [...document.querySelectorAll(".mu-chart")].map((chart) =>
  [...chart.querySelectorAll(".mu-chart__drawing")]
    .filter((each) => each.checkVisibility())
    .map((each) => each.dataset.for))
"""
CUT_OFF = """() => [...document.querySelectorAll(".mu-chart__drawing")]
  .filter((each) => each.checkVisibility() && each.scrollWidth > each.clientWidth + 1).length
"""


@pytest.fixture
def charts(cast, open_as, settings) -> Page:
    settings.ROOT_URLCONF = "tests.look.urls"
    page = open_as(cast.kaede)
    page.goto("/look/components/")
    return page


@pytest.mark.parametrize(("width", "suits"), [(1280, "wide"), (768, "wide"), (767, "narrow"), (390, "narrow")])
def test_one_of_the_two_is_seen(charts, width, suits):
    charts.set_viewport_size({"width": width, "height": 900})
    assert charts.evaluate(SEEN) == [[suits]] * 3
    assert charts.evaluate(CUT_OFF) == 0


def test_paper_shows_the_wide_one_whole(charts):
    charts.emulate_media(media="print")
    charts.set_viewport_size({"width": 680, "height": 900})
    assert charts.evaluate(SEEN) == [["wide"]] * 3
    assert charts.evaluate(CUT_OFF) == 0
