"""Labels come from people, and the drawing goes into a page with a strict policy."""

from __future__ import annotations

import re

import pytest
from defusedxml import ElementTree

from core.questions.charts.chart import KINDS
from core.questions.charts.svg import svg
from tests.questions.charts.making import SVG, drawn, series, survey, texts

EVIL = "</svg><script>alert(1)</script><!--]]>&\"'"
TAGS = {"svg", "title", "desc", "defs", "pattern", "g", "rect", "line", "path", "circle", "text"}


def _evil(kind: str):
    columns = (series(EVIL, 1, 2, 3), series("' onload='x", 3, 2, 1, special=True))
    masked = frozenset({(0, 0)})
    return survey(
        kind, title=EVIL, unit=EVIL, categories=(EVIL, 'x" y="1', "&amp;"), series=columns, notes=(EVIL,), masked=masked
    )


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_typed_stays_text(kind):
    text = svg(_evil(kind))
    root = ElementTree.fromstring(text)
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= TAGS
    assert root.find(f"{SVG}title").text == EVIL
    assert "<script" not in text
    assert "&amp;amp;" in text


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_needs_an_exception_of_the_policy_or_anything_from_elsewhere(kind):
    for element in drawn(_evil(kind)).iter():
        for name, value in element.attrib.items():
            assert name not in {"style", "class"}
            assert not name.startswith("on")
            assert "href" not in name
            assert not re.search(r"url\((?!#)", value), value


def test_an_id_is_another_one_for_another_drawing_and_references_lead_to_ids_within():
    one, other = svg(survey(masked=frozenset({(0, 0)}))), svg(survey(title="別の表", masked=frozenset({(0, 0)})))
    ids = set(re.findall(r' id="([^"]+)"', one))
    assert ids.isdisjoint(re.findall(r' id="([^"]+)"', other))
    assert set(re.findall(r"url\(#([^)]+)\)", one)) <= ids
    root = ElementTree.fromstring(one)
    assert root.attrib["role"] == "img"
    assert {root.attrib["aria-labelledby"], root.attrib["aria-describedby"]} <= ids


def test_a_name_that_would_break_out_is_refused():
    with pytest.raises(ValueError, match="no name"):
        svg(survey(), name='x" onload="')


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\ud800", "\uffff", "\u202e"])
def test_what_xml_cannot_carry_stays_visible(character):
    root = drawn(survey(categories=(f"石{character}巻", "b", "c")))
    assert "石\ufffd巻" in texts(root)


def test_rare_characters_stay_as_they_are():
    label = "髙﨑𠮷葛󠄀㋿—‖"
    assert label in texts(drawn(survey(categories=(label, "b", "c"))))
