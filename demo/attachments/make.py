"""Makes the demonstration's attachments: `python -m demo.attachments.make`.

What it writes stands in `ready/` and is committed, because `make run` has neither Chromium nor Japanese fonts. The
papers are HTML in `sources/`, printed by Chromium, which puts the glyphs it used into the PDF: they show everywhere.
"""

import csv
import io
import zipfile
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
READY = HERE / "ready"
ORGANIZATIONS = HERE.parent / "data" / "organizations.csv"
GOTHIC = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
FOOTER = (
    '<div style="width:100%;text-align:center;font:7pt Noto Sans CJK JP;color:#555">'
    "むすび デモ用の見本（実在の文書ではありません）　"
    '<span class="pageNumber"></span>／<span class="totalPages"></span></div>'
)
# One date in all files, so that making them again changes as little as possible.
WHEN = (2026, 4, 1, 9, 0, 0)


def papers() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        for source in sorted((HERE / "sources").glob("*.html")):
            page.goto(source.as_uri())
            (READY / f"{source.stem}.pdf").write_bytes(
                page.pdf(
                    prefer_css_page_size=True,
                    print_background=True,
                    display_header_footer=True,
                    header_template="<span></span>",
                    footer_template=FOOTER,
                    tagged=False,
                )
            )
        browser.close()


def form_sheet() -> None:
    """A sheet to fill in, as a survey's attachment is: choices, units, a total."""
    book = Workbook()
    sheet = book.active
    sheet.title = "様式１"
    sheet["A1"] = "様式１　実施状況調べ"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"], sheet["B2"] = "団体名", ""
    sheet["A3"], sheet["B3"] = "担当課・担当者", ""
    header = ["番号", "項目", "実施の有無", "件数（件）", "経費（千円）", "備考"]
    for column, label in enumerate(header, 1):
        cell = sheet.cell(5, column, label)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E7ECF5")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    items = ["事務処理手順書の整備", "複数職員による照合", "引継書の様式の統一", "研修の実施", "外部委託先の検査"]
    for row, item in enumerate(items, 6):
        sheet.cell(row, 1, row - 5)
        sheet.cell(row, 2, item)
    total = 6 + len(items)
    sheet.cell(total, 2, "計")
    for column in "DE":
        sheet[f"{column}{total}"] = f"=SUM({column}6:{column}{total - 1})"
    choice = DataValidation(type="list", formula1='"実施,一部実施,未実施,該当なし"', allow_blank=True)
    sheet.add_data_validation(choice)
    choice.add(f"C6:C{total - 1}")
    thin = Side(style="thin", color="888888")
    for line in sheet.iter_rows(min_row=5, max_row=total, max_col=6):
        for cell in line:
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
    for column, width in zip("ABCDEF", (8, 30, 14, 12, 14, 30), strict=True):
        sheet.column_dimensions[column].width = width
    book.save(READY / "form.xlsx")


def organization_tables() -> None:
    with open(ORGANIZATIONS, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    book = Workbook()
    sheet = book.active
    sheet.title = "団体一覧"
    sheet.append(["団体コード", "団体名", "ふりがな", "種別", "圏域"])
    for row in rows[2:]:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in zip("ABCDE", (12, 44, 60, 14, 18), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    book.save(READY / "list.xlsx")
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["団体コード", "団体名", "種別", "圏域", "提出状況"])
    writer.writerows([code, name, kind, region, "未提出"] for code, name, _, kind, region in rows[2:])
    (READY / "list-cp932.csv").write_bytes(text.getvalue().encode("cp932"))


def letter() -> None:
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "MS Mincho", Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "ＭＳ 明朝")
    document.add_heading("実施要領（案）", level=1)
    for title, text in (
        (
            "１　目的",
            "この要領は、市町村及び一部事務組合等の事務の適正な執行を確保するため、必要な事項を定める。",
        ),
        ("２　対象", "県内の全ての市町村及び一部事務組合等とする。"),
        (
            "３　実施方法",
            "各団体は、様式１により自己点検を行い、結果を県に報告する。県は、これを取りまとめて共有する。",
        ),
        ("４　実施時期", "毎年度、別に通知する日までに行う。"),
    ):
        document.add_heading(title, level=2)
        document.add_paragraph(text)
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, ("段階", "内容", "担当"), strict=True):
        cell.text = text
    for row in (("点検", "様式１への記入", "各団体"), ("取りまとめ", "結果の集計及び公表", "県市町村課")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(READY / "outline.docx")


def map_picture() -> None:
    """A way to the meeting room, as a JPEG."""
    picture = Image.new("RGB", (1400, 1000), "#f6f5f0")
    draw = ImageDraw.Draw(picture)
    big, small = ImageFont.truetype(GOTHIC, 44), ImageFont.truetype(GOTHIC, 30)
    for box in ((0, 430, 1400, 520), (620, 0, 710, 1000), (0, 800, 1400, 850)):
        draw.rectangle(box, fill="#ffffff", outline="#c9c9c9", width=3)
    for box, colour, name in (
        ((760, 120, 1280, 380), "#cfe0f5", "宮城県行政庁舎"),
        ((120, 120, 560, 380), "#dfe8d4", "勾当台公園"),
        ((120, 570, 560, 760), "#e8e0ef", "仙台市役所"),
        ((960, 570, 1280, 760), "#eeeeee", "県議会庁舎"),
    ):
        draw.rounded_rectangle(box, 18, fill=colour, outline="#8a8a8a", width=3)
        draw.text(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), name, font=big, fill="#1a1a1a", anchor="mm")
    draw.ellipse((640, 590, 690, 640), fill="#00118f")
    draw.text((705, 600), "勾当台公園駅", font=small, fill="#00118f")
    draw.line([(665, 590), (665, 475), (1020, 475), (1020, 380)], fill="#ec0000", width=10)
    draw.text((1020, 340), "講堂（2階）入口", font=small, fill="#ec0000", anchor="mm")
    draw.text((30, 930), "案内図（見本。縮尺は正確ではありません）", font=small, fill="#444444")
    picture.save(READY / "map.jpg", quality=72)


def bundle() -> None:
    """Forms in one ZIP, with names as Japanese Windows and everyone else can read them (UTF-8 flag set)."""
    with zipfile.ZipFile(READY / "forms.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for source, name in (
            ("form.xlsx", "様式1_実施状況調べ.xlsx"),
            ("outline.docx", "実施要領（案）.docx"),
            ("list-cp932.csv", "参考_団体一覧.csv"),
        ):
            archive.writestr(zipfile.ZipInfo(name, WHEN), (READY / source).read_bytes(), zipfile.ZIP_DEFLATED)


def main() -> None:
    READY.mkdir(exist_ok=True)
    papers()
    form_sheet()
    organization_tables()
    letter()
    map_picture()
    bundle()


if __name__ == "__main__":
    main()
