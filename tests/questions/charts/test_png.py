"""The picture is the drawing: as large as asked, with its bars and its words, and with nothing from elsewhere."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from core.questions.charts import png as making
from core.questions.charts.picture import render
from core.questions.charts.png import PngNotMade, png
from tests.questions.charts.making import bars, drawn, number, series, survey

NAVY = (0x00, 0x11, 0x8F)


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


@pytest.mark.parametrize("scale", [1, 2])
def test_it_has_the_size_that_was_asked_and_the_colours_where_the_bars_are(scale):
    chart = survey("grouped")
    root = drawn(chart)
    picture = _opened(png(chart, scale))
    assert picture.size == pytest.approx((number(root, "width") * scale, number(root, "height") * scale), abs=1)
    for row in range(3):
        bar = bars(root)[row, 0]
        middle = (number(bar, "x") + number(bar, "width") / 2, number(bar, "y") + number(bar, "height") / 2)
        assert picture.getpixel((round(middle[0] * scale), round(middle[1] * scale))) == NAVY


def _words(label: str) -> bytes:
    return _opened(png(survey(categories=("", "", ""), title=label), 1)).crop((0, 0, 880, 34)).tobytes()


def test_words_are_there_and_what_the_fonts_lack_is_a_box():
    nothing = _words("")
    assert _words("石巻市") != nothing
    assert _words("\U000e2000") != nothing  # in no font
    assert _words("\U000e2000") == _words("\U000e2001")  # the same box
    assert _words("葛󠄀城") != _words("葛城")  # the form that was chosen


@pytest.mark.parametrize(
    "link", ["{path}", "file://{path}", "http://127.0.0.1:9/x.png"], ids=["a path", "a file", "another server"]
)
def test_the_renderer_fetches_nothing(tmp_path, link):
    """The drawing never holds a link; were there one, the renderer would not follow it."""
    red = tmp_path / "red.png"
    Image.new("RGB", (50, 50), "red").save(red)
    image = f'<image href="{link.format(path=red)}" width="50" height="50"/>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="50" height="50">{image}</svg>'
    try:
        picture = _opened(render(drawing.encode(), 50, 50, 1))
    except SystemExit:
        return
    assert (255, 0, 0) not in {picture.getpixel((x, y)) for x in range(50) for y in range(50)}


def test_a_huge_drawing_is_made_smaller(monkeypatch):
    monkeypatch.setattr(making, "MOST_PIXELS", 100_000)
    picture = _opened(png(survey("grouped")))
    assert 90_000 < picture.width * picture.height <= 101_000


def test_what_is_not_drawn_is_no_picture():
    assert png(survey(series=(series("件数", None, None, None),))) is None


def test_a_renderer_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(making, "TIMEOUT_SECONDS", 0.001)
    with pytest.raises(PngNotMade):
        png(survey())


def test_labels_that_look_like_markup_of_the_renderer_are_only_text():
    chart = replace(survey(), title='#read("/etc/passwd") $x$ </svg>')
    assert _opened(png(chart, 1)).width == 880
