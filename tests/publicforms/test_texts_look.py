"""The page of a form's texts, looked at."""

from __future__ import annotations

import pytest

from core.questions.library import library
from publicforms.services.translating import write_texts
from tests.looking import chromium, complaints, looks_right, open_as
from tests.publicforms.making import make_form

__all__ = ["chromium", "complaints", "open_as"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


@pytest.mark.parametrize("width", [1280, 390])
def test_the_texts_of_a_large_form_can_be_written_at_any_width(cast, open_as, complaints, width):
    form = make_form(cast, *library()["polling-staff"].definition.questions, summary="応募の案内です。\n" * 3)
    write_texts(form, "en", {("title",): "Polling staff"}, edit=1, by=cast.midori)
    page = open_as(cast.midori, width=width)
    page.goto(f"/forms/manage/{form.pk}/texts/en/")
    page.get_by_label("選択肢「投票日の投票立会人」").fill("Observer")
    page.get_by_role("button", name="保存する").click()
    page.get_by_text("Englishの文を保存しました。").wait_for()
    assert page.get_by_label("選択肢「投票日の投票立会人」").input_value() == "Observer"
    looks_right(page, complaints)
