"""The chart within a page."""

from __future__ import annotations

import re

from defusedxml import ElementTree
from django.template.loader import render_to_string

from core.questions.charts.words import in_words
from tests.questions.charts.making import series, survey


def _shown(chart, **more) -> str:
    return render_to_string("questions/crosstab/_chart.html", {"chart": chart} | more)


def test_a_page_holds_both_drawings_the_words_and_the_links():
    html = _shown(survey(), svg_url="/chart.svg?a=1&b=2", png_url="/chart.png")
    root = ElementTree.fromstring(html.replace(" data-plain", ""))  # the one attribute without a value
    assert len(root.findall(".//{http://www.w3.org/2000/svg}svg")) == 2
    sentences = [each.text for each in root.iter("p")]
    assert set(in_words(survey())) <= set(sentences)
    assert [each.attrib["href"] for each in root.iter("a")] == ["/chart.png", "/chart.svg?a=1&b=2"]
    ids = [each.attrib["id"] for each in root.iter() if "id" in each.attrib]
    assert len(ids) == len(set(ids))
    assert not root.findall(".//*[@tabindex]")


def test_the_same_chart_twice_on_a_page_has_no_id_twice():
    chart = survey(masked=frozenset({(0, 0)}))
    ids = re.findall(r' id="([^"]+)"', _shown(chart) + _shown(chart))
    assert len(ids) > 8
    assert len(ids) == len(set(ids))


def test_without_addresses_there_are_no_links():
    assert "<a " not in _shown(survey())


def test_what_people_typed_stays_text():
    html = _shown(survey(title="</svg><script>x</script>", categories=("<b>", "a", "c")))
    assert "<script" not in html
    assert "<b>" not in html


def test_a_chart_that_is_too_large_says_why_instead():
    html = _shown(survey(series=tuple(series(f"列{place}", 1, 2, 3) for place in range(13))))
    assert "<svg" not in html
    assert "行と列を入れ替えるか" in html


def test_what_is_wider_than_the_page_can_be_scrolled_by_keyboard():
    html = _shown(survey("heat", series=tuple(series(f"列{place}", 1, 2, 3) for place in range(52))))
    assert html.count('tabindex="0"') == 2
