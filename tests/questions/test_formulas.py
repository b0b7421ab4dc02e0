"""Formulas: exact, agreeing with an independent evaluation, never a crash, and clear about what has no value."""

from __future__ import annotations

import ast
import operator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.questions.checking import check
from core.questions.definition import Check, Comparison, Definition, Question
from core.questions.formulas import (
    DividedByZero,
    NoValue,
    TooLarge,
    Unreadable,
    evaluate,
    exactly,
    holds,
    in_words,
    parse,
    references,
)
from core.questions.formulas import troubles as formula_troubles
from core.questions.formulas.syntax import DEEPEST, LONGEST
from core.questions.specials import Special, stored

NUMBERS = Definition(
    (
        Question("a", "integer", "有権者数"),
        Question("b", "integer", "投票者数"),
        Question("c", "decimal", "面積"),
        Question("d", "short_text", "備考"),
    )
)
SIGNS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def by_python(formula: str, answers: dict[str, Any]) -> Fraction:
    """Python's own parser, over fractions: shares nothing with ours."""

    def value(node: ast.AST) -> Fraction:
        if isinstance(node, ast.Constant):
            return Fraction(ast.get_source_segment(source, node))
        if isinstance(node, ast.Name):
            return Fraction(str(answers[node.id]))
        if isinstance(node, ast.UnaryOp):
            return -value(node.operand)
        return SIGNS[type(node.op)](value(node.left), value(node.right))

    source = formula.replace("{", "").replace("}", "")
    return value(ast.parse(source, mode="eval").body)


LEAVES = st.one_of(
    st.integers(0, 10**12).map(str),
    st.decimals(0, 10**6, places=3).map("{:f}".format),
    st.sampled_from(["{a}", "{b}", "{c}"]),
)
FORMULAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", " - ", " * ", " / ", "+", "-", "*", "/"]), inner).map("".join),
        inner.map("({})".format),
        inner.map("-({})".format),
    ),
    max_leaves=12,
)


@given(FORMULAS, st.integers(-(10**12), 10**12), st.integers(-5, 5), st.decimals(-(10**6), 10**6, places=2))
@settings(max_examples=300, deadline=None)
def test_results_are_those_of_an_independent_evaluation(formula: str, a: int, b: int, c: Decimal):
    answers = {"a": a, "b": b, "c": f"{c:f}"}
    try:
        expected = by_python(formula, answers)
    except ZeroDivisionError:
        with pytest.raises(DividedByZero):
            exactly(formula, NUMBERS, answers)
        return
    if abs(expected) >= 10**30:
        with pytest.raises(TooLarge):
            exactly(formula, NUMBERS, answers)
    else:
        assert exactly(formula, NUMBERS, answers) == expected


@given(st.text("0123456789.+-*/(){}ab *", max_size=60))
@settings(deadline=None)
def test_any_text_is_read_or_refused_in_words(text: str):
    try:
        parse(text)
    except Unreadable as unreadable:
        words = str(unreadable)
    else:
        words = "。"
    assert words.endswith("。")


def test_nothing_is_rounded_on_the_way():
    answers = {"a": 999_999_999_999_999, "b": 3, "c": "0.1"}
    assert exactly("{a} * {a}", NUMBERS, answers) == 999_999_999_999_999**2
    assert exactly("1 / {b} * {b}", NUMBERS, answers) == 1
    assert exactly("{c} + 0.2", NUMBERS, answers) == Fraction(3, 10)
    assert evaluate("{c} + 0.2", NUMBERS, answers) == Decimal("0.3")
    assert str(evaluate("2 / {b}", NUMBERS, answers)).startswith("0." + "6" * 40)


@pytest.mark.parametrize(
    ("formula", "result"), [("1 - 2 - 3", -4), ("2 + 3 * 4", 14), ("8 / 2 / 2", 2), ("-2 * -3", 6)]
)
def test_signs_bind_as_in_school(formula: str, result: int):
    assert exactly(formula, NUMBERS, {}) == result


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("", "入力してください"),
        ("1 +", "途中で終わって"),
        ("(1 + 2", "閉じていません"),
        ("1 + 2)", "「)」が余って"),
        ("1 2", "＋－×÷のどれか"),
        ("* 2", "「×」の前に数"),
        ("1 + / 2", "「÷」の前に数"),
        ("{a", "読み取れません"),
        ("１ + 2", "読み取れません"),
        ("a ** 2", "読み取れません"),
        ("(" * 400 + "1" + ")" * 400, "深すぎます"),
        ("-" * 400 + "1", "深すぎます"),
        ("1 + " * LONGEST + "1", "長すぎます"),
    ],
)
def test_what_is_no_formula_is_refused_with_the_reason(formula: str, words: str):
    with pytest.raises(Unreadable, match=words.replace("(", r"\(").replace(")", r"\)")):
        parse(formula)


def test_long_and_deep_formulas_within_the_limits_are_calculated():
    assert exactly(" + ".join(["{a}"] * 500), NUMBERS, {"a": 2}) == 1000
    assert exactly("(" * DEEPEST + "{a}" + ")" * DEEPEST, NUMBERS, {"a": 2}) == 2


def test_results_that_nobody_can_mean_are_refused():
    """Calculated values multiply each other; without a limit their digits would double at every step."""
    with pytest.raises(TooLarge):
        exactly(" * ".join(["{a}"] * 100), NUMBERS, {"a": 10**14})


@pytest.mark.parametrize("special", [Special.NOT_APPLICABLE, Special.EXEMPT, Special.NOT_ASKED])
def test_what_does_not_apply_counts_as_zero(special: Special):
    assert exactly("{a} + {b}", NUMBERS, {"a": 5, "b": stored(special)}) == 5


@pytest.mark.parametrize("answers", [{}, {"a": 5}, {"a": 5, "b": stored(Special.BLANK)}])
def test_what_is_blank_or_unanswered_gives_no_value(answers: dict[str, Any]):
    with pytest.raises(NoValue):
        exactly("{a} + {b}", NUMBERS, answers)


@pytest.mark.parametrize("formula", ["{gone}", "{a.r1.c1}", "{d}"])
def test_what_is_not_there_or_no_number_gives_no_value(formula: str):
    with pytest.raises(NoValue):
        exactly(formula, NUMBERS, {"a": 5, "d": "12"})


def test_division_by_zero_is_said_to_be_so():
    with pytest.raises(DividedByZero):
        exactly("{a} / ({b} - {b})", NUMBERS, {"a": 5, "b": 5})
    with pytest.raises(DividedByZero):
        exactly("{a} / {b}", NUMBERS, {"a": 0, "b": stored(Special.NOT_APPLICABLE)})


def rule(comparison: Comparison, tolerance: str = "0", left: str = "{a}", right: str = "{b}", **fields) -> Check:
    return Check("k", left, comparison, right, message="", tolerance=tolerance, **fields)


@pytest.mark.parametrize(
    ("comparison", "tolerance", "holds_for"),
    [
        (Comparison.EQUAL, "0", [100]),
        (Comparison.EQUAL, "1", [99, 100, 101]),
        (Comparison.AT_MOST, "0", [98, 99, 100]),
        (Comparison.AT_MOST, "1", [98, 99, 100, 101]),
        (Comparison.LESS, "0", [98, 99]),
        (Comparison.LESS, "1", [98, 99, 100]),
        (Comparison.AT_LEAST, "0", [100, 101, 102]),
        (Comparison.AT_LEAST, "1", [99, 100, 101, 102]),
        (Comparison.MORE, "0", [101, 102]),
        (Comparison.MORE, "1", [100, 101, 102]),
    ],
)
def test_a_tolerance_moves_the_bound(comparison: Comparison, tolerance: str, holds_for: list[int]):
    held = [a for a in range(98, 103) if holds(rule(comparison, tolerance), NUMBERS, {"a": a, "b": 100})]
    assert held == holds_for


def test_a_tolerance_may_have_decimals_and_is_exact():
    thirds = rule(Comparison.EQUAL, "0.05", left="{a} / 3")
    assert holds(thirds, NUMBERS, {"a": 100, "b": 33}) is False
    assert holds(rule(Comparison.EQUAL, "0.1", left="{c}"), NUMBERS, {"c": "0.3", "b": Decimal("0.2")}) is True


def test_a_check_waits_for_its_numbers():
    assert holds(rule(Comparison.EQUAL), NUMBERS, {"a": 1}) is None
    assert holds(rule(Comparison.EQUAL, left="{a} / 0"), NUMBERS, {"a": 1, "b": 1}) is None
    assert holds(rule(Comparison.EQUAL, left="{a} +"), NUMBERS, {"a": 1, "b": 1}) is None


def test_a_check_without_a_message_says_what_it_compares():
    assert in_words(rule(Comparison.AT_MOST, left="{b}", right="{a}"), NUMBERS) == (
        "問2 が 問1 以下になっていません。数を確かめてください。"
    )
    definition = Definition(NUMBERS.questions, (rule(Comparison.EQUAL),))
    typed = {"a.a": ["10"], "a.b": ["9"], "a.c": ["1"], "a.d": ["x"]}
    [problem] = check(definition, typed, complete=True).problems
    assert problem.message == "問1 と 問2 が一致しません。数を確かめてください。"


def test_references_of_a_formula():
    assert {str(one) for one in references("{a} / ({t.*.c2} + {t.r1.c1}) * {a}")} == {"{a}", "{t.*.c2}", "{t.r1.c1}"}


# --- What is wrong with a formula where it stands ---


def calculated(key: str, formula: str) -> Question:
    return Question(key, "calculated", f"計算{key}", settings={"formula": formula})


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("{gone} + 1", ["式が、削除された設問を使っています。式を直してください。"]),
        ("{x} + 1", ["式が、この設問そのものを使っています。式を直してください。"]),
        ("{later} + 1", ["式が、後ろにある問6「後の数」を使っています。順番か式を直してください。"]),
        ("{d} + 1", ["式が使っている問4「備考」に、その数がありません。式を直してください。"]),
        ("{a.r1.c1}", ["式が使っている問1「有権者数」に、その数がありません。式を直してください。"]),
        ("{a} +", ["式が途中で終わっています。"]),
        ("", ["式を入力してください。"]),
        ("{a} / {b}", []),
    ],
)
def test_troubles_in_words(formula: str, words: list[str]):
    question = calculated("x", formula)
    definition = Definition((*NUMBERS.questions, question, Question("later", "integer", "後の数")))
    assert list(formula_troubles.troubles(formula, definition, before=question)) == words


def test_circles_are_named():
    first, second, third = calculated("x", "{y}"), calculated("y", "{z}"), calculated("z", "{x}")
    definition = Definition((first, second, third))
    [trouble] = formula_troubles.troubles("{y}", definition, before=first)
    assert "互いに相手を式に使っています" in trouble
    assert list(formula_troubles.troubles("{x}", definition, before=third)) == []


def test_a_check_may_use_every_question():
    assert list(formula_troubles.troubles("{a} + {c}", NUMBERS)) == []
    assert len(list(formula_troubles.troubles("{gone} + {d}", NUMBERS))) == 2
