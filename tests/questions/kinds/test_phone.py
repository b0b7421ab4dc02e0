"""Phone numbers."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from core.questions.definition import Definition
from core.questions.kinds import kind_of
from core.questions.showing import show
from core.questions.specials import Special, stored
from tests.questions.kinds.asking_one import a, answer_to, column_values, problems, sheets_of


@pytest.mark.parametrize(
    "typed", ["0225-95-1111", "０９０（１２３４）５６７８", "022-211-2333（内線2333）", "+81 22 211 2333"]
)
def test_a_number_is_kept_as_written(typed):
    assert answer_to(a("phone"), {"": typed}) == typed


@pytest.mark.parametrize("typed", ["95-1111", "119", "電話", "0225-95-1111x", "022-211-2333\n", "\x00", "\ud800"])
def test_what_nobody_can_dial_is_refused(typed):
    assert len(problems(a("phone"), {"": typed})) == 1


def test_it_is_found_by_its_digits():
    question = a("phone")
    assert kind_of(question).search_text(question, "０２２５（９５）１１１１").endswith(" 0225951111")


def test_the_sheet_shows_a_number_that_can_be_dialled():
    def shown(answer) -> str:
        [one] = show(Definition((a("phone"),)), {"q1": answer})
        return render_to_string(one.kind.shown, {"shown": one})

    assert 'href="tel:0222112333">022-211-2333（内線2333）' in shown("022-211-2333（内線2333）")
    assert "該当なし" in shown(stored(Special.NOT_APPLICABLE))


@pytest.mark.django_db
def test_the_export_has_the_number_as_written(cast):
    question = a("phone")
    sheets = sheets_of(cast.ishinomaki, question, ["022-211-2333（内線2333）", None])
    assert column_values(question, sheets) == {"": ["022-211-2333（内線2333）", None]}
