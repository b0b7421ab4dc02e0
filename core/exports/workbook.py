"""A workbook for people: titled, with its conditions and notes, ready to be read and printed.

Machines are given CSV (core.exports.csv_files). Written in constant memory, one sheet after another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from tempfile import TemporaryDirectory
from typing import IO

import xlsxwriter

from core import clock
from core.exports import long_texts
from core.exports.keeping import workshop
from core.exports.sheet_names import SheetNames
from core.exports.sheet_writing import Book
from core.exports.sheets import Sheet

MOST_COLUMNS = 16_384


class TooManyColumns(ValueError):
    """A workbook cannot hold so many columns; CSV can."""


def write_workbook(sheets: Iterable[Sheet], to: IO[bytes], *, progress: Callable[[int], object] | None = None) -> int:
    """Write an xlsx file; returns how many rows its tables have.

    Texts stay texts whatever they begin with. A sheet that is full goes on in another, a text that no cell can hold
    stands whole on a sheet 長文; both are said in their places. A number of more than 15 digits, which a spreadsheet
    would round, and a date before 1900 are written as texts. `progress` gets the number of rows so far, now and then.
    While the file is made its parts lie in the workshop, from where those of a killed worker are swept. Raises
    TooManyColumns beyond 16,384.
    """
    made_at = clock.now().replace(tzinfo=None)
    done = 0
    with TemporaryDirectory(dir=workshop(), prefix="workbook-") as parts:
        options = {
            "constant_memory": True,
            "tmpdir": parts,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "use_zip64": True,
            "default_format_properties": {"font_name": "游ゴシック", "font_size": 11},
        }
        workbook = xlsxwriter.Workbook(to, options)
        workbook.set_properties({"created": made_at})
        book = Book(workbook, SheetNames(long_texts.NAME))
        for sheet in sheets:
            if len(sheet.columns) > MOST_COLUMNS:
                raise TooManyColumns(f"Excelのファイルは{MOST_COLUMNS:,}列までです。CSVで書き出してください。")
            for _ in book.write(sheet):
                done += 1
                if progress is not None and done % 1000 == 0:
                    progress(done)
        workbook.close()
    if progress is not None:
        progress(done)
    return done
