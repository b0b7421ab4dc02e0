"""The form field for formulas: words on the screen, keys in the data."""

from __future__ import annotations

import pytest
from django import forms

from core.questions.definition import Definition, Question
from core.questions.forms.formula_field import FormulaField
from core.questions.forms.number_field import NumberField

FORM = Definition(
    (
        Question("voters", "integer", "投票者数"),
        Question("electors", "integer", "有権者数<b>"),
        Question("name", "short_text", "氏名"),
    )
)


def form_with(data: dict[str, str] | None = None, *, before: str | None = None, **options) -> forms.Form:
    class OneFormula(forms.Form):
        formula = FormulaField(label="式", definition=FORM, before=before, **options)

    return OneFormula(data, initial={"formula": "{voters} / {electors} * 2"})


def test_what_is_kept_is_shown_in_words():
    assert "問1 ÷ 問2 × 2</textarea>" in str(form_with())


def test_what_is_typed_is_cleaned_to_the_kept_form():
    form = form_with({"formula": "問１　＋　「投票者数」"})
    assert form.is_valid()
    assert form.cleaned_data == {"formula": "{voters} + {voters}"}


@pytest.mark.parametrize("typed", ["問1 +", "{voters}", "2 * 3 *", "問1 <b>"])
def test_what_is_wrong_comes_back_exactly_as_typed(typed: str):
    form = form_with({"formula": typed})
    assert not form.is_valid()
    assert form["formula"].value() == typed
    assert "<b>" not in str(form).replace("<br>", "")


def test_what_is_typed_without_references_comes_back_as_typed_too():
    assert form_with({"formula": "2*3"})["formula"].value() == "2*3"


def test_a_formula_that_calculates_may_only_look_back():
    form = form_with({"formula": "問1 + 問2"}, before="electors")
    assert form.errors == {"formula": ["式が、この設問そのものを使っています。式を直してください。"]}
    listed = str(form)
    assert "<span data-insert>問1</span>" in listed
    assert "<span data-insert>問2</span>" not in listed
    assert form_with({"formula": "問1 + 問2"}).is_valid()


def test_where_nothing_can_be_used_it_says_what_to_do():
    assert "先に、整数や小数の設問を追加してください" in str(form_with(before="voters"))


def test_an_empty_formula_is_missed_where_it_is_required():
    assert form_with({"formula": "　"}).errors
    form = form_with({"formula": ""}, required=False)
    assert form.is_valid()
    assert form.cleaned_data == {"formula": ""}


def test_two_forms_do_not_share_their_questions():
    class OneFormula(forms.Form):
        formula = FormulaField(label="式")

    first, second = OneFormula(), OneFormula()
    first.fields["formula"].stand_in(FORM)
    assert len(first.fields["formula"].widget.usable) == 2
    assert second.fields["formula"].widget.usable == []


@pytest.mark.parametrize(
    ("initial", "shown"), [(1204567, "1,204,567"), ("0.50", "0.50"), (0, "0"), (None, ""), ("", "")]
)
def test_a_number_field_shows_stored_numbers_with_separators(initial, shown: str):
    class OneNumber(forms.Form):
        number = NumberField(decimals=2, required=False)

    html = str(OneNumber(initial={"number": initial})["number"])
    assert (f'value="{shown}"' in html) if shown else ("value=" not in html)


def test_a_number_field_keeps_what_was_typed_wrong():
    class OneNumber(forms.Form):
        number = NumberField()

    form = OneNumber({"number": "約１０"})
    assert not form.is_valid()
    assert 'value="約１０"' in str(form["number"])
