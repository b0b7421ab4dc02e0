"""LibreOffice opens what we write: right Japanese in each encoding, right cells, nothing run."""

from __future__ import annotations

import datetime
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from core.exports.csv_files import copy_csv, write_csv
from core.exports.encodings import Encoding
from core.exports.sheets import Column, Sheet
from core.exports.workbook import write_workbook
from tests.exports.test_csv_files import select_of

CHARSETS = {Encoding.UTF_8_BOM: 76, Encoding.UTF_8: 76, Encoding.CP932: 60}
TEXT, TYPES = 2, ["text", "text", "numeric", "int", "date", "text"]
HEADER = ["団体コード", "団体名", "面積", "人数", "日付", "意見"]
ROWS = [
    ("040002", "仙台市", Decimal("12.5"), -5, datetime.date(2026, 4, 1), '髙﨑さん、"引用"と,コンマ①㈱～'),
    ("041009", "石巻市", None, 0, None, "一行目\n二行目"),
    ("042013", "=1+1", Decimal("-0.25"), 1234567, None, "+81-3-1234-5678"),
    ("042021", "＝1+1", None, None, None, "@SUM(C2:C4)"),
    ("042030", "-1+1", None, None, None, "03-1234-5678"),
    ("042048", "\t=1+1", None, None, None, "-1,234"),
]
DAY = datetime.datetime.fromisoformat("2026-04-01")
CELLS = [
    HEADER,
    ["040002", "仙台市", 12.5, -5, DAY, '髙﨑さん、"引用"と,コンマ①㈱～'],
    ["041009", "石巻市", None, 0, None, "一行目\\n二行目"],
    ["042013", "'=1+1", -0.25, 1234567, None, "'+81-3-1234-5678"],
    ["042021", "'＝1+1", None, None, None, "'@SUM(C2:C4)"],
    ["042030", "'-1+1", None, None, None, "03-1234-5678"],
    ["042048", "'\t=1+1", None, None, None, -1234],
]


def opened(folder: Path, *files: Path, charset: int | None = None) -> list[list[list]]:
    """The cells of each file's first sheet after LibreOffice has opened and saved it, formulas as formulas."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "LibreOffice is missing; apt-packages.txt lists what the tests need."
    command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    if charset is not None:
        # Commas, quotes, first column as text, language Japanese, numbers and dates found, formulas worked out.
        options = f"44,34,{charset},1,1/{TEXT},1041,false,true,false,false,false,0,true"
        command.append(f"--infilter=Text - txt - csv (StarCalc):{options}")
    out = folder / f"opened-{charset}"
    subprocess.run(
        [*command, "--convert-to", "xlsx", "--outdir", out, *files], check=True, capture_output=True, timeout=120
    )
    pages = [openpyxl.load_workbook(out / f"{file.stem}.xlsx").worksheets[0] for file in files]
    return [[list(row) for row in page.iter_rows(values_only=True)] for page in pages]


@pytest.mark.django_db
def test_csv_opens_with_right_japanese_and_right_cells_in_each_encoding(tmp_path):
    files = {}
    for encoding in Encoding:
        files[encoding] = [tmp_path / f"{encoding.name}-copy.csv", tmp_path / f"{encoding.name}-write.csv"]
        with files[encoding][0].open("wb") as file:
            copy_csv(select_of(ROWS, TYPES), HEADER, file, encoding=encoding)
        with files[encoding][1].open("wb") as file:
            write_csv(HEADER, ROWS, file, encoding=encoding)
    dangerous = tmp_path / "dangerous.csv"
    dangerous.write_text("a,b\nc,=1+1\n")
    utf8 = [*files[Encoding.UTF_8_BOM], *files[Encoding.UTF_8], dangerous]
    *cells, control = opened(tmp_path, *utf8, charset=CHARSETS[Encoding.UTF_8])
    cells += opened(tmp_path, *files[Encoding.CP932], charset=CHARSETS[Encoding.CP932])
    assert cells == [CELLS] * 6
    assert control[1][1] == "=1+1", "without the apostrophe LibreOffice takes it for a formula"


@pytest.mark.django_db
def test_a_workbook_opens_with_the_same_cells_and_runs_nothing(tmp_path):
    path = tmp_path / "回答.xlsx"
    columns = [Column(name) for name in HEADER]
    texts = ["=1+1", "@SUM(A1)", "<r><t>a</t></r>", "𠮷葛\U000e0100㋿", "a\x01b", "長い" * 20_000]
    with path.open("wb") as file:
        write_workbook([Sheet("回答", columns, [*ROWS, *([text, *[None] * 5] for text in texts)])], file)
    (cells,) = opened(tmp_path, path)
    assert cells[0] == HEADER
    assert cells[1] == ["040002", "仙台市", 12.5, -5, DAY, ROWS[0][5]]
    assert cells[2][5] == "一行目\n二行目"
    assert [row[0] for row in cells[len(ROWS) + 1 :]][:4] == texts[:4]
    with_formulas = openpyxl.load_workbook(tmp_path / "opened-None" / "回答.xlsx").worksheets[0]
    assert not [cell.coordinate for row in with_formulas.iter_rows() for cell in row if cell.data_type == "f"]
