"""A sheet as PDF: what is read on the page is on paper, whatever people typed."""

from __future__ import annotations

import datetime
import io
from typing import Any
from urllib.parse import unquote

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from core.files.pdf import PdfNotMade, make_pdf, pdf_response
from core.questions.definition import Definition, Question
from core.questions.pdf import sheet_pdf
from core.questions.showing import show
from core.questions.specials import Special, stored
from core.questions.tables.on_paper import SMALL, Cell, Column, OnPaper
from tests.questions.trying import text

AT = datetime.datetime(2026, 11, 21, 9, 0, tzinfo=datetime.UTC)
MANY = [{"key": f"r{number}", "label": f"第{number}投票所"} for number in range(1, 201)]
COLUMNS = [
    {"key": "men", "kind": "integer", "label": "従事者数", "settings": {"unit": "人"}, "total": True},
    {"key": "note", "kind": "short_text", "label": "備考"},
]
ROWS = {"rows": MANY, "columns": COLUMNS, "row_header": "投票所"}


def made(*questions: Question, answers: dict[str, Any], with_not_asked: bool = True, **more: Any) -> bytes:
    shown = show(Definition(questions), answers, with_not_asked=with_not_asked, **more)
    facts = [("照会元", "宮城県 市町村課")]
    return sheet_pdf(
        shown, title="投票者数調", shoulder="石巻市の回答", facts=facts, author="石巻市", foot="042021", at=AT
    )


def pages(pdf: bytes) -> list[str]:
    """The words of each page, without the ends of lines."""
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return [each.replace("\r", "").replace("\n", "").replace("\ufffe", "-") for each in texts]


def words(*questions: Question, **more: Any) -> str:
    return "".join(pages(made(*questions, **more)))


def test_the_head_and_the_page_numbers_are_there():
    (page,) = pages(made(text("a", "名称"), answers={"a": "港"}))
    assert page.startswith("石巻市の回答投票者数調照会元 宮城県 市町村課問1 名称 港")
    assert page.endswith("042021 1/1ページ")


def test_the_title_the_author_and_the_language_are_written_into_the_file():
    pdf = made(text("a"), answers={})
    with pypdfium2.PdfDocument(pdf) as document:
        about = document.get_metadata_dict()
        assert document.is_tagged()
    assert (about["Title"], about["Author"]) == ("投票者数調（石巻市の回答）", "石巻市")
    assert b"/Lang(ja-JP)" in pdf


def test_the_five_kinds_of_no_value_and_zero_are_said_in_words():
    answers = {
        "zero": 0,
        **{each: stored(Special(each)) for each in ("blank", "not_applicable", "exempt", "not_asked")},
    }
    keys = (*answers, "none")
    found = words(*(Question(key, "integer", f"設問{key}") for key in keys), answers=answers)
    for key, said in zip(keys, ("0", "空欄", "該当なし", "回答不要", "対象外", "未回答"), strict=True):
        assert f"設問{key} {said}" in found


def test_what_somebody_typed_is_not_taken_for_no_value():
    """空欄 that was typed has no frame."""
    typed, empty = (made(text("a"), answers={"a": each}) for each in ("空欄", stored(Special.BLANK)))
    assert frames(typed) == frames(empty) - 1


def frames(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as document:
        return sum(each.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH for each in document[0].get_objects())


def printed(*typed: str) -> str:
    """All of them in one PDF, one question each."""
    keys = [f"q{place}" for place in range(len(typed))]
    return words(*(text(key) for key in keys), answers=dict(zip(keys, typed, strict=True)))


def test_names_are_printed_as_they_were_typed():
    names = ("髙﨑 𠮷子", "葛󠄀城", "葛󠄁飾", "邉󠄂", "㋿8年", "①㈱ⅷ㎡〒", "か゚", "Nguyễn Dvořák", "가나다", "𣘺𩸽")
    found = printed(*names)
    assert [name for name in names if name not in found] == []
    assert "U+" not in found
    assert "書体にない" not in found


def test_what_the_fonts_lack_is_shown_by_its_number_and_said():
    shown = {
        "🍣を食べた": "〔U+1F363〕を食べた",
        "外字\ue000です": "外字〔U+E000〕です",
        "葛\U000e0104城": "葛〔U+E0104〕城",  # a form of the kanji that the font has not
        "呼び鈴\x07": "呼び鈴〔U+0007〕",
        "ดี": "〔U+0E14〕〔U+0E35〕",
    }
    found = printed(*shown)
    assert [each for each in shown.values() if each not in found] == []
    assert "この文書の書体にない文字" in found


def test_what_was_typed_is_never_read_as_markup():
    typed = ("#let x = 1", "*太字*", "$x$", '#import "/etc/passwd"', "// 注", "<label> @label", "\\", "[a](b)", "- 一")
    found = printed(*typed)
    assert [each for each in typed if each not in found] == []


def test_lines_stay_lines():
    with pypdfium2.PdfDocument(made(text("a"), answers={"a": "一行目\r\n二行目\n\n四行目\t字下げ"})) as document:
        lines = document[0].get_textpage().get_text_range().split("\r\n")
    assert [each for each in lines if "行目" in each] == ["問1 a 一行目", "二行目", "四行目 字下げ"]


def test_a_table_of_two_hundred_rows_goes_over_pages_with_its_head_on_each():
    cells = {row["key"]: {"men": number, "note": f"備考{number}。"} for number, row in enumerate(MANY, 1)}
    found = pages(made(Question("t", "table", "従事者", settings=ROWS), answers={"t": cells}))
    assert len(found) > 3
    found = [page.replace(" ", "") for page in found]
    assert all("投票所従事者数（人）備考第" in page for page in found)
    for number in (1, 100, 200):
        assert sum(f"第{number}投票所{number}備考{number}。" in page for page in found) == 1
    assert [page.count("合計20,100") for page in found] == [0] * (len(found) - 1) + [1]


@pytest.mark.parametrize("letter", ["経", "A"])
def test_a_text_of_twenty_thousand_characters_in_one_cell_is_all_there_and_on_the_page(letter):
    columns = {"columns": [{"key": "c", "kind": "short_text", "label": "備考"}], "rows": MANY[:2], "row_header": "所"}
    pdf = made(
        Question("t", "table", "表", settings=columns), answers={"t": {"r1": {"c": letter * 20_000}, "r2": {"c": "末"}}}
    )
    assert "".join(pages(pdf)).count(letter) == 20_000
    assert "末" in pages(pdf)[-1]
    assert beyond_the_margin(pdf) == 0


@pytest.mark.parametrize("letter", ["経", "A", "1"])
def test_so_is_a_long_answer(letter):
    pdf = made(text("a"), text("b"), answers={"a": letter * 20_000, "b": letter * 150})
    assert "".join(pages(pdf)).replace("1/", "").count(letter) >= 20_150
    assert beyond_the_margin(pdf) == 0


def test_the_control_finds_what_runs_out_of_the_page():
    """`beyond_the_margin` is worth something: a line that nobody breaks does run out."""
    page = io.BytesIO()
    canvas = Canvas(page, pagesize=A4)
    canvas.drawString(40, 700, "A" * 200)
    canvas.save()
    assert beyond_the_margin(page.getvalue()) > 0


def beyond_the_margin(pdf: bytes) -> int:
    """How many characters stand where no text may stand."""
    outside = 0
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            found, width = page.get_textpage(), page.get_width()
            boxes = [found.get_charbox(place) for place in range(found.count_chars())]
            outside += sum(right > width - 40 for _, _, right, _ in boxes)
    return outside


def column(label: str, *cells: str, is_number: bool = False) -> Column:
    return Column(label, "", is_number, [Cell(each, is_number) for each in cells])


def test_a_broad_table_lies_and_a_broader_one_comes_in_bands_without_tearing_a_number():
    names = column("団体", "石巻市")
    numbers = [column(f"第{place}", f"{10**9 + place:,}", is_number=True) for place in range(1, 41)]
    assert not OnPaper([names, *numbers[:5]], False).lies
    assert OnPaper([names, *numbers[:9]], False).lies
    table = OnPaper([names, *numbers], False)
    bands = table.bands(lies=True)
    assert len(bands) > 1
    assert all(band["head"][0]["label"] == "団体" for band in bands)
    assert [each["label"] for band in bands for each in band["head"][1:]] == [each.label for each in numbers]
    for band in bands:
        assert sum(band["widths"]) <= SMALL
        assert all(width > 13 * 1.05 for width in band["widths"][1:])


@pytest.mark.parametrize(("columns", "lies"), [(5, False), (9, True), (40, True)])
def test_on_paper_every_number_of_a_broad_table_is_whole_and_on_the_page(columns, lies):
    keys = [f"c{place}" for place in range(columns)]
    shape = {
        "rows": MANY[:3],
        "columns": [{"key": key, "kind": "integer", "label": f"第{key}", "settings": {"unit": "人"}} for key in keys],
    }
    numbers = {key: 8_000_000_000 + place for place, key in enumerate(keys)}
    cells = {
        row["key"]: {key: value + 100 * line for key, value in numbers.items()} for line, row in enumerate(MANY[:3])
    }
    pdf = made(Question("t", "table", "表", settings=shape), answers={"t": cells})
    found = "".join(pages(pdf))
    assert [value for row in cells.values() for value in row.values() if f"{value:,}" not in found] == []
    assert beyond_the_margin(pdf) == 0
    with pypdfium2.PdfDocument(pdf) as document:
        assert {page.get_width() > page.get_height() for page in document} == {lies}


def test_texts_give_way_before_numbers_do():
    table = OnPaper(
        [column("名", "あ" * 60), column("数", "1,234,567,890", is_number=True), column("文", "い" * 60)], False
    )
    (band,) = table.bands(lies=False)
    assert band["widths"][1] > 14
    assert not table.lies


def test_files_are_named_and_reasons_stand_below():
    found = words(
        Question("f", "file", "位置図"), text("a"), answers={"f": ["1", "2"], "a": "港"},
        reasons={"a": "埋め立てたため"}, files={"1": "位置図.pdf"},
    )  # fmt: skip
    assert "位置図.pdf" in found
    assert "取り除かれたファイル" in found
    assert "港理由：埋め立てたため" in found.replace(" ", "")


def test_headings_and_only_those_above_something_are_printed():
    questions = (Question("s", "section", "1　概要"), text("a"), Question("e", "section", "2　なし"))
    found = words(*questions, answers={"a": "港"})
    assert "1　概要" in found
    assert "2　なし" not in found


def test_an_empty_sheet_says_so():
    assert "回答はまだありません。" in words(answers={})


def test_it_is_handed_out_as_a_file_that_no_browser_runs():
    response = pdf_response(b"%PDF-", "042021_石巻市_職員数/定員.pdf")
    assert unquote(response["Content-Disposition"]).endswith("042021_石巻市_職員数／定員.pdf")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_template_that_is_not_there_is_no_pdf():
    with pytest.raises(PdfNotMade, match=r"no\.typ"):
        make_pdf("no.typ", {}, at=AT)


def test_what_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr("core.files.pdf.TIMEOUT_SECONDS", 0.001)
    with pytest.raises(PdfNotMade, match="seconds"):
        make_pdf("questions/sheet.typ", {}, at=AT)
