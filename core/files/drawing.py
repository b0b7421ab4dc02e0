"""Draws the pages of one file. A program of its own: `python -m core.files.drawing pdf|image SOURCE FOLDER`.

What strangers upload is decoded here, apart (core.files.apart). Writes 1.webp, 2.webp… into FOLDER and one line of
JSON to the standard output: {"pages": how many there are or null, "previews": how many were drawn}. Exit code 0 also
means "looked, and there is nothing to show" (locked, broken, too large).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

from core.files.apart import keep_within

CPU_SECONDS = 100

MAX_PAGES = 30
PAGE_WIDTH = 1200
PAGE_MAX_HEIGHT = 3600
PAGE_MAX_SCALE = 4.0

MAX_PIXELS = 50_000_000
PICTURE_MAX_SIDE = 1600
PICTURE_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
NOTHING = {"pages": None, "previews": 0}


def draw_pdf(source: Path, folder: Path) -> dict[str, int | None]:
    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError:
        return NOTHING
    document.init_forms()  # what was filled into form fields is part of the page
    pages = len(document)
    drawn = 0
    for index in range(min(pages, MAX_PAGES)):
        try:
            _draw_page(document[index]).save(folder / f"{index + 1}.webp", quality=82, method=4)
        except (pypdfium2.PdfiumError, ValueError):
            break  # what comes after a broken page is not shown, so that the page numbers stay true
        drawn += 1
    return {"pages": pages, "previews": drawn}


def _draw_page(page: pypdfium2.PdfPage) -> Image.Image:
    width, height = page.get_size()
    scale = min(PAGE_WIDTH / max(width, 1), PAGE_MAX_HEIGHT / max(height, 1), PAGE_MAX_SCALE)
    return page.render(scale=scale).to_pil().convert("RGB")


def draw_picture(source: Path, folder: Path) -> dict[str, int | None]:
    """The picture itself, smaller, upright, and without what else was in the file (place, camera, author)."""
    try:
        with Image.open(source, formats=PICTURE_FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:  # known from the header: nothing is decoded yet
                return NOTHING
            picture.draft("RGB", (PICTURE_MAX_SIDE, PICTURE_MAX_SIDE))
            upright = ImageOps.exif_transpose(picture)
            plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return NOTHING
    plain.thumbnail((PICTURE_MAX_SIDE, PICTURE_MAX_SIDE))
    plain.info.clear()
    plain.save(folder / "1.webp", quality=85, method=4)
    return {"pages": None, "previews": 1}


def main(kind: str, source: str, folder: str) -> None:
    keep_within(CPU_SECONDS)
    draw = {"pdf": draw_pdf, "image": draw_picture}[kind]
    try:
        result = draw(Path(source), Path(folder))
    except MemoryError:
        result = NOTHING
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
