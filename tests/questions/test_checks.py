"""Checks across questions: where they stand in the form, trying them, and the pages on which they are set up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from core.questions.asking import ask
from core.questions.check_trials import failing, passing, references_of, tried
from core.questions.checking import Checked, check
from core.questions.definition import Check, Comparison, Condition, Definition, Question, Test
from core.questions.formulas.syntax import Reference
from core.questions.models import Questionnaire
from core.questions.services.composing import create
from core.questions.services.editing import edit

MEN = Question("men", "integer", "男性")
WOMEN = Question("women", "integer", "女性", may_be_na=True)
ALL = Question("all", "integer", "総数", may_be_na=True)
NOTE = Question("note", "short_text", "備考")
SUM = Check("k1", "{men} + {women}", Comparison.EQUAL, "{all}", "男女の合計が総数と一致しません。")
SOFT = Check("k2", "{all}", Comparison.AT_MOST, "1000", "総数が多すぎませんか。", soft=True)


def of(*checks: Check, questions: tuple[Question, ...] = (MEN, WOMEN, ALL, NOTE)) -> Definition:
    return Definition(questions, checks)


def typed(**numbers: str) -> dict[str, list[str]]:
    return {f"a.{name.replace('__', '.')}": [number] for name, number in numbers.items()}


# --- In the form ------------------------------------------------------------------------------------------------------


def test_a_failed_check_stands_at_the_last_question_it_is_about():
    checked = check(of(SUM), typed(men="5", women="4", all="10"), complete=True)
    (problem,) = checked.problems
    assert (problem.key, problem.at, problem.soft) == ("k1", "all", False)


def test_it_stands_at_a_question_that_is_shown():
    hidden = Question("all", "integer", "総数", show_if=Condition((Test("men", "gt", 100),)))
    definition = of(SUM, questions=(MEN, WOMEN, hidden))
    (problem,) = check(definition, typed(men="5", women="4"), complete=True).problems
    assert problem.at == "women"


def test_a_check_none_of_whose_questions_has_a_value_says_nothing():
    at_least = Check("k1", "{women} + {all}", Comparison.AT_LEAST, "1", "1以上です。")
    nothing = {"a.women.na": ["1"], "a.all.na": ["1"]}
    assert check(of(at_least), nothing, complete=True).is_valid
    assert not check(of(at_least), nothing | {"a.all.na": [""], "a.all": ["0"]}, complete=True).is_valid


def test_a_soft_check_passes_with_a_reason_which_stays_in_the_form():
    definition = of(SOFT)
    numbers = typed(all="1200")
    checked = check(definition, numbers, complete=True)
    at = {one.question.key: one.checks for one in ask(definition, numbers, checked)}
    (asked,) = at["all"]
    assert (asked.message, asked.takes_reason, asked.first_control) == ("総数が多すぎませんか。", True, "a-k2-reason")

    numbers |= {"a.k2.reason": ["合併したため"]}
    checked = check(definition, numbers, complete=True)
    assert checked.is_valid
    assert checked.reasons == {"k2": "合併したため"}
    at = {one.question.key: one.checks for one in ask(definition, numbers, checked, show_problems=False)}
    assert [(one.message, one.reason) for one in at["all"]] == [("", "合併したため")]


def test_a_reason_that_cannot_be_stored_is_refused_with_words():
    numbers = typed(all="1200") | {"a.k2.reason": ["\x00"]}
    (problem,) = check(of(SOFT), numbers, complete=True).problems
    assert "ヌル文字" in problem.message


def test_the_form_shows_message_and_reason_with_their_names():
    definition = of(SOFT, SUM)
    numbers = typed(men="600", women="500", all="1200", k2__reason="合併<した>ため")
    checked = check(definition, numbers, complete=True)
    (asked,) = [one for one in ask(definition, numbers, checked) if one.checks]
    text = "".join(render_to_string("questions/_check_problem.html", {"check": one}) for one in asked.checks)
    assert 'name="a.k2.reason"' in text
    assert "合併&lt;した&gt;ため" in text
    assert "男女の合計が総数と一致しません。" in text
    assert 'name="a.k1.reason"' not in text


def test_a_check_that_refers_to_nothing_stands_nowhere():
    assert Checked().stands_at(Check("k", "{gone}", Comparison.EQUAL, "1 +", ""), of()) == ""


# --- Trying -----------------------------------------------------------------------------------------------------------


def test_numbers_are_put_in_the_place_of_references():
    men, women, total = references_of(SUM, of())
    assert [men.key, women.key, total.key] == ["men", "women", "all"]
    numbers = {men: Decimal(5), women: Decimal("-2"), total: Decimal(3)}
    assert tried(SUM, numbers).holds is True
    assert tried(SUM, numbers | {total: Decimal(4)}).holds is False


@pytest.mark.parametrize(
    "rule",
    [
        SUM,
        SOFT,
        Check("k", "{men}", Comparison.LESS, "{women}", ""),
        Check("k", "{men} / {women} * 100", Comparison.AT_MOST, "100", ""),
        Check("k", "{all}", Comparison.EQUAL, "{men} + {women} + 3", "", tolerance="1"),
        Check("k", "{t.*.c1}", Comparison.EQUAL, "{t.r1.c1} + {t.r2.c1} + {t.r3.c1} + {t.r4.c1}", ""),
    ],
)
def test_examples_are_found_on_both_sides(rule):
    bad, good = failing(rule, of()), passing(rule, of())
    assert bad is not None
    assert bad.holds is False
    assert good is not None
    assert good.holds is True


@pytest.mark.parametrize(
    ("rule", "fails", "passes"),
    [
        (Check("k", "{men}", Comparison.AT_MOST, "{men}", ""), False, True),
        (Check("k", "{men}", Comparison.MORE, "{men} + 1", ""), True, False),
    ],
)
def test_a_check_that_always_or_never_holds_has_no_example(rule, fails, passes):
    assert bool(failing(rule, of())) is fails
    assert bool(passing(rule, of())) is passes


def test_what_cannot_be_read_has_no_example():
    assert failing(Check("k", "{men} +", Comparison.EQUAL, "1", ""), of()) is None


def test_a_division_by_zero_has_no_result():
    rule = Check("k", "{men} / {women}", Comparison.EQUAL, "1", "")
    assert tried(rule, {Reference("men"): Decimal(1), Reference("women"): Decimal(0)}).holds is None


# --- The pages --------------------------------------------------------------------------------------------------------


@pytest.fixture
def questionnaire(cast) -> Questionnaire:
    return create(cast.ishinomaki, "移動支援の調査", by=cast.kaede, definition=of(SUM))


@pytest.fixture
def kaede(cast, signed_in):
    return signed_in(cast.kaede)


WRITTEN = {
    "left": "問１＋問２",
    "comparison": "le",
    "right": "問3 × 1.5",
    "tolerance": "",
    "message": "多すぎます。",
}


def address(questionnaire: Questionnaire, name: str, *key: str) -> str:
    return reverse(f"questions:{name}", args=[questionnaire.pk, *key])


def checks(questionnaire: Questionnaire) -> tuple[Check, ...]:
    return Questionnaire.objects.get(pk=questionnaire.pk).draft.definition.checks


def stood(client, url: str) -> str:
    return client.get(url).context["stood"]


def test_the_list_reads_as_words(kaede, questionnaire):
    text = kaede.get(address(questionnaire, "checks")).content.decode()
    assert "問1 ＋ 問2 が 問3 と等しい" in text
    assert "問3「総数」に示します" in text
    assert "男女の合計が総数と一致しません。" in text


def test_a_check_is_added_in_one_step(kaede, questionnaire):
    url = address(questionnaire, "check_new")
    assert kaede.post(url, WRITTEN | {"stood": stood(kaede, url), "save": "1"}).status_code == 302
    made = checks(questionnaire)[1]
    assert (made.left, made.right) == ("{men} + {women}", "{all} * 1.5")
    assert (made.comparison, made.message, made.soft, made.tolerance) == ("le", "多すぎます。", False, "0")
    assert made.key not in {"k1", *(one.key for one in of())}


def test_a_check_is_changed_in_its_place(kaede, questionnaire, cast):
    edit(questionnaire, lambda d: of(SUM, SOFT), said="x", by=cast.kaede)
    url = address(questionnaire, "check", "k1")
    assert "問1 ＋ 問2" in kaede.get(url).content.decode()
    changed = WRITTEN | {"stood": stood(kaede, url), "soft": "on", "tolerance": "０．５", "save": "1"}
    assert kaede.post(url, changed).status_code == 302
    first, second = checks(questionnaire)
    assert (first.key, first.soft, first.tolerance) == ("k1", True, "0.5")
    assert second == SOFT
    assert "0.5" in kaede.get(url).content.decode()


def test_trying_keeps_nothing_and_says_with_which_numbers_it_speaks_up(kaede, questionnaire):
    url = address(questionnaire, "check", "k1")
    page = kaede.get(url).content.decode()
    assert "この数では、次のように知らせます。" in page
    assert "合う例：" in page

    words = {
        "left": "問1＋問2",
        "comparison": "eq",
        "right": "問3",
        "message": "合いません。",
        "stood": "x",
        "try": "1",
    }
    numbers = {"try-men": "1,000", "try-women": "２", "try-all": "1002"}
    fits = kaede.post(url, words | numbers)
    assert fits.status_code == 200
    assert "この数では、何も知らせません。" in fits.content.decode()
    does_not = kaede.post(url, words | numbers | {"try-all": "1001"}).content.decode()
    assert "合いません。" in does_not
    assert "この数では、次のように知らせます。" in does_not
    wrong = kaede.post(url, words | numbers | {"try-all": "たくさん"}).content.decode()
    assert "この数では、結果が出ません。" in wrong
    assert checks(questionnaire) == (SUM,)


def test_a_check_that_can_never_speak_up_is_warned_of(kaede, questionnaire):
    never = {"left": "問1", "comparison": "le", "right": "問1 ＋ 1", "stood": "x", "try": "1"}
    assert "いつも合います" in kaede.post(address(questionnaire, "check_new"), never).content.decode()
    always = {"left": "問1", "comparison": "gt", "right": "問1 ＋ 1", "stood": "x", "try": "1"}
    assert "合うことがありません" in kaede.post(address(questionnaire, "check_new"), always).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"left": ""}, "入力してください"),
        ({"left": "問9"}, "問9はありません"),
        ({"left": "問4"}, "数ではない"),
        ({"left": "問1 ＋"}, "途中で終わっています"),
        ({"left": "1", "right": "2"}, "設問がありません"),
        ({"tolerance": "-1"}, "0以上"),
        ({"tolerance": "少し"}, "読み取れません"),
        ({"comparison": "x"}, "正しい関係"),
        ({"message": "あ\x00"}, "合わないときに示す文"),
    ],
)
def test_what_is_no_check_is_refused_with_words(kaede, questionnaire, wrong, said):
    refused = kaede.post(address(questionnaire, "check_new"), WRITTEN | wrong | {"stood": "x", "save": "1"})
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert checks(questionnaire) == (SUM,)


def test_two_people_do_not_overwrite_each_other(kaede, cast, questionnaire):
    url = address(questionnaire, "check", "k1")
    before = stood(kaede, url)
    edit(questionnaire, lambda d: of(Check("k1", "{men}", Comparison.AT_MOST, "{all}", "")), said="x", by=cast.ren)

    conflict = kaede.post(url, WRITTEN | {"stood": before, "save": "1"})

    assert conflict.status_code == 409
    assert "問1 が 問3 以下である" in conflict.content.decode()
    assert "問１＋問２" in conflict.content.decode()
    again = kaede.post(url, WRITTEN | {"stood": conflict.context["stood"], "save": "1"})
    assert again.status_code == 302
    assert checks(questionnaire)[0].message == "多すぎます。"


def test_what_somebody_removed_meanwhile_can_be_saved_again(kaede, cast, questionnaire):
    url = address(questionnaire, "check", "k1")
    before = stood(kaede, url)
    edit(questionnaire, lambda d: of(), said="x", by=cast.ren)
    conflict = kaede.post(url, WRITTEN | {"stood": before, "save": "1"})
    assert conflict.status_code == 409
    assert "削除されました" in conflict.content.decode()
    assert kaede.post(url, WRITTEN | {"stood": conflict.context["stood"], "save": "1"}).status_code == 302
    assert [one.key for one in checks(questionnaire)] == ["k1"]


def test_removing_is_a_step(kaede, questionnaire):
    assert kaede.post(address(questionnaire, "check_removal", "k1")).status_code == 302
    assert checks(questionnaire) == ()
    draft = Questionnaire.objects.get(pk=questionnaire.pk).draft
    assert draft.steps.order_by("-number").first().said == "設問どうしの確認を削除"


def test_a_check_on_a_removed_question_says_so_in_the_list(kaede, cast, questionnaire):
    edit(questionnaire, lambda d: d.without("women"), said="x", by=cast.kaede)
    text = kaede.get(address(questionnaire, "checks")).content.decode()
    assert "削除された設問" in text
    assert kaede.get(address(questionnaire, "check", "k1")).status_code == 200


def test_only_those_who_compose_it_come_here(cast, signed_in, questionnaire):
    yui = signed_in(cast.yui)
    for name, key in (("checks", ()), ("check_new", ()), ("check", ("k1",))):
        assert yui.get(address(questionnaire, name, *key)).status_code == 404
    assert yui.post(address(questionnaire, "check_removal", "k1")).status_code == 404
    assert signed_in(cast.kaede).get(address(questionnaire, "check", "nothing")).status_code == 404
