"""What scripts add to an English form, and what a person who reads English does with it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from core.questions.definition import Need, Question
from publicforms.services.translating import write_texts
from tests.looking import chromium, complaints, open_as
from tests.publicforms.making import opened

__all__ = ["chromium", "complaints", "open_as"]
pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

JAPANESE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff01-\uff0c\uff0e-\uff60]")
COLUMNS = [{"key": "c1", "kind": "integer", "label": "People"}, {"key": "c2", "kind": "short_text", "label": "Note"}]
OPTIONS = [{"key": f"o{place}", "label": f"Option {place}"} for place in range(40)]
ASKED = (
    Question("born", "date", "Date of birth", need=Need.REQUIRED),
    Question("home", "address", "Address"),
    Question("why", "long_text", "Why", settings={"max_length": 20}),
    Question("which", "single_choice", "Which", settings={"options": OPTIONS}),
    Question("papers", "file", "Papers"),
    Question("staff", "repeating_rows", "Staff", settings={"columns": COLUMNS, "maximum": 5, "starting": 2}),
)


def test_scripts_speak_the_language_of_the_page(cast, open_as, complaints):
    form = opened(cast, *ASKED)
    write_texts(form, "en", {("title",): "Application"}, edit=1, by=cast.midori)
    page = open_as(cast.kaede, width=390)
    page.goto(f"/forms/{form.slug}/?lang=en")
    questions = page.locator(".mu-questions")
    page.get_by_label("Why").fill("x" * 21)
    expect(questions.get_by_text("Characters too many: 1").first).to_be_visible()
    page.get_by_label("Narrow down the options").fill("Option 3")
    expect(questions.get_by_text("Options that match: 11")).to_be_visible()
    page.get_by_role("button", name="Fill in from the postcode").click()
    expect(questions.get_by_text("Enter the postcode.")).to_be_visible()
    page.get_by_label("Postcode").fill("986-0822")
    page.get_by_role("button", name="Fill in from the postcode").click()
    expect(questions.get_by_text("was filled in. Please type the rest.")).to_be_visible()
    expect(page.get_by_label("Prefecture")).to_have_value("宮城県")
    assert page.get_by_label("Prefecture").evaluate("select => select.selectedOptions[0].text") == "Miyagi"
    for _ in range(4):
        page.get_by_role("button", name="Add rows").click()
    expect(questions.get_by_text("The most is 5 rows.")).to_be_visible()
    page.get_by_role("button", name=re.compile("Remove.*Row 5")).click()
    expect(questions.get_by_text("Row 5 was removed.")).to_be_visible()
    page.locator("input[name='a.staff.1.c1']").focus()
    page.evaluate(PASTE, "3\tone\ttwo\n4\tthree")
    expect(questions.get_by_text("Cells filled in: 4")).to_be_visible()
    expect(questions.get_by_text("Left out, because outside the table (1): Row 1, column 3 “two”")).to_be_visible()
    page.get_by_role("button", name="Undo the pasting").click()
    expect(questions.get_by_text("Undone.")).to_be_visible()
    page.locator("input.mu-date__native").evaluate(CHOOSE, "1998-04-01")
    expect(page.get_by_label("Date of birth").first).to_have_value("1 April 1998")
    expect(page.get_by_role("button", name="Q1: choose from a calendar")).to_be_visible()
    read = questions.inner_text().replace("宮城県石巻市中央", "")  # what the postcode stands for
    assert [line for line in read.splitlines() if JAPANESE.search(line)] == []
    assert not complaints.heard


PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
CHOOSE = """(input, day) => {
  input.value = day;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}"""
